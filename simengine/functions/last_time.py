"""`last_time(e)`: the latest occurrence in years since the start."""

from __future__ import annotations

from typing import final

from simengine.functions._memory_function import IsNumber, Log, Memory, MemoryFunction
from simengine.language.types import EVENT, Signature


@final
class LastTime(MemoryFunction):
    """The latest occurrence in years since the start; NaN before the first."""

    name = "last_time"
    signature = Signature((EVENT,), on_grid=True)
    is_number = IsNumber.AFTER_EVENT
    unit = "year"

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log) -> float:
        return event.last / n
