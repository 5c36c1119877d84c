"""What expressions are worth: by hand where the language has rules of its own, by Python's arithmetic elsewhere."""

from __future__ import annotations

import math
import random

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simengine.language.arithmetic import power, whole_power, whole_steps
from simengine.language.clock import STEPS_PER_YEAR
from tests.helpers.language.evaluating import value

NAN, INF = math.nan, math.inf


def same(found: object, expected: object) -> bool:
    """Equal to the bit, and of the same type."""
    assert isinstance(found, float | bool)
    assert isinstance(expected, float | bool)
    if found != found or expected != expected:
        return found != found and expected != expected
    return type(found) is type(expected) and found == expected and math.copysign(1, found) == math.copysign(1, expected)


# x is 3, y −2, z ½, nothing NaN, endless ∞, time 1½, year 2026; calm holds, angry not; war is low, front ceasefire.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1.0),
        ("-0.0", -0.0),
        ("1000.5e-1", 100.05),
        ("x", 3.0),
        ("+x", 3.0),
        ("x + y*z", 2.0),
        ("(x + y)*z", 0.5),
        ("x - y - z", 4.5),
        ("x / y / z", -3.0),
        ("x / y * z", -0.75),
        ("0.1 + 0.2 + 0.3", 0.6000000000000001),
        ("0.1 + (0.2 + 0.3)", 0.6),
        ("x\n  + y\n\t- 1", 0.0),
        ("-x ** 2", -9.0),
        ("(-x) ** 2", 9.0),
        ("2 ** -1", 0.5),
        ("-2 ** 2", -4.0),
        ("x if y > 0 else z", 0.5),
        ("1 if calm else 2 if angry else 3", 1.0),
        ("1 if angry else 2 if calm else 3", 2.0),
        ("(1 if calm else 2) + 10", 11.0),
        ("x < y", False),
        ("y < z < x", True),
        ("y < z > 1 < x", False),
        ("y < x > z", True),
        ("x == 3 != y", True),
        ("1 < x + 0*y < 2", False),
        ("not x < y", True),
        ("not calm or calm", True),
        ("not (calm or calm)", False),
        ("calm or angry and angry", True),
        ("(calm or angry) and angry", False),
        ("true", True),
        ("False", False),
        ("calm", True),
        ("angry", False),
        ("calm + calm", 2.0),
        ("x * calm", 3.0),
        ("x * (y < 0)", 3.0),
        ("(x > 0) + (y > 0) + true", 2.0),
        ("-calm", -1.0),
        ("2 * (not calm)", 0.0),
        ("calm == 1", True),
        ("(x > 0) == (y > 0)", False),
        ("calm < 0.5", False),
        ("true if calm else angry", True),
        ("calm if y > 0 else x > 2", True),
        ("calm if y > 0 else 2", 2.0),
        ("x in [1, 2, 3]", True),
        ("x in (1, 2)", False),
        ("x not in [1, 2]", True),
        ("x in [y]", False),
        ("war == 'low'", True),
        ("'low' == war", True),
        ("war != 'low'", False),
        ("war in ['full', 'low']", True),
        ("war not in ['full', 'ceasefire']", True),
        ("war == front", False),
        ("(war == 'low') + (front == 'ceasefire')", 2.0),
        ("months(6)", 0.5),
        ("months(x)", 0.25),
        ("weeks(1)", 1 / (365.25 / 7)),
        ("days(30)", 30 / 365.25),
        ("date('2024-07')", 0.0),
        ("date('2026-10')", 27 / 12),
        ("date('2026-10-02')", 28 / 12),
        ("date('2024-01')", -0.5),
        ("time - date('2025-08')", 5 / 12),
        ("date('2024-07') - date('2031-02')", -79 / 12),
        ("year >= 2026", True),
        ("min(x, y, z)", -2.0),
        ("max(x, y, z)", 3.0),
        ("max(1, calm)", 1.0),
        ("min(0.0, -0.0)", 0.0),
        ("min(-0.0, 0.0)", -0.0),
        ("max(-0.0, 0.0, 0.0)", -0.0),
        ("clip(5, 0, 1)", 1.0),
        ("clip(-5, 0, 1)", 0.0),
        ("clip(z, 0, 1)", 0.5),
        ("clip(z, 1, 0)", 1.0),
        ("mean(z)", 0.5),
        ("mean(x, y, z)", 0.5),
        ("mean(0.1, 0.2, 0.3)", (0.1 + 0.2 + 0.3) / 3.0),
        ("abs(y)", 2.0),
        ("abs(-0.0)", 0.0),
        ("sqrt(2)", 2**0.5),
        ("sqrt(-0.0)", -0.0),
        ("exp(0)", 1.0),
        ("log(1)", 0.0),
        ("tanh(0)", 0.0),
        ("logistic(0)", 0.5),
        ("logit(0.5)", 0.0),
    ],
)
def test_values_by_hand(text: str, expected: float | bool) -> None:
    assert same(value(text), expected), value(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nothing + 1", NAN),
        ("nothing * 0", NAN),
        ("-nothing", NAN),
        ("abs(nothing)", NAN),
        ("nothing < 1", False),
        ("nothing > 1", False),
        ("nothing <= nothing", False),
        ("nothing >= 1", False),
        ("nothing == nothing", False),
        ("nothing != nothing", False),
        ("nothing != 1", False),
        ("x != nothing", False),
        ("not nothing == nothing", True),
        ("nothing in [1, 2]", False),
        ("nothing not in [1, 2]", True),
        ("1 if nothing > 0 else 2", 2.0),
        ("(nothing > 0) + 1", 1.0),
        ("min(nothing, 1)", NAN),
        ("min(1, nothing)", NAN),
        ("max(nothing, 1, 2)", NAN),
        ("max(1, 2, nothing)", NAN),
        ("clip(nothing, 0, 1)", NAN),
        ("clip(0.5, nothing, 1)", NAN),
        ("clip(0.5, 0, nothing)", NAN),
        ("mean(1, nothing)", NAN),
        ("1 / 0", NAN),
        ("-1 / 0", NAN),
        ("0 / 0", NAN),
        ("x / (y + 2)", NAN),
        ("x / -0.0", NAN),
        ("x / nothing", NAN),
        ("endless / endless", NAN),
        ("x / endless", 0.0),
        ("endless / 0", NAN),
        ("endless - endless", NAN),
        ("1e308 * 10", INF),
        ("-1e308 * 10", -INF),
        ("1e-308 / 1e308", 0.0),
        ("endless > 1e308", True),
        ("sqrt(y)", NAN),
        ("sqrt(nothing)", NAN),
        ("sqrt(endless)", INF),
        ("log(0)", -INF),
        ("log(y)", NAN),
        ("log(endless)", INF),
        ("exp(1000)", INF),
        ("exp(-1000)", 0.0),
        ("exp(nothing)", NAN),
        ("logit(0)", -INF),
        ("logit(1)", INF),
        ("logit(2)", NAN),
        ("logistic(endless)", 1.0),
        ("tanh(-endless)", -1.0),
        ("0 ** 0", 1.0),
        ("nothing ** 0", 1.0),
        ("0 ** -1", NAN),
        ("y ** 0.5", NAN),
        ("y ** z", NAN),
        ("0 ** z", 0.0),
        ("nothing ** 2", NAN),
        ("months(nothing)", NAN),
        ("time - nothing", NAN),
    ],
)
def test_where_there_is_no_number(text: str, expected: float | bool) -> None:
    assert same(value(text), expected), value(text)


@given(st.floats(-50, 50), st.integers(-40, 40))
def test_a_whole_power_is_squaring_from_the_lowest_bit(x: float, n: int) -> None:
    """docs/semantics.md, Values: the factors are x, x², x⁴, … where |n| has a bit, taken from the lowest up."""
    squares = [x]
    while len(squares) < 6:
        squares.append(squares[-1] * squares[-1])
    product = math.prod([squares[i] for i in range(6) if abs(n) >> i & 1], start=1.0)
    expected = product if n >= 0 else NAN if product == 0 else 1.0 / product
    assert same(whole_power(x, n), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x ** 13", 3.0**13),
        ("1.1 ** 5", 1.1 * ((1.1 * 1.1) * (1.1 * 1.1))),
        ("y ** 3", -8.0),
        ("y ** 3.0", -8.0),
        ("y ** -3", -0.125),
        ("y ** +2", 4.0),
        ("(-1) ** 2000", 1.0),
        ("(-1) ** 2001", -1.0),
        ("(0-1) ** 1e300", 1.0),
        ("2 ** 2000", INF),
        ("2 ** -2000", 0.0),
    ],
)
def test_a_literal_whole_exponent_takes_negative_bases(text: str, expected: float) -> None:
    assert same(value(text), expected), value(text)


@pytest.mark.parametrize("text", ["y ** (1 + 1)", "y ** x", "y ** (x - 1)", "y ** 0.5"])
def test_any_other_exponent_is_a_logarithm(text: str) -> None:
    assert same(value(text), NAN)


@given(st.floats(1e-3, 1e3), st.floats(-20, 20))
def test_any_other_power_is_accurate(x: float, y: float) -> None:
    expected = mpmath.mpf(x) ** mpmath.mpf(y)
    assert power(x, y) == pytest.approx(float(expected), rel=5e-14)


@pytest.mark.parametrize("n", sorted(set(STEPS_PER_YEAR.values())))
def test_differences_of_times_are_exact_for_all_pairs_of_steps(n: float) -> None:
    """(a/n − b/n) is not always (a − b)/n, but taken in whole steps it is; 40 years of months, both signs."""
    times = [k / n for k in range(481)]
    pairs = [(a, b) for a in range(481) for b in range(0, 481, 1 if n == 12 else 7)]
    assert all(whole_steps(times[a] - times[b], n) == (a - b) / n for a, b in pairs)
    if n not in (1.0, 4.0):
        assert any(times[a] - times[b] != (a - b) / n for a, b in pairs), "plain subtraction would do"


@given(st.integers(-100_000, 100_000), st.integers(-100_000, 100_000), st.sampled_from(sorted(STEPS_PER_YEAR.values())))
def test_differences_of_times_are_exact_on_the_longest_clock(a: int, b: int, n: float) -> None:
    assert whole_steps(a / n - b / n, n) == (a - b) / n


def test_a_difference_of_times_that_are_not_there_is_not_there() -> None:
    assert whole_steps(NAN, 12.0) != whole_steps(NAN, 12.0)


def arithmetic(told: random.Random) -> str:
    words = []
    for _ in range(told.randint(1, 6)):
        words += [told.choice("+-*"), told.choice(["", "-", "+", "- -"]) + told.choice(["7", "4", "3**2", "0", "1**3"])]
    return " ".join(words[1:])


def condition(told: random.Random) -> str:
    words = []
    for _ in range(told.randint(1, 4)):
        sides = [arithmetic(told) for _ in range(told.randint(2, 4))]
        chain = sides[0] + "".join(f" {told.choice(['<', '<=', '>', '>=', '==', '!='])} {side}" for side in sides[1:])
        words += [told.choice(["and", "or"]), told.choice(["", "not ", "not not "]) + chain]
    return " ".join(words[1:])


def test_precedence_is_pythons() -> None:
    """Random texts without parentheses: Python itself is the witness, for these numbers are exact in both."""
    told = random.Random(20240630)  # noqa: S311  # not a secret
    truths = []
    for _ in range(120):
        text = condition(told)
        truths.append(eval(text))  # noqa: S307  # of digits and operators
        assert value(text) is truths[-1], text
        text = " if {} else ".join(arithmetic(told) for _ in range(3)).format(condition(told), condition(told))
        assert value(text) == float(eval(text)), text  # noqa: S307
    assert 30 < sum(truths) < 90
