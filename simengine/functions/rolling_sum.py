"""`rolling_sum(x, w)`: the sum of x over the last while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._base import Memory, MemoryFunction, Rows
from simengine.functions._window import fill_ring, push, push_row, ring_size, ring_sum, sum_rows
from simengine.language.types import NUMBER, WINDOW, Signature


@final
class RollingSum(MemoryFunction):
    """The sum of x over the last while: at k−w+1 … k, as far as these exist; history counts."""

    name = "rolling_sum"
    signature = Signature((NUMBER, WINDOW))
    unit = ""  # x times a number of steps

    @staticmethod
    def size(window: int) -> int:
        return ring_size(window)

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], window: int) -> None:
        fill_ring(memory, past, window)

    @staticmethod
    def look(memory: Memory, k: int, n: float, x: float, window: int) -> float:
        held = push(memory, k, x, window)
        return ring_sum(memory, k, held, window)

    @staticmethod
    def rows(v: Rows, out: int, x: int, memory: int, n: int, stride: int, k: int, per_year: float, window: int) -> None:
        held = push_row(v, x, memory, n, stride, k, window)
        sum_rows(v, out, memory, n, stride, k, held, window)
