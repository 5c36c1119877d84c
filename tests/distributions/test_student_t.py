"""Student's law against SciPy and mpmath, and what a user is told."""

import re

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simengine.distributions import distributions
from simengine.distributions._law import LARGEST_CHANCE, SMALLEST_CHANCE
from simengine.distributions.student_t import LARGEST, SMALLEST, StudentT

DFS = (SMALLEST, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 10.0, 30.0, 100.0, 1000.0, LARGEST)
CHANCES = (SMALLEST_CHANCE, 1e-12, 1e-6, 1e-3, 0.01, 0.1, 0.2, 0.25, 0.4, 0.49, 0.4999, 0.6, 0.9, 0.999, LARGEST_CHANCE)


@pytest.mark.parametrize("df", DFS)
def test_putting_it_in_again_gives_the_chance(df):
    """The law is computed with 90 digits; its distance from u, over the slope, is the error of the quantile."""
    law = StudentT(median=0, scale=1, df=df)
    with mp.workdps(90):
        n = mp.mpf(df)
        for u in (*CHANCES, 0.5 - 1e-9, 0.5 + 2.0**-50):
            x = mp.mpf(law.quantile(u))
            tail = mp.betainc(n / 2, mp.mpf(1) / 2, 0, n / (n + x * x), regularized=True) / 2
            slope = mp.gamma((n + 1) / 2) / mp.sqrt(mp.pi * n) / mp.gamma(n / 2) * (1 + x * x / n) ** (-(n + 1) / 2)
            error = ((tail if x < 0 else 1 - tail) - mp.mpf(u)) / slope
            assert abs(error / x) < 3e-14, (df, u)


@given(st.floats(-0.69, 9.2), st.floats(1e-9, 1 - 1e-9))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_it_is_scipys_anywhere(log_df, u):
    df = float(np.exp(log_df))
    law = StudentT(median=2, scale=3, df=df)
    expected = stats.t.ppf(u, df, 2, 3)
    assert law.quantile(u) == pytest.approx(expected, rel=1e-9, abs=1e-11)


def test_it_is_cauchys_and_almost_normal():
    cauchy, normal = StudentT(median=0, scale=1, df=1), StudentT(median=0, scale=1, df=LARGEST)
    for u in CHANCES[1:-1]:
        assert cauchy.quantile(u) == pytest.approx(stats.cauchy.ppf(u), rel=1e-13)
        assert normal.quantile(u) == pytest.approx(stats.norm.ppf(u), rel=2e-3)
    assert (cauchy.expectation(), normal.expectation()) == (None, 0.0)


def test_it_is_symmetric():
    law = StudentT(median=1, scale=2, df=3)
    assert law.quantile(0.5) == 1
    for u in (0.25, 0.125, 2.0**-30):
        assert law.quantile(u) - 1 == pytest.approx(1 - law.quantile(1 - u), rel=1e-14)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"median": 0, "scale": 0, "df": 3}, "scale must be > 0 (got 0); for a known value write fixed"),
        ({"median": 0, "scale": 1, "df": 0.2}, "df must lie between 0.5 and 10,000 (got 0.2)"),
        ({"median": 0, "scale": 1, "df": 1e6}, "(got 1e+06); write normal for so many"),
        ({"mean": 0, "scale": 1, "df": 4}, "student_t has no 'mean'"),
        ({"median": 0, "df": 4}, "scale is missing; write student_t: {median: …, scale: …, df: …}"),
    ],
)
def test_messages(fields, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        distributions()["student_t"].read(fields)


def test_it_takes_no_bounds():
    with pytest.raises(ValueError, match="upper can't stand beside student_t, only beside quantiles"):
        distributions()["student_t"].read({"median": 0, "scale": 1, "df": 4}, None, 3)
