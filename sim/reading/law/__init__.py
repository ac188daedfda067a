"""Acts as written, turned into measures and provisions, and checked against what the world knows."""
