"""Learning: which futures agree with figures that have an error, and how likely the figures are."""
