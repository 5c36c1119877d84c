"""The distributions a parameter can have, by tag, found in the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simengine.distributions._distribution import Distribution
from simengine.distributions._law import Law
from simengine.distributions._pool import Pool
from simengine.language.registry import kinds_of

__all__ = ["Distribution", "Law", "Pool", "distributions"]


@cache
def distributions() -> Mapping[str, type[Distribution]]:
    """Every family of distributions by its tag. SimengineError if two have the same."""
    return kinds_of(__name__, Distribution, "tag")  # type: ignore[type-abstract]  # never called, only looked under
