"""From scenarios to arrays: which cells and provisions there are, and what each lane's numbers are."""
