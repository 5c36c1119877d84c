"""`count(e)`: how often an event is in the log."""

from __future__ import annotations

from typing import final

from simengine.functions._memory_function import IsNumber, Log, Memory, MemoryFunction
from simengine.language.types import EVENT, Signature


@final
class Count(MemoryFunction):
    """How often an event is in the log."""

    name = "count"
    is_count_of_log = True
    signature = Signature((EVENT,))
    is_number = IsNumber.ALWAYS

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log) -> float:
        return event.times
