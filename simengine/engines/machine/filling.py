"""The shape of the kernels that prepare a wide process. Importing this brings numba."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import Words, doubles, routine, scalar
from simengine.engines.machine.operands import lane_arguments, operand_loader
from simengine.engines.machine.primitives import bits_of
from simengine.engines.machine.translate import compiled

Function = Callable[..., Any]


@scalar
def _is_same(one: Any, other: Any) -> bool:
    """Whether two memories have the same bits."""
    for j in range(len(one)):  # noqa: SIM110 (numba knows no `all`)
        if bits_of(one[j]) != bits_of(other[j]):
            return False
    return True


def filling(function: FunctionType, letters: str) -> Function:
    """A `prepare` that fills a memory from one; a path that is given what the one before was takes over its numbers.

    So what is the same for all paths, such as the exponential of constant rates, is computed once a block.
    """
    f, arguments_on, load = compiled(function), lane_arguments(letters), operand_loader(letters)

    @routine
    def fill(n: int, dt: float, loaded: Any) -> None:
        for i in range(n):
            given, numbers = arguments_on(loaded, i)
            given_before, numbers_before = arguments_on(loaded, max(i - 1, 0))
            if i > 0 and _is_same(given, given_before):
                for j in range(len(numbers)):
                    numbers[j] = numbers_before[j]
            else:
                f(dt, given, numbers)

    def kernel(at: Words, frame: Words) -> None:
        fill(frame[Word.WIDTH], doubles(frame[Word.CLOCK])[0], load(at, 0, frame))

    return kernel
