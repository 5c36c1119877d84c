"""The sum of x over a stretch after an event, shared by the functions of such stretches."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.functions._memory_function import NAN, Log, LogRows, Memory, Row, Rows

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


def stretch_sum_rows(
    out: Row, n: int, memory: Rows, k: int, x: Row, event: LogRows, after: int, until: int, per: float
) -> None:
    """`stretch_sum` for n paths, divided by `per`; what no path needs at step k is left as it is."""
    known, sums, latest = memory[_EVENT], memory[_SUM], event.last
    new, inside, ends = 0, 0, 0
    for i in range(n):
        last = latest[i]
        new += 1 if (last == last) & (last != known[i]) else 0
        inside += 1 if (last + after < k) & (k <= last + until) else 0
        ends += 1 if k == last + until else 0
    if new > 0:
        for i in range(n):
            last = latest[i]
            sums[i] = sums[i] if last == known[i] else 0.0 if last + after + 1 >= 0 else NAN
            known[i] = last
    if inside > 0:
        for i in range(n):
            last = latest[i]
            sums[i] = sums[i] + x[i] if (last + after < k) & (k <= last + until) else sums[i]
    if new + ends > 0 or k == 0:
        for i in range(n):
            out[i] = sums[i] / per if k >= latest[i] + until else NAN
