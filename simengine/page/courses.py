"""How drivers go over time: their spread in all futures and in those of each likely class, and what a variant changes.

All of it is read off some futures, which are computed again once for all drivers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.incidence import spread_steps
from simengine.analysis.twins import Twins, twins_of
from simengine.compute.bands import Bands
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.recompute import LEVELS, levels
from simengine.compute.twin_values import TwinValues
from simengine.results.comparison import default_fans
from simengine.runs.joining import why_unpaired
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable
from simengine.runs.store import Run
from simengine.runs.words import one_line

EVERYONE = "All futures"
MOST_STEPS = 121
_DRIVERS, _CLASSES, _LEAST = 4, 3, 50
"""So many drivers and classes are shown; of fewer futures no quantiles are told."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A driver or formula over time: `bands` by group of futures, all of them first. `note` says what it is."""

    name: str
    title: str
    unit: str
    note: str
    bands: Mapping[str, Bands]


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """The drivers that the report wants shown, on `paths` (shape [n]) at `steps`: `values` is [n, steps, drivers]."""

    drivers: tuple[Course, ...]
    paths: Integers
    steps: tuple[int, ...]
    values: Floats


def courses(run: Run, table: OutcomeTable) -> Courses | None:
    """Those of a run; None where nothing counts or no driver is there. SimengineError as for `trajectories`."""
    names = default_fans([run.model.scenario])[:_DRIVERS]
    rows = np.flatnonzero(table.ok)
    n = min(len(rows), ENGINES[run.manifest.engine].fan)
    if not n or not names:
        return None
    rows = rows[np.arange(n) * len(rows) // n]
    steps = spread_steps(run.clock.steps, MOST_STEPS)
    values = levels(run, names, table.path[rows], steps)
    groups = _groups(run, table, rows)
    drivers = [_course(run, name, values[:, :, at], steps, groups) for at, name in enumerate(names)]
    return Courses(tuple(drivers), table.path[rows], steps, values)


def _groups(run: Run, table: OutcomeTable, rows: Integers) -> dict[str, Integers]:
    """Which of the futures are in each group: all, then those of the likeliest classes in their order."""
    found = {EVERYONE: np.arange(len(rows))}
    counts = {at: int((table.outcome[rows] == at).sum()) for at in range(len(table.classes))}
    likeliest = sorted(counts, key=lambda at: -counts[at])[:_CLASSES]
    for at in sorted(likeliest):
        if counts[at] >= _LEAST and len(counts) > 1:
            title = run.manifest.words.called("outcome", table.classes[at])
            found[title] = np.flatnonzero(table.outcome[rows] == at)
    return found


def _course(run: Run, name: str, values: Floats, steps: Sequence[int], groups: Mapping[str, Integers]) -> Course:
    title, note = run.manifest.words.of_value(name), note_of(run, name)
    unit = run.plan.unit(name)
    years = np.array([run.clock.year(step) for step in steps])
    dates = tuple(run.clock.label(step) for step in steps)
    bands = {
        group: Bands(group, name, unit, years, _quantiles(values[rows]), len(rows), title, dates)
        for group, rows in groups.items()
    }
    return Course(name, title, unit, note, bands)


def _quantiles(values: Floats) -> dict[float, Floats]:
    """At each step over the futures with a number there; `values` is [n, steps]."""
    known = [column[~np.isnan(column)] for column in values.T]
    found = np.array([np.quantile(one, LEVELS) if len(one) else [np.nan] * len(LEVELS) for one in known])
    return dict(zip(LEVELS, found.T, strict=True))


def note_of(run: Run, name: str) -> str:
    """What the scenario says of a driver, formula or event in a sentence; nothing if it says nothing."""
    scenario = run.model.scenario
    for section in (scenario.drivers, scenario.formulas, scenario.events):
        if name in section:
            return one_line(section[name].note or "")
    return ""


def twins(base: Run, known: Courses, other: Run) -> tuple[Twins, ...]:
    """What another run changes in each driver at the same steps, on the futures that count in both.

    Nothing where its futures are not twins of those of the base, and of a driver that is in another unit there.
    SimengineError as for `trajectories`.
    """
    ours, theirs = base.manifest, other.manifest
    alike = (ours.seed, ours.sampling, ours.clock) == (theirs.seed, theirs.sampling, theirs.clock)
    if not alike or why_unpaired(ours, theirs):
        return ()
    table, names = other.outcome_table(check=False), [one.name for one in known.drivers]
    rows = np.flatnonzero(np.isin(known.paths, table.path[table.ok]))
    if len(rows) < 2:
        return ()
    after = levels(other, names, known.paths[rows], known.steps)
    draws = base.manifest.sampling.clusters(known.paths[rows])
    about = (
        tuple(base.clock.label(step) for step in known.steps),
        tuple(base.clock.year(step) for step in known.steps),
        draws,
    )
    return tuple(
        twins_of(
            TwinValues(base.name, other.name, one.name, one.title, one.unit, *about,
                       known.values[rows, :, at], after[:, :, at])
        )
        for at, one in enumerate(known.drivers)
        if other.plan.unit(one.name) == one.unit
    )  # fmt: skip
