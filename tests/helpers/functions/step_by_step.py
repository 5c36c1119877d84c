"""Calls a function with memory step by step, as an engine does."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.functions import memory_functions
from simengine.functions._memory_function import Log
from simengine.language.types import CONSTANTS, EVENT

NAN = float("nan")
Event = tuple[Sequence[int], int]
"""The steps at which it occurred, and how late it is seen."""


def visible(steps: Sequence[int], k: int, late: int) -> list[int]:
    """The occurrences seen at k: with `late` 1 those noted at k by `when` are not seen yet (the look), with 0 they are.

    What lies before the start was in the log from the beginning.
    """
    return [step for step in steps if step < 0 or step + late <= k]


def log_of(seen: Sequence[int]) -> Log:
    if not seen:
        return Log(0.0, NAN, NAN)
    return Log(float(len(seen)), float(seen[0]), float(seen[-1]))


def follow(
    name: str,
    n: float,
    xs: Sequence[float],
    past: Sequence[float],
    events: Sequence[Event],
    windows: Sequence[int] = (),
) -> list[float]:
    """The function's values at steps 0 … K over the series xs and the occurrences of its events."""
    function = memory_functions()[name]
    memory = [0.0] * (function.size(*windows) + (len(past) if function.keeps_past else 0))
    if memory:
        function.begin(memory, past, *windows)
    values = []
    for k, x in enumerate(xs):
        logs = iter([log_of(visible(steps, k, late)) for steps, late in events])
        kinds = [kind for kind in function.signature.takes if kind not in CONSTANTS]
        arguments = [next(logs) if kind == EVENT else x for kind in kinds]
        values.append(function.look(memory, k, n, *arguments, *windows))
    return values
