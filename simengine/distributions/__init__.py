"""The distributions a parameter can have, by tag, found in the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simengine.distributions._distribution import Distribution
from simengine.language.registry import kinds_of

__all__ = ["Distribution", "distributions"]


@cache
def distributions() -> Mapping[str, type[Distribution]]:
    """Every family of distributions by its tag. SimengineError if two have the same."""
    return kinds_of(__name__, Distribution, "tag")  # type: ignore[type-abstract]  # never called, only looked under
