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
    # No branch writes to the memory by itself: a compiler then takes many paths at once.
    last = event.last
    begun = 0.0 if last + after + 1 >= 0 else NAN
    total = memory[_SUM] if last == memory[_EVENT] else begun
    inside = last + after < k <= last + until
    total = total + x if inside else total
    memory[_EVENT] = last
    memory[_SUM] = total
    return total if k >= last + until else NAN
