"""Following some futures of a stored run step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simengine.compute import recompute
from simengine.compute.tracks import Tracks
from simengine.compute.value_names import names_of_values
from simengine.language.clock import Clock
from simengine.runs.store import Run


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
        names_of_values(run, names),
    )


def dates_of(clock: Clock) -> tuple[str, ...]:
    """The dates of all steps."""
    return tuple(clock.label(k) for k in range(clock.steps + 1))
