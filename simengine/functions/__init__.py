"""The functions with memory, by name, found in the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simengine.functions._memory_function import IsNumber, MemoryFunction
from simengine.language.registry import kinds_of
from simengine.language.types import WORDS

__all__ = ["IsNumber", "MemoryFunction", "memory_functions"]


@cache
def memory_functions() -> Mapping[str, type[MemoryFunction]]:
    """Every function with memory by its name. SimengineError if two have the same, or the language that word."""
    return kinds_of(__name__, MemoryFunction, "name", taken=WORDS)
