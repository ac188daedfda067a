"""What happens, told in order: SimPy processes for irregular dates, and the regular month."""
