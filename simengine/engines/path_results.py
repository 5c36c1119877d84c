"""What an engine hands on: the results of a block of paths, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.plan.plan import Plan
from simengine.status import Status


@dataclass(frozen=True, slots=True)
class PathEnd:
    """How one path ended. `element` is an index into the plan's elements, -1 if none ended it before the end.

    `step` is where it ended (−1 at the end, or where it was asked to), `outcome` the index of its class (−1 unless OK
    and whole, and where there are no classes), `events` the steps at which each event occurred (a step as often as it
    did in it), `clamps` how often what `plan.counted` names was out of range, `rows` the kept values at every
    step.
    """

    path: int
    status: Status
    element: int
    step: int
    outcome: int
    measures: tuple[float, ...]
    questions: tuple[float, ...]
    events: tuple[tuple[int, ...], ...]
    clamps: tuple[int, ...]
    rows: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """One path, and the values it ended on, each in the place its plan gives it."""

    end: PathEnd
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class EventSteps:
    """The steps at which one event occurred on n paths: those of path i are `steps[offsets[i]:offsets[i + 1]]`."""

    offsets: NDArray[np.int32]
    steps: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class PathResults:
    """The results of n paths.

    `path` int64[n]; `status` int8[n] (`Status`); `element` int16[n] and `step` int32[n] (−1 where a path came to its
    end); `outcome` int16[n] (−1 unless OK, and where there are no classes); `measures` float64[n, M] and `questions`
    float64[n, Q], NaN unless OK; `events` one `EventSteps` an event; `clamps` int64[counted], summed over paths; `kept`
    float64[n, K+1, names], only if asked for, NaN after a path's end, and for a measure, which has no value at a step;
    where paths were to end at step s, float64[n, s+1, names].
    """

    path: NDArray[np.int64]
    status: NDArray[np.int8]
    element: NDArray[np.int16]
    step: NDArray[np.int32]
    outcome: NDArray[np.int16]
    measures: NDArray[np.float64]
    questions: NDArray[np.float64]
    events: tuple[EventSteps, ...]
    clamps: NDArray[np.int64]
    kept: NDArray[np.float64]


def results_of(plan: Plan, ends: Sequence[PathEnd], kept_names: int = 0, until: int | None = None) -> PathResults:
    """The columns of paths computed one by one, up to a step or the end of the clock."""
    n = len(ends)
    kept = np.full((n, (plan.clock.steps if until is None else until) + 1, kept_names), np.nan)
    for i, end in enumerate(ends):
        if end.rows:
            kept[i, : len(end.rows)] = end.rows
    return PathResults(
        path=np.array([end.path for end in ends], dtype=np.int64),
        status=np.array([end.status for end in ends], dtype=np.int8),
        element=np.array([end.element for end in ends], dtype=np.int16),
        step=np.array([end.step for end in ends], dtype=np.int32),
        outcome=np.array([end.outcome for end in ends], dtype=np.int16),
        measures=np.array([end.measures for end in ends], dtype=np.float64).reshape(n, len(plan.measures)),
        questions=np.array([end.questions for end in ends], dtype=np.float64).reshape(n, len(plan.questions)),
        events=tuple(_steps([end.events[index] for end in ends]) for index in range(len(plan.events))),
        clamps=np.array([end.clamps for end in ends], dtype=np.int64).reshape(n, len(plan.counted)).sum(axis=0),
        kept=kept,
    )


def _steps(rows: Sequence[tuple[int, ...]]) -> EventSteps:
    lengths = np.fromiter((len(row) for row in rows), dtype=np.int32, count=len(rows))
    offsets = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(lengths, dtype=np.int32)])
    return EventSteps(offsets, np.array([step for row in rows for step in row], dtype=np.int32))
