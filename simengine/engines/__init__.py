"""What computes paths from a plan."""
