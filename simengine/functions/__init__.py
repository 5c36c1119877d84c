"""The functions with memory, by name, found in the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simengine.functions._memory_function import IsNumber, MemoryFunction
from simengine.language.registry import modules_of, subclasses_in

__all__ = ["IsNumber", "MemoryFunction", "memory_functions"]


@cache
def memory_functions() -> Mapping[str, type[MemoryFunction]]:
    """Every function with memory by its name in the language."""
    return {found.name: found for module in modules_of(__name__) for found in subclasses_in(module, MemoryFunction)}
