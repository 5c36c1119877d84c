"""Until the sign of differences is known: what one finds at any look has to hold at all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simengine.analysis.confidence_sequence import asymptotic_interval, betting_interval
from simengine.analysis.paired import Difference, paired_chance, paired_mean
from simengine.compute.looks import FIRST
from simengine.runs.outcome_table import Floats, Integers
from simengine.runs.sampling import Sampling
from simengine.runs.stopping import Sign
from simengine.scenario.answer import Answer

_UNCHANGED = 100_000
"""Units that must all be alike in two runs before it is taken for granted that they don't differ."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The figures whose differences to a base are to have a sign, as they were `asked` for; which are `chances`."""

    asked: tuple[str, ...]
    figures: tuple[Answer, ...]
    chances: tuple[bool, ...]

    def watch(self, sampling: Sampling, runs: int) -> SignWatch:
        """Who looks at so many runs at once, the base first."""
        return SignWatch(self, sampling, [np.empty(0) for _ in range(runs * len(self.figures))])


@dataclass(slots=True, eq=False)
class SignWatch:
    """How well the signs are known. `columns` has the figures of the base, then those of each other run."""

    of: Signs
    sampling: Sampling
    columns: list[Floats]
    found: list[tuple[Sign, ...]] = field(default_factory=list)

    def look(self, first: int, values: Sequence[Floats]) -> bool:
        """Whether every sign is known, with these further paths from `first` on."""
        self.columns = [np.concatenate([had[:first], new]) for had, new in zip(self.columns, values, strict=True)]
        base, *others = self._by_run()
        self.found = [tuple(map(self._sign, self.of.asked, self.of.figures, self.of.chances, base, o)) for o in others]
        return all(one.known or self._same(one) for signs in self.found for one in signs)

    def needed(self) -> float:
        """How many paths will do, were the differences as they seem: an interval shrinks with the root of them."""
        if not self.found:
            return 0.0
        return max(self._needed(one) for signs in self.found for one in signs)

    def _needed(self, one: Sign) -> float:
        if one.known or one.alike:
            return one.paths if one.known else _UNCHANGED * self.sampling.each
        if one.low is None or one.high is None or not one.d:
            return math.inf
        return one.paths * ((one.high - one.low) / (2.0 * one.d)) ** 2

    def _same(self, one: Sign) -> bool:
        """Whether so many paths are alike in both runs that one need not wait for a difference."""
        return one.alike and one.paths >= _UNCHANGED * self.sampling.each

    def _by_run(self) -> list[list[Floats]]:
        each = len(self.of.figures)
        return [self.columns[at : at + each] for at in range(0, len(self.columns), each)]

    def _sign(self, asked: str, figure: Answer, chance: bool, base: Floats, other: Floats) -> Sign:
        draws = self.sampling.clusters(np.arange(len(base), dtype=np.int64))
        found = (paired_chance if chance else paired_mean)(base, other, draws)
        counted = ~np.isnan(base)
        alike, each = bool((counted == ~np.isnan(other)).all()), self.sampling.each
        exact = chance and found.pairs > 0 and alike and (each == 1 or bool(counted.all()))
        ends = _of_bets(base[counted], other[counted], each) if exact else _asymptotic(found, draws, base, other)
        d, low, high = (end if math.isfinite(end) else None for end in (found.d, *ends))
        return Sign(asked, figure, d, low, high, "bets" if exact else "asymptotic", found.alike, len(base))


def _of_bets(base: Floats, other: Floats, each: int) -> tuple[float, float]:
    """The exact interval, of differences that each lie between -1 and 1; of clusters of paths their means do."""
    whole = len(base) // each * each
    sums = (other - base)[:whole].reshape(-1, each).sum(axis=1).astype(np.int64)
    counts = np.bincount(sums + each, minlength=2 * each + 1).astype(np.float64)
    return betting_interval(np.arange(-each, each + 1) / each, counts)


def _asymptotic(found: Difference, draws: Integers | None, base: Floats, other: Floats) -> tuple[float, float]:
    """The interval for many paths, of what has no bounds, or where some paths count in one run alone."""
    counted = ~(np.isnan(base) & np.isnan(other))
    units = int(np.count_nonzero(counted)) if draws is None else len(np.unique(draws[counted]))
    if units < FIRST or not found.se > 0.0:
        return -math.inf, math.inf
    return asymptotic_interval(found.d, found.se, units)
