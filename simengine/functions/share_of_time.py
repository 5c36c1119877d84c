"""`share_of_time(c)`: how much of the time a condition has held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import IsNumber, Memory, MemoryFunction
from simengine.language.types import TRUTH, Signature


@final
class ShareOfTime(MemoryFunction):
    """The number of steps among 0 … k at which c held, divided by k + 1."""

    name = "share_of_time"
    signature = Signature((TRUTH,))
    is_number = IsNumber.ALWAYS
    unit = "1"

    @staticmethod
    def size() -> int:
        return 1

    @staticmethod
    def begin(memory: Memory, past: Sequence[float]) -> None:
        memory[0] = 0.0

    @staticmethod
    def look(memory: Memory, k: int, n: float, condition: float) -> float:
        memory[0] += condition
        return memory[0] / (k + 1)
