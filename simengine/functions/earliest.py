"""`earliest(a, b, …)`: the first time of several events."""

from __future__ import annotations

from typing import final

from simengine.functions._memory_function import IsNumber, Log, Memory, MemoryFunction
from simengine.language.types import EVENT, Signature


@final
class Earliest(MemoryFunction):
    """When the first of these events first occurred, in years since the start; NaN before any has."""

    name = "earliest"
    signature = Signature((EVENT,), more=True, on_grid=True)
    is_number = IsNumber.AFTER_EVENT
    unit = "year"

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log) -> float:
        return event.first / n
