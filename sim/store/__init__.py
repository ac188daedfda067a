"""Files that are whole or not there, and folders only one process writes."""
