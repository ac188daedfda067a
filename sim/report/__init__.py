"""What a run says, as text."""
