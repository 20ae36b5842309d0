"""What can be done? Writes, one verb a file."""
