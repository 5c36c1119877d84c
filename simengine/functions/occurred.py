"""`occurred(e)`: whether an event is in the log."""

from __future__ import annotations

from typing import final

from simengine.functions._memory_function import Log, Memory, MemoryFunction
from simengine.language.types import EVENT, TRUTH, Signature


@final
class Occurred(MemoryFunction):
    """Whether an event is in the log."""

    name = "occurred"
    is_count_of_log_once = True
    holds_from_first = True
    signature = Signature((EVENT,), gives=TRUTH)

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log) -> float:
        return 1.0 if event.times > 0.0 else 0.0
