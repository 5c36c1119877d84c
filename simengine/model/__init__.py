"""From a scenario to its model: every expression written out, typed, staged and ordered, once."""
