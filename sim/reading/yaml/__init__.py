"""Strict YAML: files read with the line of every value, laid over each other, and checked against forms."""
