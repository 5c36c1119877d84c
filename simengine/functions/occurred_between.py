"""`occurred_between(e, anchor, a, b)`: whether e occurred in a stretch after another event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import NAN, Log, Memory, MemoryFunction
from simengine.language.types import EVENT, OFFSET, TRUTH, WINDOW, Signature

_ANCHOR, _TIMES, _FOUND = range(3)


@final
class OccurredBetween(MemoryFunction):
    """Whether e has occurred in (tₐ+a, tₐ+b], after the latest occurrence of the anchor; false before there is one.

    Memory: the anchor's step, how often e had occurred at the last look, whether an occurrence was in the stretch.
    """

    name = "occurred_between"
    signature = Signature((EVENT, EVENT, OFFSET, WINDOW), gives=TRUTH)

    @staticmethod
    def size(after: int, until: int) -> int:
        if after >= until:
            raise ValueError("must end after it begins: occurred_between(e, anchor, 0, 3) is three years after it")
        return 3

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], after: int, until: int) -> None:
        memory[_ANCHOR] = NAN
        memory[_TIMES] = memory[_FOUND] = 0.0

    @staticmethod
    def look(memory: Memory, k: int, n: float, event: Log, anchor: Log, after: int, until: int) -> float:
        new_anchor = anchor.last == anchor.last and anchor.last != memory[_ANCHOR]
        if new_anchor:
            memory[_ANCHOR] = anchor.last
            memory[_FOUND] = 0.0
        # All occurrences of a step are one instant, so the latest is all there is to see at a look; one that
        # came with or before a new anchor's first look may still lie after the anchor.
        new = new_anchor or event.times != memory[_TIMES]
        if new and memory[_ANCHOR] + after < event.last <= memory[_ANCHOR] + until:
            memory[_FOUND] = 1.0
        memory[_TIMES] = event.times
        return memory[_FOUND]
