"""Figures: each function takes numbers and returns a matplotlib Figure; one saves them. No pyplot, no global style."""
