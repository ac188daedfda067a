"""From files to scenarios: strict YAML with line numbers, reference tables, merging, all problems at once."""
