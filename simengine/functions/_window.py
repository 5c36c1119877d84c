"""The sum over the last steps in a few operations a step, shared by the rolling functions.

Steps are cut into stretches of a window's length, from step 0 on. A window that ends at position p of a stretch is the
end of the stretch before, after its position p, and the beginning of this one. The memory has a number a position: to
p what was seen in this stretch, beyond p the sums from there to the end of the stretch before. At its last position a
stretch becomes such sums itself. Nothing is ever taken away from a sum, so none drifts, and a NaN leaves with its step.
Behind these numbers stand the sum of this stretch up to p, and how many steps before the start are known.
"""

from __future__ import annotations

from collections.abc import Sequence

from simengine.functions._memory_function import Memory, Row, Rows


def window_size(window: int) -> int:
    """How many numbers the memory has."""
    return window + 2


def begin_window(memory: Memory, past: Sequence[float], window: int) -> None:
    """Makes sums of the history, which is the stretch before step 0 as far as it is known."""
    known = min(len(past), window)
    memory[window] = 0.0
    memory[window + 1] = known
    total = 0.0
    for j in range(window - 1, -1, -1):
        if window - j <= known:
            total += past[len(past) - window + j]
        memory[j] = total


def window_sum(memory: Memory, k: int, x: float, window: int) -> float:
    """Enters x at step k; the sum over the window that ends there."""
    p = k % window
    newer = (0.0 if p == 0 else memory[window]) + x
    older = 0.0 if p == window - 1 else memory[p + 1]
    memory[p] = x
    memory[window] = newer
    if p == window - 1:
        total = 0.0
        for j in range(window - 1, -1, -1):
            total += memory[j]
            memory[j] = total
    return older + newer


def window_steps(known: float, k: int, window: int) -> float:
    """How many of the window's steps exist at step k, where `known` ones came before the start."""
    steps = known + k + 1.0
    return steps if steps < window else float(window)


def window_sum_rows(out: Row, n: int, memory: Rows, k: int, x: Row, window: int, per: float) -> None:
    """`window_sum` for n paths, divided by `per`: x and the sums as rows of them."""
    p = k % window
    seen, newer = memory[p], memory[window]
    if p == 0:
        for i in range(n):
            newer[i] = 0.0
    if p == window - 1:
        for i in range(n):
            total = newer[i] + x[i]
            newer[i], seen[i] = total, x[i]
            out[i] = (0.0 + total) / per
        _end_rows(memory, n, window)
        return
    older = memory[p + 1]
    for i in range(n):
        total = newer[i] + x[i]
        newer[i], seen[i] = total, x[i]
        out[i] = (older[i] + total) / per


def _end_rows(memory: Rows, n: int, window: int) -> None:
    """What was seen becomes sums, from the newest to the oldest."""
    last = memory[window - 1]
    for i in range(n):
        last[i] = 0.0 + last[i]
    for j in range(window - 2, -1, -1):
        seen, sums = memory[j], memory[j + 1]
        for i in range(n):
            seen[i] = sums[i] + seen[i]
