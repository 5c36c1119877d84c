"""Computing paths: in pieces, by workers, into a run; again from a run; in pairs."""
