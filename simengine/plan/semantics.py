"""What docs/semantics.md fixes in numbers, for whoever computes or stores paths."""

from __future__ import annotations

SEMANTICS_VERSION = 2
"""The version of the page: two of them may give a path of one plan other bits."""
