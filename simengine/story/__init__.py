"""One path and what there is to tell of it."""
