"""Laws of the functions that hold for every argument, tried by hypothesis."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.numerics import (
    cos,
    exp,
    expm1,
    log,
    log1p,
    logistic,
    logit,
    normal_cdf,
    normal_quantile,
    sin,
    sincos_turns,
    tanh,
)

finite = st.floats(-700.0, 700.0)
positive = st.floats(5e-324, 1e308)
chance = st.floats(1e-300, 1.0 - 2.0**-53)
quick = settings(max_examples=150, deadline=None, derandomize=True)


def close(a: float, b: float, ulps: float) -> bool:
    return abs(a - b) <= ulps * math.ulp(max(abs(a), abs(b)))


@quick
@given(finite, finite)
def test_increasing(a: float, b: float) -> None:
    """Up to the last place: between neighbouring arguments rounding may turn the order round."""
    low, high = min(a, b), max(a, b)
    for function in (exp, expm1, tanh, logistic, normal_cdf):
        assert function(low) <= math.nextafter(function(high), math.inf)


@quick
@given(positive, positive)
def test_logarithms_increasing(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    for function in (log, log1p):
        assert function(low) <= math.nextafter(function(high), math.inf)


@quick
@given(chance, chance)
def test_inverses_of_distributions_increasing(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    for function in (logit, normal_quantile):
        assert function(low) <= math.nextafter(function(high), math.inf)


@quick
@given(st.floats(-700.0, 30.0))
def test_logit_undoes_logistic(x: float) -> None:
    """As far as 1 − u, which a double near 1 knows to 2⁻⁵⁴ only, still tells x."""
    u = logistic(x)
    blur = 2.0**-50 * (1.0 + abs(x)) + 2.0**-53 / (1.0 - u)
    assert abs(logit(u) - x) <= blur


@quick
@given(st.floats(-37.0, 8.0))
def test_normal_quantile_undoes_normal_cdf(x: float) -> None:
    """As far as a double that near 1 still tells x: 2⁻⁵³ in u are 2⁻⁵³ over the density in x."""
    u = normal_cdf(x)
    blur = 2.0**-51 * (1.0 + abs(x)) + (2.0**-53 / exp(-0.5 * x * x) * 2.6 if x > 0.0 else 0.0)
    assert abs(normal_quantile(u) - x) <= blur


@quick
@given(st.floats(-38.0, 38.0))
def test_tails_of_the_normal_add_up(x: float) -> None:
    assert normal_cdf(x) == 1.0 - normal_cdf(-x) if x > 0.7 else close(normal_cdf(x) + normal_cdf(-x), 1.0, 2)


@quick
@given(finite)
def test_log_undoes_exp(x: float) -> None:
    assert abs(log(exp(x)) - x) <= 2.0**-52 * (1.0 + abs(x))


@quick
@given(st.floats(-30.0, 30.0))
def test_odd_functions(x: float) -> None:
    assert tanh(-x) == -tanh(x)


@quick
@given(st.floats(2.0**-53, 0.5))
def test_upper_half_mirrors_the_lower(u: float) -> None:
    mirror = 1.0 - u
    assert normal_quantile(1.0 - mirror) == -normal_quantile(mirror)
    assert logit(1.0 - mirror) == -logit(mirror)


@quick
@given(finite)
def test_tails_of_the_logistic_add_up(x: float) -> None:
    assert close(logistic(x) + logistic(-x), 1.0, 2)


@quick
@given(st.floats(0.0, 1.0, exclude_max=True))
def test_sine_and_cosine_on_the_circle(t: float) -> None:
    s, c = sincos_turns(t)
    assert abs(s * s + c * c - 1.0) <= 4.0 * 2.0**-52


@quick
@given(st.floats(-1e300, 1e300))
def test_radians_on_the_circle(x: float) -> None:
    assert abs(sin(x) ** 2 + cos(x) ** 2 - 1.0) <= 2.0**-51
    assert (sin(-x), cos(-x)) == (-sin(x), cos(x))


@quick
@given(st.integers(-1000, 1000), st.floats(1.0, 2.0, exclude_max=True))
def test_log_of_a_scaled_number(k: int, m: float) -> None:
    assert abs(log(math.ldexp(m, k)) - (log(m) + k * log(2.0))) <= 2.0**-51 * (1.0 + abs(k))
