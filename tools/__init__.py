"""What makes parts of the repository, for those who work on it."""
