"""The inverse of the incomplete gamma function against SciPy, and against mpmath; and what a user is told."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from simengine.distributions import _incomplete_gamma, distributions
from simengine.distributions.gamma import LARGEST, SMALLEST, Gamma

SHAPES = (0.2, 0.5, 0.9999, 1.0, 1.5, 3.0, 20.0, 140.0, 500.0)
CHANCES = (2.0**-54, 1e-9, 1e-6, 0.001, 0.03, 0.25, 0.5, 0.6, 0.76, 0.9, 0.96, 0.999, 1 - 1e-6, 1 - 1e-9, 1 - 2.0**-53)


def standard(shape):
    """The gamma of this shape and scale 1, as far as rounding lets its mean and sd tell; and that shape."""
    law = Gamma(mean=shape, sd=math.sqrt(shape))
    return law, law.constants[1]


def scipys(shape, u):
    return special.gammaincinv(shape, u) if u < 0.5 else special.gammainccinv(shape, 1 - u)


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_scipys(shape):
    law, shape = standard(shape)
    errors = [law.quantile(u) / scipys(shape, u) - 1 for u in CHANCES]
    assert np.max(np.abs(errors)) < 2e-13


@given(st.floats(-1.6, 6.2), st.floats(1e-9, 1 - 1e-9))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_it_is_scipys_anywhere(log_shape, u):
    law, shape = standard(math.exp(log_shape))
    assert law.quantile(u) == pytest.approx(scipys(shape, u), rel=1e-12)


@pytest.mark.parametrize(
    ("shape", "u"),
    [
        (0.2, 1e-9),
        (0.2, 0.97),
        (0.5, 0.8574042765875693),
        (500, 1e-9),
        (500, 0.999999999),
        (1.3, 2.0**-54),
        (30, 1 - 2.0**-53),
        (1.0001 * SMALLEST**2, 0.9985),
        (0.9999 * LARGEST**2, 0.001),
    ],
)
def test_putting_it_in_again_gives_the_chance(shape, u):
    """P(x) is computed with 50 digits; its distance from u, over the slope, is the error of x."""
    law, shape = standard(shape)
    with mp.workdps(50):
        x = mp.mpf(law.quantile(u))
        missed = mp.gammainc(shape, 0, x, regularized=True) - mp.mpf(u)
        density = x ** (shape - 1) * mp.exp(-x) / mp.gamma(shape)
        # The mean, too, has been rounded: that is the 1e-15.
        assert abs(missed / density) < (1e-13 if shape > 0.1 else 2e-12) * x


@pytest.mark.parametrize("ratio", [SMALLEST, 0.3, 1.0, 7.5, LARGEST])
def test_extremes_come_out_in_order(ratio):
    law = Gamma(mean=2.0, sd=2.0 / ratio)
    values = [law.quantile(u) for u in (2.0**-54, 1e-9, 0.01, 0.3, 0.7, 0.99, 1 - 1e-9, 1 - 2.0**-53)]
    assert values == sorted(values)
    assert values[0] >= 0
    assert values[-1] < math.inf


def test_a_mean_equal_to_the_sd_is_exponential():
    law = Gamma(mean=3.0, sd=3.0)
    for u in (1e-9, 0.2, 0.5, 0.7, 0.999):
        assert law.quantile(u) == pytest.approx(-3 * math.log1p(-u), rel=1e-14)


def test_it_meets_itself_where_the_tails_meet():
    for shape in (0.2, 2.0, 500.0):
        law, _ = standard(shape)
        split = law.constants[-1]
        assert law.quantile(split) == pytest.approx(law.quantile(math.nextafter(split, 1.0)), rel=2e-13)


def test_few_series_and_fractions_are_needed(monkeypatch):
    """A draw costs what they cost."""
    terms = []
    for name in ("_series", "_fraction"):
        plain = getattr(_incomplete_gamma, name)
        monkeypatch.setattr(_incomplete_gamma, name, lambda *given, plain=plain: terms.append(1) or plain(*given))
    rng = np.random.default_rng(2)
    laws = [standard(shape)[0] for shape in np.exp(rng.uniform(math.log(0.2), math.log(500), 60)).tolist()]
    assert len([law.constants for law in laws]) == 60
    terms.clear()
    for law in laws:
        for u in rng.uniform(size=5).tolist():
            law.quantile(u)
    assert len(terms) <= 2.5 * 5 * len(laws)


@pytest.mark.parametrize(("mean", "sd"), [(3.0, 0.5), (1.0, 1.0), (0.4, 0.9), (2e-5, 4e-5), (7e8, 7.1e6)])
def test_draws_follow_their_law(mean, sd):
    law = Gamma.read({"mean": mean, "sd": sd})
    assert law.expectation() == mean
    assert law.bounds() == (0.0, math.inf)
    values = np.array([law.quantile(u) for u in np.random.default_rng(7).uniform(size=4000).tolist()])
    shape = (mean / sd) ** 2
    assert stats.kstest(values, stats.gamma(shape, scale=sd**2 / mean).cdf).pvalue > 0.001 / 5
    other = stats.gamma(1.2**2 * shape, scale=sd**2 / mean / 1.2**2)  # the control: the sd a sixth smaller
    assert stats.kstest(values, other.cdf).pvalue < 0.001 / 5


def test_every_machine_gives_these_bits():
    law = Gamma.read({"mean": 0.4, "sd": 0.9})
    assert [law.quantile(u).hex() for u in (1e-9, 0.3, 0.9)] == [
        "0x1.07fa45cb955fbp-151",
        "0x1.862e8ddd3e27ap-9",
        "0x1.35ad8c4ea0ddep+0",
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"mean": 0, "sd": 1}, "mean must be > 0 (got 0)"),
        ({"mean": 1, "sd": 0}, "sd must be > 0 (got 0); for a known value write fixed"),
        (
            {"mean": 1, "sd": 0.001},
            (
                "sd must lie between a hundredth of the mean and 10 times the mean (got mean 1, sd 0.001); "
                "write normal for so narrow a law"
            ),
        ),
        (
            {"mean": 1, "sd": 11},
            (
                "sd must lie between a hundredth of the mean and 10 times the mean (got mean 1, sd 11); "
                "write lognormal for so wide a law"
            ),
        ),
        ({"shape": 2, "scale": 3}, "gamma has no 'shape'; write gamma: {mean: …, sd: …}"),
        ([1, 2], "write gamma: {mean: …, sd: …} (got a list)"),
        (
            {"mean": 1e308, "sd": 1e308},
            "gamma reaches beyond the largest number there is, 1.8e308; make it narrower",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(value, told):
    with pytest.raises(ValueError, match=r"\w") as caught:
        distributions()["gamma"].read(value)
    assert str(caught.value) == told


def test_bounds_beside_it_are_refused():
    with pytest.raises(ValueError, match="lower can't stand beside gamma, only beside quantiles; a gamma begins at 0"):
        Gamma.read({"mean": 1, "sd": 1}, 0.5)
