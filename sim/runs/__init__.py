"""Runs of many lanes: chunks, workers, totals and their quantiles."""
