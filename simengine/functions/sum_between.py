"""`sum_between(x, e, a, b)`: the sum of x over a stretch after an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions import _after_event
from simengine.functions._after_event import stretch_sum, stretch_sum_rows
from simengine.functions._memory_function import Log, LogRows, Memory, MemoryFunction, Row, Rows
from simengine.language.types import EVENT, NUMBER, OFFSET, WINDOW, Signature


@final
class SumBetween(MemoryFunction):
    """The sum of x at the steps in (tₑ+a, tₑ+b] after the latest occurrence of e; NaN until all are seen."""

    name = "sum_between"
    signature = Signature((NUMBER, EVENT, OFFSET, WINDOW))
    unit = ""  # x times a number of steps
    adds = True

    @staticmethod
    def size(after: int, until: int) -> int:
        if after >= until:
            raise ValueError(
                "must end after it begins: sum_between(x, event, 1, 3) is from 1 to 3 years after the event"
            )
        return _after_event.SIZE

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], after: int, until: int) -> None:
        _after_event.begin(memory, past, after, until)

    @staticmethod
    def look(memory: Memory, k: int, n: float, x: float, event: Log, after: int, until: int) -> float:
        return stretch_sum(memory, k, x, event, after, until)

    @staticmethod
    def rows(
        out: Row, n: int, memory: Rows, k: int, per_year: float, x: Row, event: LogRows, after: int, until: int
    ) -> None:
        stretch_sum_rows(out, n, memory, k, x, event, after, until, 1.0)
