"""What turns the dial, brings the next act and ends it: pure functions of luck and of last month, lane axis last."""
