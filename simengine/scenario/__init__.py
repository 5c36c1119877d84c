"""What a scenario says: its sections as records, each for itself."""
