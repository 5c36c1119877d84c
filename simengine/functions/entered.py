"""`entered(c)`: whether a condition has just come to hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import Memory, MemoryFunction
from simengine.language.types import TRUTH, Signature


@final
class Entered(MemoryFunction):
    """Whether c holds now and did not hold one step before; before the start it held for nobody."""

    name = "entered"
    signature = Signature((TRUTH,), gives=TRUTH)
    finer = "holds for one step, which is shorter"

    @staticmethod
    def size() -> int:
        return 1

    @staticmethod
    def begin(memory: Memory, past: Sequence[float]) -> None:
        memory[0] = 0.0

    @staticmethod
    def look(memory: Memory, k: int, n: float, condition: float) -> float:
        before = memory[0]
        memory[0] = condition
        return 1.0 if condition == 1.0 and before != 1.0 else 0.0
