"""`count_between(e, d1, d2)`: how often an event occurred between two dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import IsNumber, Log, Memory, MemoryFunction
from simengine.language.types import EVENT, INSTANT, Signature

_TIMES, _FOUND = range(2)


@final
class CountBetween(MemoryFunction):
    """How often e has occurred so far after the date d1, until d2: `count_between(e, date('2026'), date('2027'))`.

    What happens in the step that ends at d2 counts, what happened in the one that ends at d1 does not: so this is how
    often in 2026. Memory: how often e had occurred at the last look, and how often between the dates.
    """

    name = "count_between"
    signature = Signature((EVENT, INSTANT, INSTANT))
    is_number = IsNumber.ALWAYS

    @staticmethod
    def size(after: int, until: int) -> int:
        if after >= until:
            raise ValueError("must end after it begins: count_between(e, date('2026'), date('2027')) is that year's")
        return 2

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], after: int, until: int) -> None:
        memory[_TIMES] = memory[_FOUND] = 0.0

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log, after: int, until: int) -> float:
        # What is new at a look occurred in one step, the latest; or before the start, where nothing is counted.
        new = event.times - memory[_TIMES] if (after < event.last) & (event.last <= until) else 0.0
        memory[_TIMES] = event.times
        memory[_FOUND] += new
        return memory[_FOUND]
