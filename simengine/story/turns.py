"""Turning points of a driver, and where one value comes to lie above another: the few that are more than noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simengine.story.track import Floats


@dataclass(frozen=True, slots=True)
class Extreme:
    """A peak (`high`) or trough at a step. `swing` is the smaller of the moves that led there and away."""

    step: int
    high: bool
    swing: float


def extremes(values: Floats, least: float) -> list[Extreme]:
    """The peaks and troughs whose moves on both sides reach `least`, in the order of time.

    They alternate: a peak is the highest point between two falls of at least `least`. Start and end are none, and the
    last peak counts only if the fall after it is that deep.
    """
    if not least > 0.0:
        return []
    steps = _reversals(values, least)
    marks = [0, *steps, len(values) - 1]
    return [
        Extreme(step, bool(values[step] > values[marks[i]]), min(swings))
        for i, step in enumerate(steps)
        if min(swings := _swings(values, marks, i + 1)) >= least
    ]


def _swings(values: Floats, marks: Sequence[int], at: int) -> tuple[float, float]:
    """The moves to and from a reversal; after the last one, the farthest the values went away from it."""
    here = values[marks[at]]
    away = values[marks[at] :] if at == len(marks) - 2 else values[marks[at + 1]]
    start = values[: marks[1]] if at == 1 else values[marks[at - 1]]
    return float(np.max(np.abs(here - start), initial=0.0)), float(np.max(np.abs(away - here)))


def _reversals(values: Floats, least: float) -> list[int]:
    """Where the values turn: a zigzag that follows the running extreme until they come back by `least`."""
    found: list[int] = []
    low = high = 0
    rising: bool | None = None
    for step, value in enumerate(values):
        low = step if value < values[low] else low
        high = step if value > values[high] else high
        if rising is not False and values[high] - value >= least and high < step:
            found += [high] if high > 0 else []
            rising, low = False, step
        elif rising is not True and value - values[low] >= least and low < step:
            found += [low] if low > 0 else []
            rising, high = True, step
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """From `step` on, a value lies above another (or below); `weight` is the length of the shorter side in steps."""

    step: int
    above: bool
    weight: int


def changes(above: Sequence[bool], least: int) -> Iterator[Change]:
    """Where a side is taken for at least `least` steps after another that was; shorter visits don't count."""
    runs: list[tuple[int, bool]] = []
    marks = [0, *(k for k in range(1, len(above)) if above[k] != above[k - 1]), len(above)]
    for start, stop in pairwise(marks):
        if stop - start >= least and (not runs or runs[-1][1] != above[start]):
            runs.append((start, above[start]))
    ends = [*(start for start, _ in runs[1:]), len(above)]
    for i in range(1, len(runs)):
        step, side = runs[i]
        yield Change(step, side, min(step - runs[i - 1][0], ends[i] - step))
