"""Some futures step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.compute import recompute
from simengine.language.clock import Clock
from simengine.runs.store import Run


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The values of `names` on some `paths` at every step; `values` is of shape [paths, K+1, names].

    `dates` and `years` tell the K+1 steps as text and as decimal calendar years. A value is in its unit of `units` (""
    if it has none), and NaN after the end of a path that failed or was excluded.
    """

    scenario: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    titles: tuple[str, ...]
    paths: tuple[int, ...]
    dates: tuple[str, ...]
    years: NDArray[np.float64]
    values: NDArray[np.float64]


def tracks_of(run: Run, names: Sequence[str], paths: Sequence[int]) -> Tracks:
    """Drivers, formulas and parameters of some paths. SimengineError as `trajectories`."""
    values = recompute.trajectories(run, names, paths)
    plan, titles = run.plan, map(run.manifest.words.of_value, names)
    return Tracks(
        run.name,
        tuple(names),
        tuple(map(plan.unit, names)),
        tuple(titles),
        tuple(int(path) for path in paths),
        dates_of(run.clock),
        np.array([run.clock.year(k) for k in range(run.clock.steps + 1)]),
        values,
    )


def dates_of(clock: Clock) -> tuple[str, ...]:
    """The dates of all steps."""
    return tuple(clock.label(k) for k in range(clock.steps + 1))
