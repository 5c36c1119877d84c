"""The distributions a parameter can have, by tag, found in the modules of this package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType

from simengine.distributions._distribution import Distribution
from simengine.language.registry import modules_of, subclasses_in

__all__ = ["Distribution", "distributions"]


@cache
def distributions() -> Mapping[str, type[Distribution]]:
    """Every family of distributions by its tag."""
    found = [family for module in modules_of(__name__) for family in _families(module)]
    return {family.tag: family for family in found}


def _families(module: ModuleType) -> Iterator[type[Distribution]]:
    return subclasses_in(module, Distribution)  # type: ignore[type-abstract]  # it is never called, only looked under
