"""The sum of x over a stretch after an event, shared by the functions of such stretches."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.functions._base import NAN, Log, Memory

SIZE = 2
_EVENT, _SUM = range(2)


def begin(memory: Memory, past: Sequence[float], after: int, until: int) -> None:
    """Nothing has been seen."""
    memory[_EVENT] = NAN
    memory[_SUM] = 0.0


def stretch_sum(memory: Memory, k: int, x: float, event: Log, after: int, until: int) -> float:
    """The sum of x at the steps e+after < j ≤ e+until of the latest occurrence e, from the oldest; NaN until complete.

    Since after ≥ 0, an event noted at k and seen at k+1 is not seen too late.
    """
    if event.last != event.last:
        return NAN
    if event.last != memory[_EVENT]:
        memory[_EVENT] = event.last
        memory[_SUM] = 0.0 if event.last + after + 1 >= 0 else NAN
    if event.last + after < k <= event.last + until:
        memory[_SUM] += x
    return memory[_SUM] if k >= event.last + until else NAN
