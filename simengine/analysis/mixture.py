"""The probabilities of a mixture of hypotheses, each with what was learnt under it, weighted by their evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simengine.analysis.evidence import Evidence, Weight, error_of, shares_chance
from simengine.analysis.probability import Z95, effective_size, t95, wilson
from simengine.analysis.unlike import Unlike, unlike_figures
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable

Of = Literal["class", "question"]
QUANTILES = (0.05, 0.5, 0.95)
ISLANDS = 8
"""As so many blocks in a row independent paths count, to have one error with the islands of others."""


def blocks_of(path: Integers, nested: int = 1) -> Integers:
    """The number of the block, 0 … 7, that each path belongs to, shape [n]; paths of a nest are in one."""
    draws = path // nested
    return draws * ISLANDS // (int(draws.max(initial=0)) + 1)


@dataclass(frozen=True, slots=True)
class Mixed:
    """A figure of the mixture with its 95 % interval, and what each hypothesis says of it.

    It is a probability, or (`kind` value) the mean of a number, whose `quantiles` are those of the mixture.
    """

    of: Of
    name: str
    kind: Literal["chance", "value"]
    unit: str
    value: float
    se: float
    low: float
    high: float
    by: Mapping[str, float]
    quantiles: Mapping[float, float] = field(default_factory=dict)


def mixed_figures(
    tables: Sequence[OutcomeTable], evidences: Sequence[Evidence], weights: Sequence[Weight]
) -> tuple[tuple[Mixed, ...], tuple[Unlike, ...]]:
    """Every class and question that all hypotheses have, over the mixture; and those that mean something else in some.

    The tables are those of runs that were learnt, in the order of the hypotheses; a row's cluster is its island.
    """
    parts = _Parts(tuple(tables), tuple(evidences), tuple(weights))
    unlike = [one for other in tables[1:] for one in unlike_figures(tables[0], other)]
    redefined = {(one.of, one.name) for one in unlike}
    found: list[Mixed] = []
    for name in tables[0].classes:
        if all(name in table.classes for table in tables) and ("class", name) not in redefined:
            columns = [(table.outcome[table.ok] == table.classes.index(name)).astype(np.float64) for table in tables]
            found.append(parts.mixed("class", name, "chance", "", columns))
    for name, kind in tables[0].question_kinds.items():
        if all(name in table.question_kinds for table in tables) and ("question", name) not in redefined:
            columns = [table.questions[name][table.ok] for table in tables]
            if all(np.isfinite(column[~np.isnan(column)]).all() for column in columns):
                found.append(parts.mixed("question", name, kind, tables[0].question_units.get(name, ""), columns))
    shared = [one for one in unlike if one.of in ("class", "question")]
    return tuple(found), tuple({(one.of, one.name): one for one in shared}.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """What the islands add to figures of the mixture."""

    tables: tuple[OutcomeTable, ...]
    evidences: tuple[Evidence, ...]
    weights: tuple[Weight, ...]

    def mixed(self, of: Of, name: str, kind: Literal["chance", "value"], unit: str, columns: Sequence[Floats]) -> Mixed:
        """One figure: Σ w·mean(x given an answer)·P(answer) over Σ w·P(answer), by the hypotheses' answers."""
        known = [~np.isnan(column) for column in columns]
        sums = [float(column[has].sum()) / max(1, len(column)) for column, has in zip(columns, known, strict=True)]
        shares = [float(has.mean()) if len(has) else 0.0 for has in known]
        sizes = [one.weight for one in self.weights]
        above = math.fsum(w * x for w, x in zip(sizes, sums, strict=True))
        below = math.fsum(w * x for w, x in zip(sizes, shares, strict=True))
        by = {
            one.name: total / share if share else math.nan
            for one, total, share in zip(self.evidences, sums, shares, strict=True)
        }
        if below == 0.0:
            return Mixed(of, name, kind, unit, math.nan, math.nan, math.nan, math.nan, by)
        value = above / below
        se = error_of(self._parts(value, below, columns, known), shared=shares_chance(self.evidences))
        low, high = self._interval(kind, value, se, [int(has.sum()) for has in known])
        quantiles = {} if kind == "chance" else _quantiles(columns, known, sizes)
        return Mixed(of, name, kind, unit, value, se, low, high, by, quantiles)

    def _parts(
        self, value: float, below: float, columns: Sequence[Floats], known: Sequence[Floats]
    ) -> dict[str, Floats]:
        """What each island adds: by its own rows, w/D·(x − value where known), and by the weight it speaks for."""
        sizes = [one.weight for one in self.weights]
        found = {}
        off = [
            np.where(has, column - value, 0.0) for column, has in zip(columns, known, strict=True)
        ]  # the mean of each is what its hypothesis lifts the figure by
        lifts = [float(one.mean()) if len(one) else 0.0 for one in off]
        lift = math.fsum(w * one for w, one in zip(sizes, lifts, strict=True))  # 0 but for rounding
        for at, evidence in enumerate(self.evidences):
            rows = _island_sums(off[at] - lifts[at], _islands(self.tables[at]), evidence.islands)
            own = rows * evidence.islands / max(1, len(off[at]))
            found[evidence.name] = sizes[at] / below * (own + (lifts[at] - lift) * evidence.parts)
        return found

    def _interval(self, kind: str, value: float, se: float, counted: Sequence[int]) -> tuple[float, float]:
        least = min(one.islands for one in self.evidences)
        t = t95(least - 1) if se > 0.0 else Z95
        if kind == "value":
            return value - t * se, value + t * se
        trials = min(one.worth * n for one, n in zip(self.tables, counted, strict=True))  # all weight may lie on one
        size = effective_size(sum(counted), value * (1.0 - value), se, least, trials / max(1, sum(counted)))
        return wilson(value, size * (Z95 / t) ** 2)


def _islands(table: OutcomeTable) -> Integers:
    if table.sampling.kind != "islands":
        return blocks_of(table.path, table.sampling.nested)[table.ok]
    found = table.sampling.clusters(table.path[table.ok])
    return np.zeros(int(table.ok.sum()), np.int64) if found is None else found


def _island_sums(values: Floats, islands: Integers, count: int) -> Floats:
    return np.bincount(islands, weights=values, minlength=count).astype(np.float64)


def _quantiles(columns: Sequence[Floats], known: Sequence[Floats], sizes: Sequence[float]) -> dict[float, float]:
    """Those of all rows together, each with its hypothesis' weight over the number of its rows."""
    pairs = [
        (column[has], w / len(column)) for column, has, w in zip(columns, known, sizes, strict=True) if len(column)
    ]
    values = np.concatenate([values for values, _ in pairs])
    weights = np.concatenate([np.full(len(values), each) for values, each in pairs])
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    return {level: float(values[order][min(int(np.searchsorted(share, level)), len(order) - 1)]) for level in QUANTILES}
