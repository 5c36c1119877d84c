"""The standard error of a difference from what each row adds to it, and the degrees of freedom that belong to that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from simengine.analysis.probability import Z95, effective_size, numbered, t95
from simengine.runs.outcome_table import Floats, Integers, Truths


@dataclass(frozen=True, slots=True)
class Part:
    """What the clusters of a set of n rows add: their number, the square of its error, and Σ r² of the rows.

    A row is `worth` so much of an independent one, where none has a residual.
    """

    n: int
    clusters: int
    square: float
    total: float
    worth: float = 0.0

    @classmethod
    def of(cls, residuals: Floats, numbers: Integers | None, worth: float = 0.0) -> Self:
        """Of the residuals r of some rows: se² = C/(C−1)·Σ (sums over each of C clusters)²; NaN of one cluster."""
        total, n = float((residuals * residuals).sum()), len(residuals)
        if numbers is None:
            clusters, square = n, total
        else:
            sums = np.bincount(numbers, weights=residuals)
            clusters, square = int(np.count_nonzero(np.bincount(numbers))), float((sums * sums).sum())
        return cls(n, clusters, clusters / (clusters - 1) * square if clusters > 1 else math.nan, total, worth)

    @property
    def weight(self) -> float:
        """How many independent rows each row is worth."""
        variance, se = self.n * self.total, math.sqrt(self.square)
        return effective_size(self.n, variance, se, self.clusters, self.worth) / self.n


@dataclass(frozen=True, slots=True)
class DifferenceError:
    """The error of a difference: of all its clusters together, or of those of BASE and of OTHER, which share none.

    With linearised residuals r (of a row that counts in OTHER (y − ȳ)/n, less (x − x̄)/m of one that counts in BASE)
    this is Cochran (1977), Sampling Techniques, 3rd ed., §6.19 and §11.8. What hangs together by C clusters has C − 1
    degrees of freedom; where no cluster has rows of both, the two are independent, and their errors and degrees are
    joined as by B. L. Welch (1947), The generalization of "Student's" problem when several different population
    variances are involved, Biometrika 34, 28–35. Without clusters the error counts as known.
    """

    parts: tuple[Part, ...]
    clustered: bool

    @classmethod
    def of(
        cls,
        residuals: Floats,
        in_base: Truths,
        in_other: Truths,
        draws: Integers | None,
        worths: tuple[float, float] = (0.0, 0.0),
    ) -> Self:
        """Of residuals, shape [n], of rows that count in BASE or in OTHER, and hang together by `draws`.

        `worths` are what the tables of the two say of a path.
        """
        counted = in_base | in_other
        if draws is None:
            return cls((Part.of(residuals[counted], None),), clustered=False)
        numbers = numbered(draws)
        clusters = np.zeros((2, int(numbers.max()) + 1), dtype=np.bool_)
        clusters[0, numbers[in_base]] = clusters[1, numbers[in_other]] = True
        together = clusters.all(axis=0).any()
        sides = ((counted, min(worths)),) if together else ((in_base, worths[0]), (in_other, worths[1]))
        return cls(tuple(Part.of(residuals[side], numbers[side], worth) for side, worth in sides), clustered=True)

    @property
    def se(self) -> float:
        """The standard error."""
        return math.sqrt(math.fsum(part.square for part in self.parts))

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return sum(part.clusters for part in self.parts)

    @property
    def freedom(self) -> float:
        """Degrees of freedom: C − 1, or those of Welch; infinite where the error counts as known, or is 0."""
        whole = math.fsum(part.square for part in self.parts)
        if not self.clustered or not whole > 0.0:
            return math.inf
        return 1.0 / math.fsum((part.square / whole) ** 2 / (part.clusters - 1) for part in self.parts)

    @property
    def weights(self) -> tuple[float, float]:
        """How many independent rows a row of BASE and one of OTHER is worth to an interval with the normal quantile."""
        if not self.clustered:
            return 1.0, 1.0
        shrunk = (Z95 / t95(self.freedom)) ** 2
        return self.parts[0].weight * shrunk, self.parts[-1].weight * shrunk
