"""How exact a step is: known answers beside those of small models, clock by clock, for docs/exactness.md."""
