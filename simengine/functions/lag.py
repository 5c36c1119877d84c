"""`lag(x, w)`: x a while ago."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import Memory, MemoryFunction, Row, Rows
from simengine.language.types import NUMBER, WINDOW, Signature


@final
class Lag(MemoryFunction):
    """x at k − w; before the start its history there, else x at step 0. The memory is a ring of the last w values."""

    name = "lag"
    signature = Signature((NUMBER, WINDOW))

    @staticmethod
    def size(window: int) -> int:
        return window + 1

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], window: int) -> None:
        memory[window] = min(len(past), window)
        for i in range(1, int(memory[window]) + 1):
            memory[(-i) % window] = past[-i]

    @staticmethod
    def look(memory: Memory, k: int, n: float, x: float, window: int) -> float:
        known = int(memory[window])
        if k == 0:
            for i in range(known + 1, window + 1):
                memory[(-i) % window] = x
        value = memory[k % window]
        memory[k % window] = x
        return value

    @staticmethod
    def rows(out: Row, n: int, memory: Rows, k: int, per_year: float, x: Row, window: int) -> None:
        if k == 0:
            for j in range(int(memory[window][0]) + 1, window + 1):
                early = memory[(-j) % window]
                for i in range(n):
                    early[i] = x[i]
        ring = memory[k % window]
        for i in range(n):
            out[i] = ring[i]
            ring[i] = x[i]
