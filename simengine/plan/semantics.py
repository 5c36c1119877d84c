"""What docs/semantics.md fixes in numbers, for whoever computes or stores paths."""

from __future__ import annotations

SEMANTICS_VERSION = 3
"""The version of the page: two of them may give a path of one plan other bits."""
LARGE_HAZARD = 0.1
"""What a hazard may add up to in a step; of one that may change within it, steps with more are counted."""
