"""A ring of the last values of x, shared by the rolling functions."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.functions._base import Memory


def ring_size(window: int) -> int:
    """The last `window` values, and how many of them exist."""
    return window + 1


def fill_ring(memory: Memory, past: Sequence[float], window: int) -> None:
    """Puts what is known of the past in its place: step j stands at j mod window."""
    known = min(len(past), window)
    memory[window] = known
    for i in range(1, known + 1):
        memory[(-i) % window] = past[-i]


def push(memory: Memory, k: int, x: float, window: int) -> int:
    """Enters x at step k and tells how many values the ring holds."""
    memory[k % window] = x
    if memory[window] < window:
        memory[window] += 1.0
    return int(memory[window])


def ring_sum(memory: Memory, k: int, held: int, window: int) -> float:
    """The sum of what the ring holds, from the oldest to the newest.

    Added anew each time: a running sum would drift, and a single NaN would stay in it for ever.
    """
    total = 0.0
    for j in range(k - held + 1, k + 1):
        total += memory[j % window]
    return total
