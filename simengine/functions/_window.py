"""A ring of the last values of x, shared by the rolling functions."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.functions._base import Memory, Rows


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


def push_row(v: Rows, x: int, memory: int, n: int, stride: int, k: int, window: int) -> int:
    """`push` for n paths, whose rings hold equally many values."""
    seen, place = v[x : x + n], memory + k % window * stride
    ring = v[place : place + n]
    for i in range(n):
        ring[i] = seen[i]
    held = v[memory + window * stride : memory + window * stride + n]
    if held[0] < window:
        for i in range(n):
            held[i] += 1.0
    return int(held[0])


def sum_rows(v: Rows, out: int, memory: int, n: int, stride: int, k: int, held: int, window: int) -> None:
    """`ring_sum` for n paths."""
    total = v[out : out + n]
    for i in range(n):
        total[i] = 0.0
    for j in range(k - held + 1, k + 1):
        place = memory + j % window * stride
        ring = v[place : place + n]
        for i in range(n):
            total[i] += ring[i]
