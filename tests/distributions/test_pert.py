"""The PERT law: the beta law it stands for by SciPy, its mean, and what a user is told."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from simengine.distributions import distributions
from simengine.distributions.beta import Beta
from simengine.distributions.pert import LARGEST, Pert

LAWS = [([1, 2, 5], 4), ([-3, 7, 8], 4), ([0, 0, 2], 4), ([0, 2, 2], 4), ([10, 11, 14], 1.5), ([1e-3, 0.2, 0.9], 60)]


def scipys(low, mode, high, shape):
    """Its alpha and beta by way of the mean, as Vose (2008) writes them; those of a mode in the middle are equal."""
    mean = (low + shape * mode + high) / (shape + 2)
    skew = (2 * mode - low - high) / ((mode - mean) * (high - low)) if mode != mean else (1 + shape / 2) / (mean - low)
    alpha = (mean - low) * skew
    return stats.beta(alpha, alpha * (high - mean) / (mean - low), low, high - low)


def read(points, shape):
    return Pert.read({**dict(zip(("low", "mode", "high"), points, strict=True)), "shape": shape})


@pytest.mark.parametrize(("points", "shape"), LAWS)
def test_quantiles_and_mean_are_scipys(points, shape):
    law, expected = read(points, shape), scipys(*points, shape)
    for u in (1e-9, 1e-4, 0.01, 0.3, 0.5, 0.77, 0.99, 1 - 1e-9):
        assert law.quantile(u) == pytest.approx(expected.ppf(u), rel=1e-11, abs=1e-12 * (points[2] - points[0]))
    assert law.expectation() == pytest.approx(expected.mean(), rel=1e-14)
    assert law.bounds() == (points[0], points[2])


@given(st.floats(0.0, 1.0), st.floats(0, 400), st.floats(1e-9, 1 - 1e-9))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_it_is_scipys_anywhere(mode, shape, u):
    alpha, beta = 1 + shape * mode, 1 + shape * (1 - mode)
    assert read([0, mode, 1], shape).quantile(u) == pytest.approx(special.betaincinv(alpha, beta, u), rel=1e-11)


@pytest.mark.parametrize(("points", "shape"), LAWS)
def test_the_density_is_highest_at_the_mode(points, shape):
    law, (low, mode, high) = read(points, shape), points
    u = np.linspace(0.001, 0.999, 2000)
    x = np.array([law.quantile(v) for v in u.tolist()])
    density = np.diff(u) / np.diff(x)
    assert abs(x[np.argmax(density)] - mode) < 0.05 * (high - low)


@pytest.mark.parametrize(("points", "shape"), LAWS)
def test_draws_follow_their_law(points, shape):
    law = read(points, shape)
    values = np.array([law.quantile(u) for u in np.random.default_rng(7).uniform(size=4000).tolist()])
    assert stats.kstest(values, scipys(*points, shape).cdf).pvalue > 0.001 / len(LAWS)
    other = scipys(*points, 1.5 * shape)  # the control
    assert stats.kstest(values, other.cdf).pvalue < 0.001 / len(LAWS)


def test_a_list_has_the_usual_shape():
    law = Pert.read([1, 2, 5])
    assert law == Pert.read({"low": 1, "mode": 2, "high": 5}) == read([1, 2, 5], 4)
    assert law.constants == Beta(alpha=2, beta=4, low=1, high=5).constants
    assert law.expectation() == pytest.approx((1 + 4 * 2 + 5) / 6)


def test_without_a_shape_it_is_uniform():
    law = read([2, 3, 6], 0)
    for u in (1e-9, 0.2, 0.5, 0.9):
        assert law.quantile(u) == pytest.approx(2 + 4 * u, rel=1e-14)


def test_a_large_shape_is_sure_of_the_mode():
    law = read([2, 3, 6], LARGEST)
    assert law.quantile(0.01) > 2.9
    assert law.quantile(0.99) < 3.1


def test_ends_are_never_passed():
    rng = np.random.default_rng(0)
    for low, high in (rng.uniform(size=(100, 2)) * [-1, 1e-3]).tolist():
        for mode in (low, high):
            law = Pert.read([low, mode, high])
            assert low <= law.quantile(2.0**-54) <= law.quantile(1 - 2.0**-53) <= high


def test_every_machine_gives_these_bits():
    law = Pert.read([1, 2, 5])
    assert [law.quantile(u).hex() for u in (1e-9, 0.3, 0.9)] == [
        "0x1.00029f1868ec6p+0",
        "0x1.df4272a367375p+0",
        "0x1.aaf3addee1504p+1",
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([0, 2, 1], "mode must lie between low 0 and high 1 (got 2)"),
        ([1, 1, 1], "low must be < high (got low 1, high 1)"),
        ([0, 1], "write pert: {low: …, mode: …, high: …} or [low, mode, high] (got a list of 2)"),
        ({"low": 0, "high": 1}, "mode is missing; write pert: {low: …, mode: …, high: …} or [low, mode, high]"),
        (
            {"low": 0, "mode": 1, "high": 2, "shape": -1},
            "shape must lie between 0 and 9000 (got -1); 4 is usual",
        ),
        (
            {"low": 0, "mode": 1, "high": 2, "shap": 4},
            "pert has no 'shap' (did you mean 'shape'?); write pert: {low: …, mode: …, high: …} or [low, mode, high]",
        ),
        ([0, math.inf, 1], "mode must be a finite number (got inf)"),
    ],
)
def test_a_mistake_is_told_in_one_line(value, told):
    with pytest.raises(ValueError, match=r"\w") as caught:
        distributions()["pert"].read(value)
    assert str(caught.value) == told


def test_bounds_beside_it_are_refused():
    with pytest.raises(
        ValueError, match="lower can't stand beside pert, only beside quantiles; a pert ends at its low"
    ):
        Pert.read([0, 1, 2], 0.0)
