"""The symmetric root of a correlation matrix against SciPy's, and the matrices that have none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import sqrtm

from simengine.randomness.correlation import Matrix, symmetric_root


def random_correlations(rng: np.random.Generator, size: int) -> NDArray[np.float64]:
    factors = rng.normal(size=(size, size + 2))
    covariance = factors @ factors.T
    spread = np.sqrt(np.diag(covariance))
    matrix: NDArray[np.float64] = covariance / np.outer(spread, spread)
    np.fill_diagonal(matrix, 1.0)
    return (matrix + matrix.T) / 2.0


def frozen(matrix: NDArray[np.float64]) -> Matrix:
    return tuple(tuple(row) for row in matrix.tolist())


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 20])
def test_agrees_with_scipy(size: int) -> None:
    rng = np.random.default_rng(size)
    for _ in range(5 if size < 20 else 2):
        matrix = random_correlations(rng, size)
        root = np.array(symmetric_root(frozen(matrix)))
        assert np.allclose(root, np.real(sqrtm(matrix)), rtol=0.0, atol=2e-13)
        assert np.allclose(root @ root, matrix, rtol=0.0, atol=1e-14)
        assert np.array_equal(root, root.T)


def test_two_by_two_in_closed_form() -> None:
    root = symmetric_root(((1.0, 0.6), (0.6, 1.0)))
    high, low = 1.6**0.5, 0.4**0.5
    assert root[0] == pytest.approx(((high + low) / 2, (high - low) / 2), abs=4e-16)


@pytest.mark.parametrize("size", [0, 1, 4])
def test_independent_stay_as_they_are(size: int) -> None:
    identity = frozen(np.eye(size))
    assert symmetric_root(identity) == identity


@pytest.mark.parametrize("rho", [1.0, -1.0])
def test_perfect_correlation_is_allowed(rho: float) -> None:
    root = np.array(symmetric_root(((1.0, rho), (rho, 1.0))))
    assert np.allclose(root @ root, [[1.0, rho], [rho, 1.0]], rtol=0.0, atol=1e-15)


def test_low_rank_is_allowed() -> None:
    loads = np.random.default_rng(3).normal(size=(6, 2))
    loads /= np.sqrt(np.sum(loads * loads, axis=1))[:, None]
    matrix = loads @ loads.T
    np.fill_diagonal(matrix, 1.0)
    matrix = (matrix + matrix.T) / 2.0
    root = np.array(symmetric_root(frozen(matrix)))
    assert np.allclose(root @ root, matrix, rtol=0.0, atol=1e-14)


def test_tiny_correlations_do_not_overflow() -> None:
    root = symmetric_root(((1.0, 5e-324, 0.5), (5e-324, 1.0, 1e-300), (0.5, 1e-300, 1.0)))
    assert np.allclose(np.array(root) @ np.array(root), [[1, 0, 0.5], [0, 1, 0], [0.5, 0, 1]], rtol=0.0, atol=1e-15)


def test_indefinite_names_the_smallest_eigenvalue() -> None:
    with pytest.raises(ValueError, match=r"smallest eigenvalue of their matrix is -0\.8,"):
        symmetric_root(((1.0, 0.9, -0.9), (0.9, 1.0, 0.9), (-0.9, 0.9, 1.0)))
    with pytest.raises(ValueError, match=r"eigenvalue of their matrix is -0\.5,"):
        symmetric_root(((1.0, 1.5), (1.5, 1.0)))


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (((1.0, 0.5),), "square"),
        (((1.0, 0.5), (0.4, 1.0)), r"symmetric \(got 0\.4 and 0\.5"),
        (((1.0, 0.5), (0.5, 2.0)), r"diagonal \(got 2\.0 in row 1\)"),
        (((1.0, float("nan")), (float("nan"), 1.0)), "symmetric"),
    ],
)
def test_not_a_correlation_matrix(matrix: Matrix, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        symmetric_root(matrix)
