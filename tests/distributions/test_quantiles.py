"""The metalog against one written a second time with NumPy, and what is feasible."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit, logit

from simengine.distributions.quantiles import Quantiles

ELICITED = {"5%": 0.06, "50%": 0.30, "95%": 0.80}
BOUNDS = [(None, None), (0, None), (None, 1), (0, 1), (-2, None), (-1, 4)]
T = np.linspace(-37.4, 37.4, 40_001)


def basis(u, terms, t=None):
    """The columns of Keelin (2016), eq. 6, one for each term; of seven the last is the eighth of eight."""
    q, line = u - 0.5, logit(u) if t is None else t
    columns = [np.ones_like(u), line, q * line, q]
    columns += [q ** ((k - 1) // 2) if k % 2 else q ** (k // 2 - 1) * line for k in range(5, 9)]
    return np.column_stack([*columns[:6], columns[7]] if terms == 7 else columns[:terms])


def stretch(m, lower, upper):
    if lower is None:
        return m if upper is None else upper - np.exp(-m)
    return lower + np.exp(m) if upper is None else lower + (upper - lower) * expit(m)


def shrink(x, lower, upper):
    if lower is None:
        return x if upper is None else -np.log(upper - x)
    return np.log(x - lower) if upper is None else np.log((x - lower) / (upper - x))


def curve(points, lower=None, upper=None):
    u = np.array([float(key[:-1]) / 100 for key in points])
    z = shrink(np.array(list(points.values()), float), lower, upper)
    coefficients = np.linalg.lstsq(basis(u, len(u)), z, rcond=None)[0]
    return lambda v, t=None: basis(np.asarray(v), len(u), t) @ coefficients


def rises(points, lower=None, upper=None):
    """By the differences of 40,000 values, relative to their distance in logit u; the sign of the least of them."""
    differences = np.diff(curve(points, lower, upper)(expit(T), T)) / (T[1] - T[0])
    return np.min(differences)


def feasible(points, lower=None, upper=None):
    try:
        Quantiles.read(points, lower, upper)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(("lower", "upper"), BOUNDS)
def test_it_is_keelins(lower, upper):
    law = Quantiles.read(ELICITED, lower, upper)
    u = np.concatenate([np.linspace(0.001, 0.999, 200), [1e-9, 1 - 1e-9]])
    expected = stretch(curve(ELICITED, lower, upper)(u), lower, upper)
    assert [law.quantile(v) for v in u.tolist()] == pytest.approx(expected.tolist(), rel=1e-11, abs=1e-13)


def test_it_is_keelins_with_eight_points():
    points = {f"{p}%": float(stats.norm.ppf(p / 100)) for p in (1, 5, 20, 40, 60, 80, 95, 99)}
    law = Quantiles.read(points)
    u = np.linspace(0.01, 0.99, 200)
    assert [law.quantile(v) for v in u.tolist()] == pytest.approx(curve(points)(u).tolist(), abs=1e-10)
    assert [law.quantile(v) for v in u.tolist()] == pytest.approx(stats.norm.ppf(u).tolist(), abs=0.005)


def test_seven_points_in_pairs_around_the_middle_have_a_curve():
    points = {f"{p}%": float(stats.norm.ppf(p / 100)) for p in (1, 5, 25, 50, 75, 95, 99)}
    law = Quantiles.read(points)
    u = np.linspace(0.01, 0.99, 200)
    assert [law.quantile(v) for v in u.tolist()] == pytest.approx(curve(points)(u).tolist(), abs=1e-10)
    assert [law.quantile(v) for v in u.tolist()] == pytest.approx(stats.norm.ppf(u).tolist(), abs=0.005)


def test_three_points_of_a_logistic_law_give_it_back():
    law = Quantiles.read({f"{p}%": 2 + 3 * math.log(p / (100 - p)) for p in (5, 50, 90)})
    for u in (1e-9, 0.2, 0.5, 0.999):
        assert law.quantile(u) == pytest.approx(2 + 3 * math.log(u / (1 - u)), rel=1e-12)
    assert law.expectation() == pytest.approx(2)


@pytest.mark.parametrize("count", range(3, 9))
def test_the_mean_is_that_of_the_curve(count):
    points = {f"{p}%": float(stats.gumbel_r.ppf(p / 100)) for p in (1, 99, 50, 20, 80, 5, 95, 35)[:count]}
    law = Quantiles.read(points)
    # The logit in place of u: the integrand falls off like a bell, so the sum of equal steps is all but exact.
    u = expit(T).clip(2.0**-54, 1 - 2.0**-53)
    integral = np.sum(np.array([law.quantile(v) for v in u[::20].tolist()]) * (u * expit(-T))[::20]) * (T[20] - T[0])
    assert law.expectation() == pytest.approx(integral, rel=1e-9)
    assert Quantiles.read(ELICITED, 0).expectation() is None


@st.composite
def elicited(draw):
    """Points around a line in logit u, with bounds some of the time."""
    percents = sorted(draw(st.sets(st.integers(1, 99), min_size=3, max_size=8)))
    bends = draw(st.lists(st.floats(0.2, 5), min_size=len(percents), max_size=len(percents)))
    place, values = 0.0, []
    for before, percent, bend in zip([percents[0], *percents], percents, bends, strict=False):
        place += bend * float(logit(percent / 100) - logit(before / 100))
        values.append(place)
    scale, shift = draw(st.floats(1e-3, 1e3)), draw(st.floats(-10, 10))
    values = [scale * (value + shift) for value in values]
    lower = draw(st.none() | st.just(values[0] - scale * draw(st.floats(0.1, 10))))
    upper = draw(st.none() | st.just(values[-1] + scale * draw(st.floats(0.1, 10))))
    return {f"{p}%": value for p, value in zip(percents, values, strict=True)}, lower, upper


@given(elicited())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_points_come_back_and_the_curve_rises(described):
    points, lower, upper = described
    assume(feasible(points, lower, upper))
    law = Quantiles.read(points, lower, upper)
    largest = max(abs(x) for x in (*points.values(), lower or 0, upper or 0))
    for key, value in points.items():
        assert abs(law.quantile(float(key[:-1]) / 100) - value) <= 1e-12 * largest
    values = [law.quantile(u) for u in expit(T[::200]).clip(2.0**-54, 1 - 2.0**-53).tolist()]
    assert all(after >= before - 1e-12 * max(largest, abs(after)) for before, after in pairwise(values))
    assert law.bounds()[0] <= min(values)
    assert max(values) <= law.bounds()[1]


def test_what_is_feasible_is_what_rises():
    """On random sets, some feasible and some not; those that rise or fall by next to nothing are left out."""
    rng = np.random.default_rng(11)
    verdicts = []
    for _ in range(100):
        count = int(rng.integers(3, 9))
        percents = np.sort(rng.choice(np.arange(2, 99, 3), count, replace=False))
        steps = np.diff(logit(percents / 100), prepend=0) * np.exp(rng.normal(0, 0.5 / (count - 2), count))
        points = {f"{p}%": x for p, x in zip(percents, np.cumsum(steps).tolist(), strict=True)}
        slope = rises(points)
        if abs(slope) > 1e-6:
            verdicts.append(slope > 0)
            assert feasible(points) == (slope > 0), points
    assert 20 < sum(verdicts) < len(verdicts) - 20


@pytest.mark.parametrize(
    ("points", "lower", "upper"),
    [
        ({"5%": 0.06, "50%": 0.1, "95%": 0.8}, None, None),
        ({"5%": 0.06, "50%": 0.0601, "95%": 0.8}, 0, None),
        ({"10%": 8, "50%": 8.1, "90%": 9.9}, None, 10),
        ({"1%": 1000, "60%": 1001, "95%": 3000}, 900, 5000),
        ({"20%": 1, "30%": 1.9, "99%": 2}, None, None),
    ],
)
def test_the_range_of_the_middle_value_is_the_feasible_one(points, lower, upper):
    with pytest.raises(ValueError, match="middle value") as caught:
        Quantiles.read(points, lower, upper)
    low, high = (float(text) for text in re.findall(r"between (\S+) and (\S+),", str(caught.value))[0])
    first, middle, last = points
    grain = 0.02 * (high - low)
    for value, fits in ((low, True), (high, True), (low - grain, False), (high + grain, False)):
        moved = {first: points[first], middle: value, last: points[last]}
        assert (points[first] < value < points[last] and feasible(moved, lower, upper)) == fits


@pytest.mark.parametrize(
    ("points", "lower", "upper"),
    [
        ({"5%": 1, "25%": 2, "50%": 2.1, "75%": 8, "95%": 9}, 0, None),
        ({"5%": 1, "25%": 2, "30%": 5, "50%": 5.1, "95%": 8}, None, None),
        ({"1%": 1, "5%": 2, "10%": 3, "25%": 4, "75%": 5, "90%": 6, "95%": 7, "99%": 8}, None, None),
    ],
)
def test_leaving_out_what_the_message_names_helps(points, lower, upper):
    with pytest.raises(ValueError, match="leave out") as caught:
        Quantiles.read(points, lower, upper)
    for advice in re.findall(r"leave out ([^;]*?)(?= or |$)", str(caught.value)):
        named = advice.split(" and ")
        assert set(named) < set(points)
        assert feasible({key: value for key, value in points.items() if key not in named}, lower, upper)


def test_the_fall_is_where_the_message_says():
    points = {"1%": 1, "50%": 5, "90%": 9, "95%": 20}
    with pytest.raises(ValueError, match="no rising curve goes through all 4 points") as caught:
        Quantiles.read(points)
    start, end, drop, reached = re.findall(
        r"between (\S+)% and (\S+)% it falls by (\S+) to ([^;]+);", str(caught.value)
    )[0]
    u = np.linspace(float(start) / 100, float(end) / 100, 200)
    values = curve(points)(u)
    assert np.all(np.diff(values[2:-2]) < 0)
    assert values[0] - values[-1] == pytest.approx(float(drop), rel=0.01)
    assert values[-1] == pytest.approx(float(reached), rel=0.01)


@pytest.mark.parametrize(("lower", "upper"), BOUNDS[:4])
def test_draws_follow_the_curve(lower, upper):
    law = Quantiles.read(ELICITED, lower, upper)
    values = np.array([law.quantile(u) for u in np.random.default_rng(4).uniform(size=4000).tolist()])
    ladder = expit(T)
    reference = curve(ELICITED, lower, upper)(ladder, T)
    ranks = np.interp(shrink(values, lower, upper), reference, ladder)
    assert stats.kstest(ranks, "uniform").pvalue > 0.001 / 4
    other = curve({**ELICITED, "50%": 0.33}, lower, upper)(ladder, T)  # the control
    assert stats.kstest(np.interp(shrink(values, lower, upper), other, ladder), "uniform").pvalue < 0.001 / 4


def test_points_may_come_in_any_order_and_any_spelling():
    assert Quantiles.read({"95 %": 0.8, "5.0%": 0.06, "50%": 0.3}, 0) == Quantiles.read(ELICITED, 0)
