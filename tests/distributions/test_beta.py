"""The inverse of the incomplete beta function against SciPy, and against mpmath where SciPy itself could be wrong."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from simengine.distributions import _incomplete_beta
from simengine.distributions._stirling import stirling_error
from simengine.distributions.beta import LARGEST, SMALLEST, Beta

SHAPES = (0.2, 0.5, 0.9999, 1.0, 1.5, 3.0, 20.0, 140.0, 500.0)
CHANCES = (1e-9, 1e-6, 0.001, 0.03, 0.25, 0.5, 0.6, 0.76, 0.9, 0.96, 0.999, 1 - 1e-6, 1 - 1e-9)


@pytest.mark.parametrize("alpha", SHAPES)
def test_it_is_scipys(alpha):
    for beta in SHAPES:
        law = Beta(alpha=alpha, beta=beta)
        got = np.array([law.quantile(u) for u in CHANCES])
        assert np.max(np.abs(got / special.betaincinv(alpha, beta, CHANCES) - 1)) < 2e-13, beta


@given(st.floats(-1.6, 6.2), st.floats(-1.6, 6.2), st.floats(1e-9, 1 - 1e-9))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_it_is_scipys_anywhere(log_alpha, log_beta, u):
    alpha, beta = math.exp(log_alpha), math.exp(log_beta)
    assert Beta(alpha=alpha, beta=beta).quantile(u) == pytest.approx(special.betaincinv(alpha, beta, u), rel=1e-12)


@pytest.mark.parametrize(
    ("alpha", "beta", "u"),
    [
        (0.2, 500, 0.81),
        (0.2, 500, 2e-6),
        (500, 0.2, 1e-9),
        (500, 500, 1e-9),
        (129, 204, 0.999999999),
        (0.3, 0.4, 2.0**-54),
        (30, 2, 1 - 2.0**-53),
        (SMALLEST, LARGEST, 0.9985),
        (LARGEST, SMALLEST, 0.001),
    ],
)
def test_putting_it_in_again_gives_the_chance(alpha, beta, u):
    """I(x) is computed with 50 digits; its distance from u, over the slope, is the error of x."""
    with mp.workdps(50):
        x = mp.mpf(Beta(alpha=alpha, beta=beta).quantile(u))
        missed = mp.betainc(alpha, beta, 0, x, regularized=True) - mp.mpf(u)
        density = x ** (alpha - 1) * (1 - x) ** (beta - 1) / mp.beta(alpha, beta)
        # Next to 1 the nearest double is the best there is.
        assert abs(missed / density) < 5e-13 * x


@pytest.mark.parametrize("alpha", [SMALLEST, 0.2, 1.0, 7.5, 500.0, LARGEST])
@pytest.mark.parametrize("beta", [SMALLEST, 0.2, 1.0, 7.5, 500.0, LARGEST])
def test_extremes_come_out_in_order(alpha, beta):
    law = Beta(alpha=alpha, beta=beta)
    values = [law.quantile(u) for u in (2.0**-54, 1e-9, 0.01, 0.3, 0.7, 0.99, 1 - 1e-9, 1 - 2.0**-53)]
    assert values == sorted(values)
    assert values[0] >= 0
    assert values[-1] <= 1


def test_the_two_tails_are_mirror_images():
    for u in (2.0**-40, 0.125, 0.375):
        assert Beta(alpha=3, beta=0.7).quantile(u) == pytest.approx(
            1 - Beta(alpha=0.7, beta=3).quantile(1 - u), rel=1e-14
        )


def test_it_meets_itself_where_the_tails_meet():
    for alpha, beta in ((0.2, 500.0), (2.0, 5.0), (500.0, 500.0)):
        law = Beta(alpha=alpha, beta=beta)
        split = law.constants[-1]
        below, above = law.quantile(split), law.quantile(math.nextafter(split, 1.0))
        assert below == pytest.approx(above, rel=2e-13)


def test_few_fractions_are_needed(monkeypatch):
    """A draw costs what its continued fractions cost."""
    terms = []
    fraction = _incomplete_beta._fraction
    monkeypatch.setattr(_incomplete_beta, "_fraction", lambda *given: terms.append(1) or fraction(*given))
    rng = np.random.default_rng(2)
    laws = [Beta(alpha=a, beta=b) for a, b in np.exp(rng.uniform(math.log(0.2), math.log(500), (60, 2))).tolist()]
    terms.clear()
    for law in laws:
        for u in rng.uniform(size=5).tolist():
            law.quantile(u)
    assert len(terms) <= 2.5 * 5 * len(laws)


def test_stirlings_error_is_that_of_log_gamma():
    for a in (0.01, 0.2, 1.0, 2.5, 15.99, 16.0, 500.0, 2e4):
        with mp.workdps(40):
            exact = mp.loggamma(a) - mp.log(2 * mp.pi) / 2 - (a - mp.mpf(1) / 2) * mp.log(a) + a
        assert abs(stirling_error(a) - exact) < 2e-15 * max(1, exact)
