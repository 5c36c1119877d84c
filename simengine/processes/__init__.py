"""The processes a driver can follow, by kind, found in the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simengine.language.registry import modules_of, subclasses_in
from simengine.processes._process import Process

__all__ = ["Process", "processes"]


@cache
def processes() -> Mapping[str, type[Process]]:
    """Every process by its kind."""
    return {found.kind: found for module in modules_of(__name__) for found in subclasses_in(module, Process)}
