"""Boxes in which something happens more often: patient rule induction, by peeling and pasting.

J. H. Friedman and N. I. Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9, 123–143.
Of theirs it differs in how a face is chosen: by the evidence that what could be peeled off there, a little or much, has
fewer hits, and only then a little is peeled. So few conditions do, and noise in one of hundreds of columns counts less.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from simengine.runs.outcome_table import Floats, Truths

PEEL = 0.05
"""So much of a box is peeled off at a time."""
LOOKED_AT = (PEEL, 0.1, 0.2, 0.35, 0.5)
"""Of so much it is asked whether there are fewer hits."""
MOST_CONDITIONS = 3
_LEAST_SHARE, _LEAST = 0.04, 30  # of the points, in a box
_ROUNDS = 5  # of pasting
_WORTH = 1.02  # times as high a condition must make the score, or it is dropped

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Box:
    """The points whose number in some columns lies within bounds: column → (low, high), both ends in it.

    `score` is the correlation of being in it with being a hit, on the points it was found on.
    """

    bounds: dict[int, tuple[float, float]] = field(default_factory=dict)
    score: float = 0.0

    def holds(self, values: Floats) -> Truths:
        """Which points lie in it; `values` is [columns, n]."""
        inside = np.ones(values.shape[1], np.bool_)
        for column, (low, high) in self.bounds.items():
            inside &= (values[column] >= low) & (values[column] <= high)
        return inside


def correlation(hits: Floats, inside: Truths) -> float:
    """The correlation of two indicators: (P(hit | inside) − P(hit)) √(q/(1−q)) / √(p(1−p)); 0 if one is constant."""
    p, q = float(hits.mean()), float(inside.mean())
    if not (0.0 < p < 1.0 and 0.0 < q < 1.0):
        return 0.0
    return (float(hits[inside].mean()) - p) * math.sqrt(q / (1.0 - q) / (p * (1.0 - p)))


class Points:
    """Points to be peeled, in the order of each column; `values` is [columns, n].

    Of columns with one number in `groups`, shape [columns], a box is bounded in one alone; without, each may be.
    """

    def __init__(self, values: Floats, groups: Sequence[int] | None = None) -> None:
        self.values = values
        self.groups = np.arange(len(values)) if groups is None else np.array(groups, np.int64)
        self.order = np.argsort(values, axis=1, kind="stable").astype(np.int32)
        ordered = np.take_along_axis(values, self.order, axis=1)
        changes = np.count_nonzero(ordered[:, 1:] != ordered[:, :-1], axis=1)
        self.tied = changes < values.shape[1] - 1
        self.of_two = changes <= 1

    def best_evidence(self, labels: Sequence[Floats]) -> Floats:
        """For some sets of hits the evidence of the best peel of all points, shape [labels]."""
        shell = _Shell.whole(self)
        return np.array([shell.evidence(hits).max(initial=0.0) for hits in labels])


@dataclass(frozen=True, slots=True, eq=False)
class _Shell:
    """The points of a box in the order of some columns, and where peels of several sizes would end in it.

    `order` is [columns, m]; `places` [columns, 2·sizes] how many are peeled off, from below and then from above; 0
    where there is no such peel.
    """

    points: Points
    columns: Places
    order: NDArray[np.int32]
    places: Places

    @classmethod
    def whole(cls, points: Points) -> _Shell:
        """All points."""
        return cls._of(points, np.arange(len(points.order)), points.order)

    @classmethod
    def _of(cls, points: Points, columns: Places, order: NDArray[np.int32]) -> _Shell:
        return cls(points, columns, order, _places(points, columns, order))

    def within(self, inside: Truths, columns: Truths) -> _Shell:
        """That of fewer points, in the order of fewer columns."""
        order = self.order[columns]
        kept = order[inside[order]].reshape(len(order), -1)
        return self._of(self.points, self.columns[columns], kept)

    def evidence(self, hits: Floats) -> Floats:
        """Of each peel by how many standard deviations what it takes has fewer hits than what stays."""
        m = self.order.shape[1]
        sums = np.zeros((len(self.order), m + 1), np.float32)
        np.cumsum(hits.astype(np.float32)[self.order], axis=1, out=sums[:, 1:])
        total = float(sums[0, -1]) if len(sums) else 0.0
        half = self.places.shape[1] // 2
        below = np.take_along_axis(sums, self.places[:, :half], axis=1)
        above = total - np.take_along_axis(sums, m - self.places[:, half:], axis=1)
        taken, there = np.concatenate([below, above], axis=1), self.places.astype(np.float64)
        left, p = m - there, total / m
        if not 0.0 < p < 1.0:
            return np.zeros(there.shape)
        with np.errstate(all="ignore"):
            z = (p * there - taken) / np.sqrt(p * (1.0 - p) * there * left / m)
        return np.where((there > 0) & (left > 0), z, 0.0)


def _places(points: Points, columns: Places, order: NDArray[np.int32]) -> Places:
    """How many points peels of all sizes take from some columns, from below and above: no equal ones are parted."""
    m, sizes = order.shape[1], len(LOOKED_AT)
    found = np.tile([max(1, int(size * m)) for size in LOOKED_AT], (len(columns), 2))
    if m < 2:
        return np.zeros_like(found)
    two = np.flatnonzero(points.of_two[columns])
    ends = points.values[columns[two]]
    lower = np.count_nonzero(ends[np.arange(len(two))[:, None], order[two]] == ends.min(axis=1)[:, None], axis=1)
    found[two, :sizes] = np.where(lower < m, lower, 0)[:, None]
    found[two, sizes:] = np.where(lower > 0, m - lower, 0)[:, None]
    for row in np.flatnonzero(points.tied[columns] & ~points.of_two[columns]).tolist():
        line = points.values[columns[row]][order[row]]
        found[row, :sizes] = _between(line, found[row, :sizes])
        found[row, sizes:] = _between(-line[::-1], found[row, sizes:])
    return found


def _between(line: Floats, wanted: Places) -> Places:
    """How many of sorted numbers peels take from below: up to the last change before so many, or else the next."""
    edges = line[wanted]
    before, after = np.searchsorted(line, edges, "left"), np.searchsorted(line, edges, "right")
    return np.where(before > 0, before, np.where(after < len(line), after, 0))


def search(points: Points, hits: Floats, gate: float) -> tuple[Box, tuple[Box, ...]]:
    """The best box of at most three conditions, pasted, and all that peeling went through, from all points on.

    A further column is taken only where its evidence is above the `gate`. The best box has the highest correlation of
    being in it with being a hit; it has no bounds where there is none.
    """
    trail = tuple(_peel(points, hits, gate))
    best: dict[frozenset[int], Box] = {}  # by its columns, for one each to be pasted
    for box in trail:
        there = best.setdefault(frozenset(box.bounds), box)
        best[frozenset(box.bounds)] = max(there, box, key=lambda one: one.score)
    pasted = [_pasted(points.values, hits, box) for box in best.values()]
    return max(pasted, key=lambda box: box.score), trail


def _peel(points: Points, hits: Floats, gate: float) -> Iterator[Box]:
    n = points.values.shape[1]
    least = max(_LEAST, int(_LEAST_SHARE * n))
    box, shell, inside = Box(), _Shell.whole(points), np.ones(n, np.bool_)
    while True:
        yield replace(box, score=correlation(hits, inside))
        evidence = shell.evidence(hits)
        evidence[shell.order.shape[1] - shell.places < least] = 0.0
        taken, closed = _taken(box, shell)
        evidence[~taken] = np.where(evidence[~taken] > gate, evidence[~taken], 0.0)
        evidence[closed] = 0.0
        if not evidence.size or evidence.max() <= 0.0:
            return
        row, face = divmod(int(evidence.argmax()), evidence.shape[1])
        box = _peeled(box, shell, row, from_below=face < len(LOOKED_AT))
        inside = box.holds(points.values)
        open_still = len(box.bounds) < MOST_CONDITIONS
        shell = shell.within(inside, np.array([open_still or one in box.bounds for one in shell.columns.tolist()]))


def _taken(box: Box, shell: _Shell) -> tuple[Truths, Truths]:
    """Which columns the box is bounded in, and which are closed, for another of their group is."""
    groups = shell.points.groups
    own = np.array([one in box.bounds for one in shell.columns.tolist()], np.bool_)
    bounded = {int(groups[one]) for one in box.bounds}
    return own, np.array([one in bounded for one in groups[shell.columns].tolist()], np.bool_) & ~own


def _peeled(box: Box, shell: _Shell, row: int, *, from_below: bool) -> Box:
    """The box without the smallest peel of a column at one end."""
    column, order = int(shell.columns[row]), shell.order[row]
    k = int(shell.places[row, 0 if from_below else len(LOOKED_AT)])
    low, high = box.bounds.get(column, (-math.inf, math.inf))
    values = shell.points.values[column]
    if from_below:
        low = float(values[order[k]])
    else:
        high = float(values[order[-k - 1]])
    return Box({**box.bounds, column: (low, high)})


def _pasted(values: Floats, hits: Floats, box: Box) -> Box:
    """The box with each of its bounds moved to where its score is highest, again and again; none that adds nothing."""
    for _ in range(_ROUNDS):
        before = box
        for column in list(box.bounds):
            others = Box({one: ends for one, ends in box.bounds.items() if one != column})
            inside = others.holds(values)
            ends = _best_ends(values[column], hits, inside, box.bounds[column])
            moved = Box({**box.bounds, column: ends})
            moved = replace(moved, score=correlation(hits, moved.holds(values)))
            bare = replace(others, score=correlation(hits, inside))
            best = max(box, moved, key=lambda one: one.score)
            box = bare if bare.score * _WORTH >= best.score else best
        if box == before:
            break
    return box


def _best_ends(column: Floats, hits: Floats, inside: Truths, ends: tuple[float, float]) -> tuple[float, float]:
    """The best low end of a column for its high one, then the best high end for that; an end that is open stays."""
    low, high = ends
    if math.isfinite(low):
        low = -_best_end(-column, hits, inside & (column <= high), -low)
    if math.isfinite(high):
        high = _best_end(column, hits, inside & (column >= low), high)
    return low, high


def _best_end(column: Floats, hits: Floats, inside: Truths, before: float) -> float:
    """The number up to which a column is to go, for the highest score; as before where no box is large enough."""
    rows = np.flatnonzero(inside)
    rows = rows[np.argsort(column[rows], kind="stable")]
    ordered, n = column[rows], len(hits)
    count = np.arange(1, len(rows) + 1)
    p, q, found = float(hits.mean()), count / n, np.cumsum(hits[rows])
    valid = (np.append(ordered[1:] != ordered[:-1], True)) & (count >= max(_LEAST, int(_LEAST_SHARE * n))) & (q < 1.0)
    if not valid.any():
        return before
    with np.errstate(all="ignore"):
        score = np.where(valid, (found / count - p) * np.sqrt(q / (1.0 - q)), -np.inf)
    return float(ordered[int(score.argmax())])
