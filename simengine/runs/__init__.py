"""What lies on the disk of a run: parts, manifest, outcomes; and how one is found."""
