"""Correlation: the symmetric root of a matrix, which makes normal numbers correlated, and the normal copula.

In plain floats by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, section 8.5): a linear algebra
library would differ in the last bits from one machine to the next.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from math import sqrt

from simengine.numerics import normal_cdf, normal_quantile
from simengine.numerics.room import room

Matrix = tuple[tuple[float, ...], ...]

NEGLIGIBLE = 1e-18
ROUNDING = 1e-14
"""An eigenvalue nearer to 0 than this times the size of the matrix counts as 0."""
SWEEPS = 50
SMALLEST_UNIFORM = 5.551115123125783e-17
"""2⁻⁵⁴; this and the next are the ends of what `uniform53` gives."""
LARGEST_UNIFORM = 0.9999999999999999


def symmetric_root(matrix: Matrix) -> Matrix:
    """The symmetric R ≥ 0 with R·R = matrix.

    ValueError if the matrix is no correlation matrix: not square and symmetric with a diagonal of ones, or indefinite
    (correlations that contradict one another), in which case the smallest eigenvalue is named.
    """
    _check(matrix)
    values, vectors = _eigen(matrix)
    smallest, rounding = min(values, default=0.0), ROUNDING * len(matrix)
    if not smallest >= -rounding:
        raise ValueError(f"the smallest eigenvalue of their matrix is {smallest:.6g}, below 0")
    # What is 0 but for rounding is 0: its root would be a million times the error of the rest.
    roots = [sqrt(value) if value > rounding else 0.0 for value in values]
    size = range(len(matrix))
    # Each entry is computed once for (i, j) and (j, i), so that the result is symmetric to the last bit.
    return tuple(tuple(_entry(vectors, roots, min(i, j), max(i, j)) for j in size) for i in size)


def is_possible(matrix: Matrix) -> bool:
    """Whether a symmetric matrix with a diagonal of ones is a correlation matrix."""
    return min(_eigen(matrix)[0], default=0.0) >= -ROUNDING * len(matrix)


def correlated_uniforms(uniforms: Sequence[float], root: Matrix) -> list[float]:
    """Independent uniform numbers in (0, 1) made correlated: the normal copula whose matrix has this symmetric root."""
    mixed = list(uniforms)
    correlate(mixed, [weight for row in root for weight in row])
    return mixed


def with_common(common: float, own: float, weights: Sequence[float]) -> float:
    """The uniform number of a member that has a number in common with others, from both and the weights of both."""
    total = weights[0] * normal_quantile(common) + weights[1] * normal_quantile(own)
    return min(max(normal_cdf(total), SMALLEST_UNIFORM), LARGEST_UNIFORM)


def common_weights(correlation: float) -> tuple[float, float]:
    """The weights of what is common and of a member's own that make any two members correlated so, 0 ≤ ρ < 1."""
    return sqrt(correlation), sqrt(1.0 - correlation)


def correlate(uniforms: MutableSequence[float], weights: Sequence[float]) -> None:
    """The same in place, in plain scalar code; `weights` is the root, row after row.

    Each number becomes a normal one, these are mixed by the rows of the root, and each is taken back into (0, 1).
    """
    n = len(uniforms)
    normals = room(n)
    for i in range(n):
        normals[i] = normal_quantile(uniforms[i])
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += weights[i * n + j] * normals[j]
        uniforms[i] = min(max(normal_cdf(total), SMALLEST_UNIFORM), LARGEST_UNIFORM)


def _check(matrix: Matrix) -> None:
    size = len(matrix)
    for i, row in enumerate(matrix):
        if len(row) != size:
            raise ValueError(f"a correlation matrix is square: row {i} of {size} has {len(row)} entries")
        if row[i] != 1.0:
            raise ValueError(f"a correlation matrix has 1 on its diagonal (got {row[i]} in row {i})")
        for j in range(i):
            if not matrix[j][i] == row[j]:
                raise ValueError(f"a correlation matrix is symmetric (got {row[j]} and {matrix[j][i]} for {i}, {j})")


def _eigen(matrix: Matrix) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues, and the eigenvectors as columns."""
    size = len(matrix)
    a = [list(row) for row in matrix]
    vectors = [[1.0 if i == j else 0.0 for j in range(size)] for i in range(size)]
    pairs = [(p, q) for p in range(size) for q in range(p + 1, size)]
    for _ in range(SWEEPS):
        if all(abs(a[p][q]) <= NEGLIGIBLE for p, q in pairs):
            break
        for p, q in pairs:
            if a[p][q] != 0.0:
                _rotate(a, vectors, p, q)
    return [a[i][i] for i in range(size)], vectors


def _rotate(a: list[list[float]], vectors: list[list[float]], p: int, q: int) -> None:
    """One Jacobi rotation, which makes a[p][q] zero."""
    slope = (a[q][q] - a[p][p]) / (2.0 * a[p][q])
    tangent = (1.0 if slope >= 0.0 else -1.0) / (abs(slope) + sqrt(slope * slope + 1.0))
    cosine = 1.0 / sqrt(tangent * tangent + 1.0)
    sine = tangent * cosine
    change = tangent * a[p][q]
    a[p][p] -= change
    a[q][q] += change
    a[p][q] = a[q][p] = 0.0
    for i in range(len(a)):
        if i not in (p, q):
            a[i][p], a[i][q] = cosine * a[i][p] - sine * a[i][q], sine * a[i][p] + cosine * a[i][q]
            a[p][i], a[q][i] = a[i][p], a[i][q]
        v = vectors[i]
        v[p], v[q] = cosine * v[p] - sine * v[q], sine * v[p] + cosine * v[q]


def _entry(vectors: list[list[float]], roots: list[float], i: int, j: int) -> float:
    total = 0.0
    for k, root in enumerate(roots):
        total += vectors[i][k] * root * vectors[j][k]
    return total
