"""`held(c)`: how long a condition has held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import IsNumber, Memory, MemoryFunction
from simengine.language.types import TRUTH, Signature


@final
class Held(MemoryFunction):
    """Years for which c has held without a break: 0 at the first true point, and while c is false."""

    name = "held"
    signature = Signature((TRUTH,), on_grid=True)
    is_number = IsNumber.ALWAYS
    unit = "year"

    @staticmethod
    def size() -> int:
        return 1

    @staticmethod
    def begin(memory: Memory, past: Sequence[float]) -> None:
        memory[0] = -1.0

    @staticmethod
    def look(memory: Memory, k: int, n: float, condition: float) -> float:
        since = k if memory[0] < 0.0 else memory[0]
        memory[0] = since if condition == 1.0 else -1.0
        return (k - since) / n if condition == 1.0 else 0.0
