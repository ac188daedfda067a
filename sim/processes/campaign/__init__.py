"""What turns the dial, brings the next act and ends it: its arithmetic on lanes, and when it happens."""
