"""`value_at(x, e)`, `value_at(x, e, w)`: x at an event, or a while after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import NAN, Log, LogRows, Memory, MemoryFunction, Row, Rows
from simengine.language.types import EVENT, NUMBER, OFFSET, Signature

_VALUE, _EVENT, _BEFORE, _KNOWN, _PAST = range(5)


@final
class ValueAt(MemoryFunction):
    """x at the event's latest occurrence plus w; NaN until then. Before the start: x's history there, else NaN.

    Memory: the value, the occurrence it belongs to, x one step before (an event noted at k is seen at k + 1), the
    history's length, the history.
    """

    name = "value_at"
    signature = Signature((NUMBER, EVENT, OFFSET), required=2)
    keeps_past = True

    @staticmethod
    def size(window: int) -> int:
        return _PAST

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], window: int) -> None:
        memory[_VALUE] = memory[_EVENT] = memory[_BEFORE] = NAN
        memory[_KNOWN] = len(past)
        for i in range(len(past)):
            memory[_PAST + i] = past[i]

    @staticmethod
    def look(memory: Memory, k: int, n: float, x: float, event: Log, window: int) -> float:
        # A step as a number, NaN before there is an event; then nothing below is true.
        target = event.last + window
        value = memory[_VALUE]
        if event.last == event.last and event.last != memory[_EVENT] and target < 0.0:
            back = memory[_KNOWN] + target
            value = memory[_PAST + int(back)] if back >= 0.0 else NAN
        elif event.last != memory[_EVENT]:
            value = memory[_BEFORE] if target == k - 1 else NAN
        value = x if target == k else value
        memory[_EVENT] = event.last
        memory[_VALUE] = value
        memory[_BEFORE] = x
        return value

    @staticmethod
    def rows(out: Row, n: int, memory: Rows, k: int, per_year: float, x: Row, event: LogRows, window: int) -> None:
        known, latest, before, moving = memory[_EVENT], event.last, memory[_BEFORE], 0
        for i in range(n):
            last = latest[i]
            moving += 1 if (last == last) & ((last != known[i]) | (last + window == k)) else 0
        if moving > 0 or k == 0:
            for i in range(n):
                last = latest[i]
                target, value = last + window, memory[_VALUE][i]
                new = last != known[i]
                if last == last and new and target < 0.0:
                    back = memory[_KNOWN][i] + target
                    value = memory[_PAST + int(back)][i] if back >= 0.0 else NAN
                elif new:
                    value = before[i] if target == k - 1 else NAN
                value = x[i] if target == k else value
                known[i] = last
                memory[_VALUE][i] = value
                out[i] = value
        for i in range(n):
            before[i] = x[i]
