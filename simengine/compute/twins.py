"""A driver or formula in two runs, step by step on the same paths, which are computed again."""

from __future__ import annotations

import numpy as np

from simengine.compute.engine_kinds import ENGINES, check_engine
from simengine.compute.recompute import check_names, trajectories
from simengine.compute.twin_values import TwinValues
from simengine.errors import SimengineError, WrongUsageError
from simengine.runs.joining import why_unpaired
from simengine.runs.outcome_table import Integers
from simengine.runs.store import Run

MOST_TWINS = 100_000


def twin_values(base: Run, other: Run, name: str, paths: int | None = None) -> TwinValues:
    """Of up to `paths` pairs spread evenly over the run: by default as many as both engines compute in a moment.

    SimengineError for a name that a run hasn't, or that has another unit in it; runs of two clocks or seeds; and where
    a path does not come out as it is stored.
    """
    for run in (base, other):
        check_engine(run.manifest.engine)
        check_names(run.plan, [name])
    _check_paired(base, other, name)
    _check_alike(base, other, name)
    most = min(ENGINES[run.manifest.engine].fan for run in (base, other)) if paths is None else paths
    chosen = _pairs(base, other, most)
    before, after = (trajectories(run, [name], chosen.tolist())[:, :, 0] for run in (base, other))
    steps = range(base.clock.steps + 1)
    return TwinValues(
        base=base.name,
        other=other.name,
        name=name,
        title=base.manifest.words.of_value(name),
        unit=base.plan.unit(name),
        dates=tuple(base.clock.label(k) for k in steps),
        years=tuple(base.clock.year(k) for k in steps),
        draws=base.manifest.sampling.clusters(chosen),
        before=before,
        after=after,
    )


def _check_alike(base: Run, other: Run, name: str) -> None:
    units = base.plan.unit(name), other.plan.unit(name)
    if units[0] != units[1]:
        given = f"{base.name} gives {units[0] or 'no unit'}, {other.name} {units[1] or 'no unit'}"
        raise SimengineError(f"{name} of {other.name} is not subtracted: {given}")
    for what in ("seed", "sampling", "clock"):
        if getattr(base.manifest, what) != getattr(other.manifest, what):
            said = "nested" if what == "sampling" else what
            raise SimengineError(f"{name} of {other.name} has no twins in {base.name}: their {said} is not the same")


def _check_paired(base: Run, other: Run, name: str) -> None:
    if why := why_unpaired(base.manifest, other.manifest):
        raise SimengineError(f"{name} of {other.name} has no twins in {base.name}: {why}")


def _pairs(base: Run, other: Run, most: int) -> Integers:
    """The numbers of paths that are ok in both."""
    if not 2 <= most <= MOST_TWINS:
        raise WrongUsageError(f"paths must be 2 to {MOST_TWINS:,} (got {most})")
    tables = base.outcome_table(), other.outcome_table()
    ok = [table.path[table.ok] for table in tables]
    both = np.intersect1d(ok[0], ok[1], assume_unique=True)
    if len(both) < 2:
        raise SimengineError(f"{base.name} and {other.name} have fewer than two paths that are ok in both")
    n = min(most, len(both))
    chosen: Integers = both[np.arange(n) * len(both) // n]
    return chosen
