"""From the file of a sweep to its points: what is swept, what each value changes, which rows there are."""
