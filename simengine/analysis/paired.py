"""Differences between two runs, whose paths share their random draws, or don't.

The difference is that of the two figures, each over all paths that count in its own run; a path may count in one alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simengine.analysis.difference_error import DifferenceError
from simengine.analysis.probability import Z95, proportion, standard_error_of_mean, t95
from simengine.runs.outcome_table import Floats, Integers, Truths

_NEITHER = 2  # the place of a path that does not count, beside those of 0 and 1


@dataclass(frozen=True, slots=True)
class Difference:
    """OTHER minus BASE: `base_paths` count in BASE, `other_paths` in OTHER, and `pairs` of them in both.

    `se_unpaired` is the error it would have if the runs were independent. `among_pairs` is the difference over the
    pairs alone, where some paths count in one run only. `alike` says that the same paths count and all are the same;
    they are `clusters` that hang together by nothing. The interval has Student's quantile of `freedom` degrees, the
    normal one where they are infinite.
    """

    d: float
    se: float
    low: float
    high: float
    se_unpaired: float
    pairs: int
    base_paths: int
    other_paths: int
    alike: bool = False
    among_pairs: Difference | None = None
    clusters: int = 0
    freedom: float = math.inf

    @property
    def apart_at_most(self) -> float:
        """Of what is `alike` on all paths there are: the largest share of all paths that differ, 95 % sure; else NaN.

        C. J. Clopper and E. S. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the
        binomial, Biometrika 26, 404–413, for none of the clusters: 1 - .05^(1/C), about 3/C.
        """
        return 1.0 - 0.05 ** (1.0 / self.clusters) if self.alike and self.clusters else math.nan

    def of_trials(self, worth: float) -> Difference:
        """It where each pair counts for `worth` of an independent one, if so they are more than the clusters."""
        return replace(self, clusters=max(self.clusters, math.floor(self.pairs * worth)))

    @property
    def gain(self) -> float:
        """How many times pairing narrows the interval; infinite where no pair differs."""
        return self.se_unpaired / self.se if self.se else math.inf

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def needed(self) -> float:
        """How many times as many paths would bring the end of the interval to zero, were the difference as it seems.

        An interval shrinks with the root of the paths. NaN where it leaves zero out already; infinite of no difference,
        and where all paths that count in both are alike, so that it comes from those that count in one alone.
        """
        if self.clear or math.isnan(self.low + self.high):
            return math.nan
        unmoved = not self.d or (self.among_pairs or self).alike
        return math.inf if unmoved else ((self.high - self.low) / (2.0 * self.d)) ** 2

    def widened(self, times: float) -> Self:
        """With an interval so many times as wide, about the same middle."""
        middle, half = (self.low + self.high) / 2.0, (self.high - self.low) / 2.0 * times
        return replace(self, low=middle - half, high=middle + half)


def adjusted_interval(counts: Floats) -> tuple[float, float]:
    """The 95 % interval of a difference of two proportions, of pairs and of what counts on one side alone.

    `counts[x, y]` is how many paths have x in BASE and y in OTHER: 0, 1, or 2 for a path that does not count there. Two
    pairs are added, one that gains and one that loses, then d ± 1.96 se with the linearised variance of a difference of
    ratio means (Cochran 1977, Sampling Techniques, 3rd ed., §6.19). Where all count in both runs this is the interval
    of D. G. Bonett and R. M. Price (2012), Adjusted Wald confidence interval for a difference of binomial proportions
    based on paired data, Journal of Educational and Behavioral Statistics 37, 479–488. Where none does, its middle is
    that of A. Agresti and B. Caffo (2000), Simple and effective confidence intervals for proportions and differences of
    proportions, The American Statistician 54, 280–288: one success and one failure are added to each of the two
    samples.
    """
    counts = counts.copy()
    counts[0, 1] += 1.0
    counts[1, 0] += 1.0
    base, other = _shares(counts)
    d, half = other - base, Z95 * math.sqrt(float((counts * _residuals(counts) ** 2).sum()))
    return max(-1.0, d - half), min(1.0, d + half)


def _shares(counts: Floats) -> tuple[float, float]:
    """The proportions in BASE and in OTHER."""
    base, other = counts.sum(axis=1), counts.sum(axis=0)
    return float(base[1] / (base[0] + base[1])), float(other[1] / (other[0] + other[1]))


def _residuals(counts: Floats) -> Floats:
    """What a path of each kind adds to the error of the difference: its linearised residual, shape [3, 3]."""
    of_base, of_other = np.zeros(3), np.zeros(3)
    base, other = _shares(counts)
    of_base[:2] = (np.arange(2) - base) / counts[:_NEITHER].sum()
    of_other[:2] = (np.arange(2) - other) / counts[:, :_NEITHER].sum()
    found: Floats = of_other[np.newaxis, :] - of_base[:, np.newaxis]
    return found


def paired_chance(
    base: Floats, other: Floats, draws: Integers | None = None, worths: tuple[float, float] = (0.0, 0.0)
) -> Difference:
    """The difference of two probabilities from indicators: 1, 0, or NaN of a path that does not count; shape [n].

    Its error comes from each path's linearised residual, summed over those with one number in `draws` if given. The
    interval is the adjusted one at the effective number of paths, made smaller as Student's t is wider for few clusters
    (as `proportion` does): for all but rare classes the same as d ± t se, or d ± 1.96 se without `draws`. `worths` are
    what the tables of the two say of a path, which counts where no value tells.
    """
    pairs = _Pairs.of(base, other)
    if not pairs.comparable:
        return pairs.unknown
    kinds = 3 * _kinds(base) + _kinds(other)
    counts: Floats = np.bincount(kinds, minlength=9).reshape(3, 3).astype(np.float64)
    before, after = _shares(counts)
    if pairs.whole:  # to the last digit
        after, before = float(counts[0, 1] - counts[1, 0]) / float(counts[:2, :2].sum()), 0.0
    error = DifferenceError.of(_residuals(counts).ravel()[kinds], pairs.base, pairs.other, draws, worths)
    of_base, of_other = error.weights
    counts[:_NEITHER] *= of_base
    counts[_NEITHER] *= of_other
    unpaired = math.hypot(proportion(base, draws).se, proportion(other, draws).se)
    among = None if pairs.whole else paired_chance(*pairs.alone(base, other, draws), worths)
    return pairs.difference(after - before, error, adjusted_interval(counts), unpaired, among)


def _kinds(values: Floats) -> NDArray[np.int8]:
    return np.where(np.isnan(values), _NEITHER, values).astype(np.int8)


def paired_mean(base: Floats, other: Floats, draws: Integers | None = None) -> Difference:
    """The difference of two means, NaN of a path that does not count, shape [n]: d ± t se, d ± 1.96 se without `draws`.

    Its error comes from linearised residuals, summed over paths with one number in `draws` (see DifferenceError).
    """
    pairs = _Pairs.of(base, other)
    if not pairs.comparable:
        return pairs.unknown
    with np.errstate(invalid="ignore"):  # an infinite measure has no error, and that is no warning
        (before, of_base), (after, of_other) = _centred(base, pairs.base), _centred(other, pairs.other)
        d, error = after - before, DifferenceError.of(of_other - of_base, pairs.base, pairs.other, draws)
        alone = [(base, pairs.base), (other, pairs.other)]
        unpaired = math.hypot(*(standard_error_of_mean(v[at], None if draws is None else draws[at]) for v, at in alone))
        half = t95(error.freedom) * error.se
    among = None if pairs.whole else paired_mean(*pairs.alone(base, other, draws))
    return pairs.difference(d, error, (d - half, d + half), unpaired, among)


def _centred(values: Floats, counted: Truths) -> tuple[float, Floats]:
    """The mean of those that count, and what each adds to its error; 0 of the others."""
    known = values[counted]
    mean, residuals = float(known.mean()), np.zeros(len(values))
    residuals[counted] = (known - mean) / len(known)
    return mean, residuals


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Which paths count in either run."""

    base: Truths
    other: Truths
    both: int
    alike: bool

    @classmethod
    def of(cls, base: Floats, other: Floats) -> Self:
        in_base, in_other = ~np.isnan(base), ~np.isnan(other)
        return cls(in_base, in_other, int(np.count_nonzero(in_base & in_other)), alike_in_all(base, other))

    @property
    def comparable(self) -> bool:
        """Whether any path counts in each of the two."""
        return bool(self.base.any() and self.other.any())

    @property
    def whole(self) -> bool:
        """Whether the same paths count in both."""
        return bool((self.base == self.other).all())

    def alone(self, base: Floats, other: Floats, draws: Integers | None) -> tuple[Floats, Floats, Integers | None]:
        """What counts in both."""
        at = self.base & self.other
        return base[at], other[at], None if draws is None else draws[at]

    @property
    def unknown(self) -> Difference:
        """The difference where there is none."""
        nothing = (math.nan,) * 5
        return Difference(*nothing, self.both, *self._counts, self.alike)

    def difference(
        self, d: float, error: DifferenceError, ends: tuple[float, float], unpaired: float, among: Difference | None
    ) -> Difference:
        counts = self.both, *self._counts
        return Difference(d, error.se, *ends, unpaired, *counts, self.alike, among, error.clusters, error.freedom)

    @property
    def _counts(self) -> tuple[int, int]:
        return int(np.count_nonzero(self.base)), int(np.count_nonzero(self.other))


def alike_in_all(base: Floats, other: Floats) -> bool:
    """Whether the same paths have a number, and the same one."""
    return bool(np.array_equal(base, other, equal_nan=True))
