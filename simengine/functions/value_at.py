"""`value_at(x, e)`, `value_at(x, e, w)`: x at an event, or a while after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._base import NAN, Log, Memory, MemoryFunction
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
        if event.last == event.last:
            target = int(event.last) + window
            if event.last != memory[_EVENT]:
                memory[_EVENT] = event.last
                memory[_VALUE] = NAN
                if target < 0:
                    back = int(memory[_KNOWN]) + target
                    if back >= 0:
                        memory[_VALUE] = memory[_PAST + back]
                elif target == k - 1:
                    memory[_VALUE] = memory[_BEFORE]
            if target == k:
                memory[_VALUE] = x
        memory[_BEFORE] = x
        return memory[_VALUE]
