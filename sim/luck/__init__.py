"""Luck, keyed by what is decided: uniform numbers, Sobol points, and what is drawn with them."""
