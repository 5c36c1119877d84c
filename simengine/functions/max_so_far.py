"""`max_so_far(x)`: the largest x yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from simengine.functions._memory_function import Memory, MemoryFunction
from simengine.language.types import NUMBER, Signature


@final
class MaxSoFar(MemoryFunction):
    """The largest x at steps 0 … k; NaN once x has been NaN."""

    name = "max_so_far"
    signature = Signature((NUMBER,))
    finer = "looks at more instants, and sees higher peaks"

    @staticmethod
    def size() -> int:
        return 1

    @staticmethod
    def begin(memory: Memory, past: Sequence[float]) -> None:
        memory[0] = 0.0

    @staticmethod
    def look(memory: Memory, k: int, n: float, x: float) -> float:
        # A NaN in memory fails the comparison and stays; a NaN x is taken by the last test.
        largest = memory[0]
        memory[0] = x if k == 0 or x > largest or x != x else largest
        return memory[0]
