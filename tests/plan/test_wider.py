"""Laws twice as wide keep their median and their support, and stretch what lies between on the line of their kind."""

import math

import numpy as np
import pytest

from simengine.distributions import distributions
from simengine.distributions._line import to_line
from simengine.distributions._pool import Pool
from simengine.distributions.normal import Normal
from simengine.plan.wider import wider

KINDS = distributions()
EXACT = {
    "uniform": [-0.4, 2.1],
    "quantiles": {"5%": 0.2, "50%": 1.0, "95%": 3.0},
}
AT_POINTS = {
    "normal": {"mean": 0.3, "sd": 1.2},
    "student_t": {"median": 0.3, "scale": 1.2, "df": 4},
    "lognormal": {"median": 1.5, "sigma": 0.7},
    "gamma": {"mean": 1.4, "sd": 0.9},
    "beta": {"alpha": 2, "beta": 3},
    "pert": {"low": 1, "mode": 2, "high": 4},
    "triangular": {"low": 1, "mode": 2, "high": 4},
}
SINGLE = {"fixed": 2.5, "choice": {0: 0.5, 1: 0.3, 4: 0.2}, "empirical": [3.1, 2.7, 2.9, 4.4]}


def stretched(law, u, factor):
    """What the law is to have at u, by its definition."""
    lower, upper = law.bounds()
    middle = to_line(law.quantile(0.5), lower, upper)
    return middle + factor * (to_line(law.quantile(u), lower, upper) - middle)


def test_every_kind_is_told_of():
    assert {*EXACT, *AT_POINTS, *SINGLE} == set(KINDS)


@pytest.mark.parametrize("tag", EXACT)
def test_these_are_widened_exactly(tag):
    law = KINDS[tag].read(EXACT[tag])
    found = wider(law)
    for u in np.linspace(0.001, 0.999, 41):
        assert to_line(found.quantile(u), *found.bounds()) == pytest.approx(stretched(law, u, 2.0), rel=1e-9, abs=1e-9)
    assert found.bounds() == law.bounds()


@pytest.mark.parametrize("tag", AT_POINTS)
def test_these_are_widened_at_points(tag):
    law = KINDS[tag].read(AT_POINTS[tag])
    found = wider(law)
    assert found.quantile(0.5) == pytest.approx(law.quantile(0.5), rel=1e-9)
    assert found.bounds() == law.bounds()
    width = stretched(law, 0.95, 2.0) - stretched(law, 0.05, 2.0)
    for u in np.linspace(0.005, 0.995, 100):
        assert to_line(found.quantile(u), *found.bounds()) == pytest.approx(stretched(law, u, 2.0), abs=0.05 * width)


@pytest.mark.parametrize("tag", SINGLE)
def test_single_values_have_no_width(tag):
    assert wider(KINDS[tag].read(SINGLE[tag])) is None


def test_quantiles_with_ends_stay_between_them():
    law = KINDS["quantiles"].read({"5%": 0.40, "50%": 0.65, "95%": 0.95}, 0.0, 1.5)
    found = wider(law)
    assert (found.lower, found.upper) == (0.0, 1.5)
    assert found.quantile(0.05) < law.quantile(0.05) < found.quantile(0.5) == pytest.approx(0.65)


def test_of_several_experts_each_is_widened():
    pool = Pool(experts=("a", "b"), laws=(Normal(mean=0, sd=1), Normal(mean=2, sd=0.5)), weights=(0.5, 0.5))
    at = [one.quantile(0.9) - one.quantile(0.1) for one in wider(pool).laws]
    assert at == pytest.approx(
        [one.quantile(0.9) - one.quantile(0.1) for one in (Normal(mean=0, sd=2), Normal(mean=0, sd=1))]
    )
    half = Pool(experts=("a", "b"), laws=(Normal(mean=0, sd=1), KINDS["fixed"].read(1)), weights=(0.5, 0.5))
    assert wider(half) is None


def test_half_undoes_twice():
    law = Normal(mean=1.0, sd=3.0)
    assert wider(wider(law), 0.5).quantile(0.9) == pytest.approx(law.quantile(0.9))
    with pytest.raises(ValueError, match="above 0"):
        wider(law, math.nan)
