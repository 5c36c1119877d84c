"""Many paths: computed in blocks, stored in a folder, found again, and recomputed one by one on demand."""
