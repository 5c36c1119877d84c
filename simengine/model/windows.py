"""Lengths of time in whole steps: the windows of functions with memory, the histories before the start."""

from __future__ import annotations

from collections.abc import Mapping

from simengine.functions import memory_functions
from simengine.language.clock import Clock, period
from simengine.language.expression import Call, Number
from simengine.language.types import CONSTANTS, INSTANT, WINDOW


def windows_of(call: Call, clock: Clock) -> tuple[int, ...]:
    """The lengths of time among a function's arguments, in whole steps; an optional one left out is 0.

    Raises:
        ValueError: if one is no whole number of steps.
    """
    signature = memory_functions()[call.function].signature
    windows = []
    for index, kind in enumerate(signature.takes):
        if kind not in CONSTANTS:
            continue
        length = call.arguments[index] if index < len(call.arguments) else Number(0.0)
        steps = clock.window(length.value if isinstance(length, Number) else 0.0)
        if kind == INSTANT and index == signature.takes.index(INSTANT) and steps >= clock.steps:
            raise ValueError(
                f"nothing happens after the clock's end ({clock.label(clock.steps)}): take an earlier date"
            )
        if kind == WINDOW and steps < 1:
            raise ValueError(f"the length of time is less than a step (a {clock.step})")
        if steps > 10 * clock.steps + 1000:
            raise ValueError("the length of time is far longer than the scenario")
        windows.append(steps)
    return tuple(windows)


def past_steps(history: Mapping[str, float], clock: Clock) -> int:
    """How many steps a history reaches back before the start."""
    reached = 0
    for date in history:
        try:
            reached = max(reached, -clock.step_at(period(date).first))
        except ValueError:
            continue  # told with the histories
    return reached
