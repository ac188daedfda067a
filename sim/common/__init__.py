"""Ground: errors, units, months and the axes of arrays. Imports nothing of the house."""
