"""`before(a, b)`: whether an event came before another."""

from __future__ import annotations

from typing import final

from simengine.functions._memory_function import Log, Memory, MemoryFunction
from simengine.language.types import EVENT, TRUTH, Signature


@final
class Before(MemoryFunction):
    """Whether a has occurred, and b had not before it: the first time of each counts, and in the same step is in time.

    It stays true once it is. Of two events that first came in the same step each is before the other.
    """

    name = "before"
    signature = Signature((EVENT, EVENT), gives=TRUTH)
    holds_from_first = True

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log, other: Log) -> float:
        return 1.0 if (event.times > 0.0) & ((other.times == 0.0) | (event.first <= other.first)) else 0.0
