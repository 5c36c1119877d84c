"""A normal law fitted to members' scores, in sums whose order is fixed, so that results have the same bits everywhere.

No linear algebra library is used: theirs add in an order that depends on the machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.learning.weights import Floats

_SHRINKS = 1e-6
"""The part of the covariance that is the prior's, which is 1 on the diagonal: so that it has a factor."""


@dataclass(frozen=True, slots=True, eq=False)
class Gaussian:
    """The mean, [d, 1], and the lower triangular factor L of the covariance L·Lᵀ, [d, d]."""

    mean: Floats
    factor: Floats

    @classmethod
    def of(cls, scores: Floats) -> Gaussian:
        """Fitted to scores, [d, members]."""
        mean = np.array([math.fsum(row) / len(row) for row in scores.tolist()]).reshape(-1, 1)
        centred = scores - mean
        n, d = scores.shape[1], len(scores)
        covariance = np.empty((d, d))
        for at in range(d):
            covariance[at] = _sums(centred[at] * centred) / n
        covariance = (1.0 - _SHRINKS) * covariance + _SHRINKS * np.eye(d)
        return cls(mean, _cholesky(covariance))

    def whitened(self, scores: Floats) -> Floats:
        """L⁻¹(scores − mean), [d, members]."""
        rest = scores - self.mean
        for at in range(len(rest)):
            rest[at] /= self.factor[at, at]
            rest[at + 1 :] -= self.factor[at + 1 :, at, None] * rest[at]
        return rest

    def coloured(self, whitened: Floats) -> Floats:
        """L·whitened + mean, [d, members]."""
        found = np.broadcast_to(self.mean, whitened.shape).copy()
        for at in range(len(whitened)):
            found[at:] += self.factor[at:, at, None] * whitened[at]
        return found


def _sums(rows: Floats) -> Floats:
    """The sum of each row by halves, [d]: in an order that depends on the length alone."""
    while rows.shape[1] > 1:
        half = rows.shape[1] // 2
        odd = rows[:, 2 * half :]
        rows = rows[:, :half] + rows[:, half : 2 * half]
        if odd.shape[1]:
            rows[:, :1] += odd
    return rows[:, 0]


def _cholesky(matrix: Floats) -> Floats:
    """The lower triangular L with L·Lᵀ = `matrix`, which is positive definite."""
    rest, factor = matrix.copy(), np.zeros_like(matrix)
    for at in range(len(matrix)):
        column = rest[at:, at] / math.sqrt(rest[at, at])
        factor[at:, at] = column
        rest[at:, at:] -= column[:, None] * column
    return factor
