"""The processes a driver can follow, by kind, found in the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simengine.language.registry import kinds_of
from simengine.processes._process import Process

__all__ = ["Process", "processes"]


@cache
def processes() -> Mapping[str, type[Process]]:
    """Every process by its kind. SimengineError if two have the same."""
    return kinds_of(__name__, Process, "kind")
