"""Pure functions on arrays: no clock, no dice, no files. Money USD million a month, time months, lane axis last."""
