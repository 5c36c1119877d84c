"""Where two futures of a run part: the first dates at which they differ in what sets their classes apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simengine.compute.recompute import levels
from simengine.compute.value_names import names_of_values
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable, Truths
from simengine.runs.store import Run
from simengine.story.parted import Parted, Parting

MOST = 8
"""So many differences are told, those that tell the classes apart best."""
TELLING = 0.15
"""A difference is told if classes and it are correlated by more, over the paths of both classes, at its date."""
_SAMPLE = 200  # paths of each class whose levels are computed again
_APART = 1.0  # standard deviations within the classes


def parting(run: Run, table: OutcomeTable, path: int, other: int) -> Parting:
    """Where a stored path parts from another, which must be of another class.

    Told is what sets the two classes apart on all their paths, and here on these two: an event that came on one and on
    the other not within a year, or a level that is a standard deviation further on the side of its class.

    SimengineError if a path does not come out as it is stored.
    """
    pair = np.searchsorted(table.path, [path, other])
    first, second = (int(table.outcome[at]) for at in pair)
    found = [*_events(run, table, pair, (first, second)), *_levels(run, table, pair, (first, second))]
    best = sorted(found, key=lambda one: -abs(one.correlation))[:MOST]
    return Parting(other, table.classes[second], tuple(sorted(best, key=lambda one: one.step)))


def _events(run: Run, table: OutcomeTable, pair: Integers, classes: tuple[int, int]) -> Iterator[Parted]:
    clock, stored = run.clock, run.parts()
    first, second = (table.ok & (table.outcome == at) for at in classes)
    for event in run.plan.events:
        _, steps, _ = stored.occurrences(event.name)
        here, there = (float(steps[at]) for at in pair)
        step = np.fmin(here, there)
        if np.isnan(step) or abs(here - there) <= clock.per_year:
            continue
        came = steps <= step
        correlation = _phi(came[first], came[second])
        if (correlation > 0.0) == (step == here) and abs(correlation) > TELLING:
            came_here, came_there = ("" if np.isnan(one) else clock.label(int(one)) for one in (here, there))
            date = clock.label(int(step))
            yield Parted(int(step), date, "event", event.name, "", came_here, came_there, correlation)


def _phi(first: Truths, second: Truths) -> float:
    """The correlation of a truth with being of the first class, where both classes count alike."""
    p, q = float(first.mean()), float(second.mean())
    middle = 0.5 * (p + q)
    spread = middle * (1.0 - middle)
    return 0.5 * (p - q) / float(np.sqrt(spread)) if spread > 0.0 else 0.0


def _levels(run: Run, table: OutcomeTable, pair: Integers, classes: tuple[int, int]) -> Iterator[Parted]:
    names = _names(run)
    if not names:
        return
    groups = [_some(np.flatnonzero(table.ok & (table.outcome == at))) for at in classes]
    rows = np.unique(np.concatenate([*groups, pair]))
    steps = range(run.clock.steps + 1)
    values = levels(run, names, table.path[rows], steps)
    first, second = (values[np.searchsorted(rows, group)] for group in groups)
    here, there = values[np.searchsorted(rows, pair)]
    correlation = _correlation(first, second)
    spread = np.sqrt(0.5 * (first.var(axis=0) + second.var(axis=0)))
    apart = (here - there) * np.sign(correlation) > _APART * spread
    for at, name in enumerate(names):
        told = np.flatnonzero(apart[:, at] & (np.abs(correlation[:, at]) > TELLING))
        if told.size:
            k = int(told[0])
            pairs = float(here[k, at]), float(there[k, at])
            unit, date = run.plan.unit(name), run.clock.label(k)
            yield Parted(k, date, "level", name, unit, *pairs, float(correlation[k, at]))


def _names(run: Run) -> Sequence[str]:
    """Drivers and what the report shows, without regimes."""
    fixed = {cell.name for cell in run.plan.once} | {one.name for one in run.plan.parameters}
    shown = (name for name in run.manifest.words.report.drivers if name not in fixed)
    names = list(dict.fromkeys((*(driver.name for driver in run.plan.drivers), *shown)))
    regimes = names_of_values(run, names)
    return [name for name in names if name not in regimes]


def _some(rows: Integers) -> Integers:
    """At most so many, spread evenly."""
    n = min(len(rows), _SAMPLE)
    return rows[np.arange(n) * len(rows) // n]


def _correlation(first: Floats, second: Floats) -> Floats:
    """Of each value at each step with being of the first class, where both count alike; 0 of what doesn't vary."""
    gap = 0.5 * (first.mean(axis=0) - second.mean(axis=0))
    variance = 0.5 * (first.var(axis=0) + second.var(axis=0)) + gap**2
    root = np.sqrt(variance)
    found: Floats = np.divide(gap, root, out=np.zeros_like(gap), where=root > 0.0)
    return found
