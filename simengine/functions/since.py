"""`since(e)`: years since the latest occurrence of an event."""

from __future__ import annotations

from typing import final

from simengine.functions._memory_function import IsNumber, Log, Memory, MemoryFunction
from simengine.language.types import EVENT, Signature


@final
class Since(MemoryFunction):
    """Years since the latest occurrence of an event; NaN before the first."""

    name = "since"
    signature = Signature((EVENT,), on_grid=True)
    is_number = IsNumber.AFTER_EVENT
    unit = "year"
    runs = True

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log) -> float:
        return (k - event.last) / n
