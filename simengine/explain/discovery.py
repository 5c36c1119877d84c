"""In which futures does it happen? A few conditions that hold most of them; found on one half, told on the other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from simengine.analysis.probability import (
    Z95,
    Proportion,
    cluster_count,
    numbered,
    proportion,
    standard_error_of_mean,
    t95,
)
from simengine.explain.chance import Chance
from simengine.explain.columns import Column, rounded, worth_cutting
from simengine.explain.discovered import Condition, Discovery, Found, Read, Step
from simengine.explain.halves import first_half
from simengine.explain.prim import Box, Points, correlation, search
from simengine.runs.outcome_table import Floats, Integers, Truths

SHUFFLES, SEARCHES, RESAMPLES = 200, 40, 40
"""How often labels are shuffled for the best cut, and for the best box; how often some of the half are drawn."""
_LEVEL = 0.95
_SEED = 14
_DIFFERENT = 1.0 - 1.0 / math.e
_FEW = 20  # clusters: of fewer not these are drawn again, but paths
_MOST_TOLD = 5  # of what the class itself reads


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    """Some of the paths: the hits, the clusters, and the values of all columns, [columns, n]."""

    hits: Floats
    clusters: Integers | None
    values: Floats
    worth: float

    @classmethod
    def of(cls, chance: Chance, columns: Sequence[Column], rows: Truths) -> _Half:
        """Those of these rows."""
        values = np.array([one.values[rows] for one in columns]).reshape(len(columns), int(rows.sum()))
        clusters = None if chance.clusters is None else chance.clusters[rows]
        return cls(chance.hits[rows], clusters, values, chance.worth)

    def share(self, hits: Floats, rows: Truths) -> Proportion:
        """How many of some paths are hits."""
        return proportion(hits[rows], None if self.clusters is None else self.clusters[rows], self.worth)


def discover(scenario: str, chance: Chance, columns: Sequence[Column], reads: AbstractSet[str], by: str) -> Discovery:
    """The box of a chance among columns, of which those that the class itself `reads` are told apart."""
    half = first_half(len(chance.hits), chance.clusters)
    cut = [] if chance.nothing else list(worth_cutting(columns))
    free = [one for one in cut if one.key not in reads]
    chosen, told = (_Half.of(chance, free, rows) for rows in (half, ~half))
    everywhere = np.ones(len(told.hits), np.bool_)
    base = told.share(told.hits, everywhere)
    elements = len({one.key for one in free})

    def made(nothing: str, by_chance: float, found: Found | None = None, trail: tuple[Step, ...] = ()) -> Discovery:
        own = () if chance.nothing else tuple(_read(chance, [one for one in cut if one.key in reads], half))
        sizes = (len(chosen.hits), len(told.hits), len(free), elements)
        head = (scenario, chance.title, chance.of, chance.names, by, base, *sizes)
        return Discovery(*head, by_chance, found, trail, own, nothing)

    if chance.nothing or not free:
        return made(chance.nothing or "nothing differs from future to future but what the class itself reads", 0.0)
    rng, points = np.random.default_rng(_SEED), Points(chosen.values, _groups(free))
    gate = float(np.quantile(points.best_evidence([_shuffled(chosen, rng) for _ in range(SHUFFLES)]), _LEVEL))
    box, trail = search(points, chosen.hits, gate)
    alone = [search(points, _shuffled(chosen, rng), 0.0)[0].score for _ in range(SEARCHES)]
    by_chance = float(np.quantile(alone, _LEVEL))
    if not box.bounds or box.score <= by_chance:
        return made("no few conditions hold more of it than chance alone would make them", by_chance)
    box = _rounded(box, chosen)
    if not _is_clear(told, box.holds(told.values)):
        return made("what was found on one half did not hold on the other", by_chance)
    again = _again(box, chosen, gate, free, rng)
    return made("", by_chance, _found(box, free, told, again), tuple(_steps(trail, told)))


def _groups(columns: Sequence[Column]) -> list[int]:
    """A number for each column's element: of one that is seen at several dates one condition is enough."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(one.key, len(numbers)) for one in columns]


def _shuffled(half: _Half, rng: Generator) -> Floats:
    """The hits in another order: of clusters those of another cluster, as often as it takes to fill it."""
    if half.clusters is None:
        return rng.permutation(half.hits)
    which = numbered(half.clusters)
    rows = _rows_of(which)
    shuffled = np.empty(len(half.hits))
    for own, other in zip(rows, rng.permutation(len(rows)).tolist(), strict=True):
        shuffled[own] = np.resize(rng.permutation(half.hits[rows[other]]), len(own))
    return shuffled


def _rows_of(which: Integers) -> list[Integers]:
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which))
    return [part for part in np.split(order, ends[:-1]) if len(part)]


def _rounded(box: Box, half: _Half) -> Box:
    """The box with bounds as they are told; its score is that of these."""
    bounds = {
        column: (rounded(low, half.values[column]), rounded(high, half.values[column]))
        for column, (low, high) in box.bounds.items()
    }
    told = Box(bounds)
    return Box(bounds, correlation(half.hits, told.holds(half.values)))


def _is_clear(half: _Half, inside: Truths) -> bool:
    """Whether there are more hits inside, by more than noise would be."""
    if not inside.any() or inside.all():
        return False
    products = (half.hits - half.hits.mean()) * (inside - inside.mean())
    reach = Z95 if half.clusters is None else t95(cluster_count(len(products), half.clusters) - 1)
    return float(products.mean()) > reach * standard_error_of_mean(products, half.clusters)


def _again(
    box: Box, half: _Half, gate: float, columns: Sequence[Column], rng: Generator
) -> dict[tuple[int, bool, bool], float]:
    """Of each condition the share of resamples in which its element is bounded on the same side, at any date."""
    wanted = {(column, *_sides(ends)): 0 for column, ends in box.bounds.items()}
    for _ in range(RESAMPLES):
        rows = _resampled(half, rng)
        found, _ = search(Points(half.values[:, rows], _groups(columns)), half.hits[rows], gate)
        there = {(columns[column].key, *_sides(ends)) for column, ends in found.bounds.items()}
        for column, below, above in wanted:
            key = columns[column].key
            wanted[column, below, above] += any(
                key == other and (below <= low and above <= high) for other, low, high in there
            )
    return {one: count / RESAMPLES for one, count in wanted.items()}


def _sides(ends: tuple[float, float]) -> tuple[bool, bool]:
    """Whether there is a bound below, and one above."""
    return np.isfinite(ends[0]).item(), np.isfinite(ends[1]).item()


def _resampled(half: _Half, rng: Generator) -> Integers:
    """As many different paths as a bootstrap has on average, 1 − 1/e of all; whole clusters if there are enough."""
    if half.clusters is not None:
        rows = _rows_of(numbered(half.clusters))
        if len(rows) >= _FEW:
            return np.concatenate([rows[one] for one in _some(len(rows), rng)])
    return _some(len(half.hits), rng)


def _some(n: int, rng: Generator) -> Integers:
    return np.sort(rng.permutation(n)[: round(_DIFFERENT * n)])


def _found(box: Box, columns: Sequence[Column], half: _Half, again: dict[tuple[int, bool, bool], float]) -> Found:
    conditions = []
    for column, ends in box.bounds.items():
        others = Box({one: pair for one, pair in box.bounds.items() if one != column})
        without = half.share(half.hits, others.holds(half.values))
        conditions.append(_condition(columns[column], ends, again[column, *_sides(ends)], without))
    inside = box.holds(half.values)
    density, coverage, mass = _shares(half, inside)
    return Found(tuple(conditions), density, coverage, mass, box.score)


def _shares(half: _Half, inside: Truths) -> tuple[Proportion, Proportion, Proportion]:
    """The density, coverage and mass of a box."""
    truths = inside.astype(np.float64)
    return (
        half.share(half.hits, inside),
        half.share(truths, half.hits == 1.0),
        half.share(truths, np.ones(len(truths), np.bool_)),
    )


def _condition(column: Column, ends: tuple[float, float], again: float, without: Proportion) -> Condition:
    called = (column.of, column.name, column.title, column.unit, column.by, column.value)
    return Condition(*called, *ends, again, without)


def _steps(trail: Sequence[Box], half: _Half) -> Iterator[Step]:
    for box in trail:
        inside = box.holds(half.values)
        if inside.any():
            density, mass = float(half.hits[inside].mean()), float(inside.mean())
            yield Step(density, density * mass / float(half.hits.mean()), mass, len(box.bounds))


def _read(chance: Chance, columns: Sequence[Column], half: Truths) -> Iterator[Read]:
    """Of what the class itself reads the elements that go furthest with it, each with its best bound."""
    chosen, told = (_Half.of(chance, columns, rows) for rows in (half, ~half))
    base = told.share(told.hits, np.ones(len(told.hits), np.bool_))
    ranked: dict[str, tuple[float, int, Box]] = {}
    for at, column in enumerate(columns):
        box, _ = search(Points(chosen.values[[at]]), chosen.hits, 0.0)
        if box.bounds and box.score > ranked.get(column.key, (0.0,))[0]:
            ranked[column.key] = box.score, at, box
    best = sorted(ranked.values(), key=lambda one: -one[0])[:_MOST_TOLD]
    for _, at, box in best:
        ends = _rounded(box, _Half(chosen.hits, None, chosen.values[[at]], chosen.worth)).bounds[0]
        inside = Box({at: ends}).holds(told.values)
        if _is_clear(told, inside):
            density, coverage, _ = _shares(told, inside)
            yield Read(_condition(columns[at], ends, math.nan, base), density, coverage)
