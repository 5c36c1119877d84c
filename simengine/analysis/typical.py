"""The typical path of an outcome class: its medoid by the measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simengine.errors import WrongUsageError, what_there_is
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable

ALL = "all"
"""What to ask for where there are no classes: the path in the middle of all."""
_NONE = 10.0  # the distance between a value and none


@dataclass(frozen=True, slots=True)
class Typical:
    """The path chosen, of how many in its class (or of ALL), and by which measures they differ."""

    path: int
    outcome: str
    members: int
    measures: tuple[str, ...]


def typical(table: OutcomeTable, outcome: str) -> Typical:
    """The member of a class, by its name or title, or of ALL paths, with the least sum of distances to all others.

    Of equals it is the first path.

    A distance is the sum over measures of |difference| / scale, the scale being the median absolute deviation from
    the class's median; where more than half are equal, the interquartile range; then the mean absolute deviation. To
    have no value where another has one counts as ten such scales, so that the typical path has one where most do.
    These sums split by measure (Manhattan distance), so the medoid is exact however large the class, at the cost of
    a sort for each measure.

    Raises:
        WrongUsageError: if there is no such class, or no path in it.
    """
    outcome = table.words.class_named(outcome, table.classes)
    rows = _members(table, outcome)
    total, used = np.zeros(len(rows)), []
    for name, column in table.measures.items():
        distances = _distances(column[rows])
        if distances.any():
            used.append(name)
            total += distances
    paths = table.path[rows]
    # Sums that differ by rounding alone are equal, so that the first path is taken on any machine.
    nearest = paths[total <= total.min() * (1.0 + 1e-12)]
    return Typical(int(nearest.min()), outcome, len(rows), tuple(used))


def _members(table: OutcomeTable, outcome: str) -> Integers:
    if outcome == ALL and ALL not in table.classes:
        rows, where = np.flatnonzero(table.ok), "ok"
    elif outcome in table.classes:
        rows = np.flatnonzero(table.ok & (table.outcome == table.classes.index(outcome)))
        where = f"in the class {outcome!r}"
    elif table.classes:
        raise WrongUsageError(f"no outcome class {outcome!r}{what_there_is(outcome, table.classes)}")
    else:
        raise WrongUsageError(
            f"{table.scenario} has no outcome, so no class {outcome!r}: ask for the path typical of all"
        )
    if not rows.size:
        raise WrongUsageError(f"no path of {table.scenario} is {where}")
    return rows


def _distances(values: Floats) -> Floats:
    """For each path the sum of its distances to all in one measure."""
    known = np.isfinite(values)
    others = _NONE * np.where(known, np.count_nonzero(~known), np.count_nonzero(known))
    if known.any():
        others[known] += _sums(values[known] / _scale(values[known]))
    return others


def _scale(values: Floats) -> float:
    """A robust spread of some numbers; 1 if they are all equal."""
    off = np.abs(values - np.median(values))
    low, high = np.quantile(values, (0.25, 0.75))
    return next((float(scale) for scale in (np.median(off), high - low, off.mean()) if scale > 0.0), 1.0)


def _sums(values: Floats) -> Floats:
    """The sum of |x − y| over all y, for every x."""
    order = np.argsort(values, kind="stable")
    ranked = values[order] - values[order[0]]
    below = np.arange(len(values))
    summed = np.cumsum(ranked)
    found = np.empty(len(values))
    found[order] = ranked * (2 * below + 2 - len(values)) + summed[-1] - 2 * summed
    return found
