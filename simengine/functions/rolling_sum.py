"""`rolling_sum(x, w)`: the sum of x over the last while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import Memory, MemoryFunction, Row, Rows
from simengine.functions._window import begin_window, window_size, window_sum, window_sum_rows
from simengine.language.types import NUMBER, WINDOW, Signature


@final
class RollingSum(MemoryFunction):
    """The sum of x over the last while: at k−w+1 … k, as far as these exist; history counts."""

    name = "rolling_sum"
    signature = Signature((NUMBER, WINDOW))
    looks_back = True
    unit = ""  # x times a number of steps
    adds = True

    @staticmethod
    def size(window: int) -> int:
        return window_size(window)

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], window: int) -> None:
        begin_window(memory, past, window)

    @staticmethod
    def look(memory: Memory, k: int, n: float, x: float, window: int) -> float:
        return window_sum(memory, k, x, window)

    @staticmethod
    def rows(out: Row, n: int, memory: Rows, k: int, per_year: float, x: Row, window: int) -> None:
        window_sum_rows(out, n, memory, k, x, window, 1.0)
