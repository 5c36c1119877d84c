"""`initial(x)`: where x began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import Memory, MemoryFunction
from simengine.language.types import NUMBER, Signature


@final
class Initial(MemoryFunction):
    """x at step 0."""

    name = "initial"
    signature = Signature((NUMBER,))

    @staticmethod
    def size() -> int:
        return 1

    @staticmethod
    def begin(memory: Memory, past: Sequence[float]) -> None:
        memory[0] = 0.0

    @staticmethod
    def look(memory: Memory, k: int, n: float, x: float) -> float:
        if k == 0:
            memory[0] = x
        return memory[0]
