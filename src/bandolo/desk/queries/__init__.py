"""What is true now? Reads, named as nouns."""
