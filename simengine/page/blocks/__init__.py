"""One file a block of the report: a function of what was gathered that returns its HTML, or None."""
