"""Answers: equal to what a summary says of the same, and with intervals that cover."""

import math

import numpy as np
import pytest

from simengine.analysis.asked import answer
from simengine.analysis.probability import proportion, spread
from simengine.analysis.quantiles import estimate_quantile
from simengine.compute.asked_values import AskedValues
from simengine.language.asked import parse_asked

REPEATS, LEAST = 250, 0.91  # .95 of 250 has a standard deviation of .014; by hand, 1,000 and more were .947 at least
SOME = np.arange(20) % 2 == 0


def answered(text: str, columns, draws=None, undecided=frozenset()):
    asked = parse_asked(text)
    found = [
        AskedValues(one, "", np.asarray(values, np.float64), counted, np.isin(np.arange(len(values)), [*undecided]))
        for one, (values, counted) in zip(asked.statistics, columns, strict=True)
    ]
    return answer(asked, found, draws)


def covered(text: str, make, truth: float, n: int = 400, repeats: int = REPEATS) -> float:
    rng, hits = np.random.default_rng(12), 0
    for _ in range(repeats):
        found = answered(text, *make(rng, n))
        hits += found.low <= truth <= found.high
    return hits / repeats


def test_what_no_number_decides_is_counted_and_told() -> None:
    values = np.arange(20) % 3 == 0
    for paths, told in (((0, 3), (2, "true")), ((1,), (1, "false")), ((0, 1, 2), (3, "false or true")), ((), (0, ""))):
        found = answered("P(a)", [(values, values | True)], undecided=paths)
        assert (found.undecided, found.undecided_as) == told


def test_a_difference_of_chances_is_one_and_nothing_else() -> None:
    column = (np.arange(20) % 3 == 0, SOME | True)
    kinds = {"P(a) - P(b)": "difference", "P(a) - mean(b)": "formula", "P(a) + P(b)": "formula", "P(a) - 1": "formula"}
    for text, kind in kinds.items():
        assert answered(text, [column] * (text.count("P(") + text.count("mean("))).of == kind, text


def test_a_chance_is_that_of_the_counted_paths() -> None:
    values = np.arange(20) % 3 == 0
    found, by_hand = answered("P(a | b)", [(values, SOME)]), proportion(values[SOME].astype(np.float64))
    assert (found.estimate, found.se, found.low, found.high) == (by_hand.p, by_hand.se, by_hand.low, by_hand.high)
    assert (found.n, found.counted, found.paths, found.reason) == (10, 10, 20, "")


def test_a_mean_is_that_of_the_counted_paths_that_have_one() -> None:
    values = np.where(np.arange(20) < 4, np.nan, np.arange(20.0))
    found, by_hand = answered("mean(x | b)", [(values, SOME)]), spread(values[SOME])
    assert (found.estimate, found.se, found.low, found.high) == (by_hand.mean, by_hand.se, by_hand.low, by_hand.high)
    assert (found.n, found.counted, found.missing) == (8, 10, 2)


def test_clusters_are_those_of_the_counted_paths() -> None:
    draws, values = np.arange(20) // 5, np.arange(20) % 7 < 3
    found = answered("P(a | b)", [(values, SOME)], draws)
    by_hand = proportion(values[SOME].astype(np.float64), draws[SOME])
    assert (found.estimate, found.se, found.low) == (by_hand.p, by_hand.se, by_hand.low)


@pytest.mark.parametrize(
    ("text", "values", "counted", "told"),
    [
        ("P(a | b)", SOME, ~SOME & SOME, "the condition of P(a | b) holds on none of 20 paths"),
        ("mean(x)", SOME * np.nan, SOME, "mean(x) has no value on any of 10 paths"),
        ("mean(x)", SOME * 1.0, np.arange(20) == 3, "one path tells no error"),
        ("mean(x)", np.where(SOME, np.inf, 0.0), SOME, "infinite on some path"),
        ("q05(x)", np.arange(20.0), SOME, "10 paths: too few to bound it below"),
        ("median(x)", np.arange(20.0), np.arange(20) < 3, "3 paths: too few to bound it below and above"),
    ],
)
def test_what_cannot_be_had_says_why(text: str, values, counted, told: str) -> None:
    assert told in answered(text, [(values, counted)]).reason


def test_a_difference_is_of_the_same_paths() -> None:
    values = np.arange(20) % 3 == 0
    found = answered("P(a) - P(a)", [(values, SOME), (values, SOME)])
    assert found.estimate == 0.0
    assert found.se == pytest.approx(0.0, abs=1e-12)
    assert found.high < 0.1


def test_what_none_of_few_has_is_not_sure() -> None:
    none = np.zeros(20)
    found = answered("P(a | b) - P(a | not b)", [(none, SOME), (none, ~SOME)])
    assert (found.estimate, found.se) == (0.0, 0.0)
    assert found.high == pytest.approx(math.hypot(proportion(none[:10]).high, 0.0))
    ratio = answered("P(a)/P(b)", [(none, SOME), (SOME, SOME | ~SOME)])
    assert math.isnan(ratio.low)
    assert "too few for a product or ratio" in ratio.reason


def test_a_division_by_nothing_says_so() -> None:
    assert answered("P(a)/P(b)", [(SOME, SOME), (SOME, ~SOME)]).reason == "it divides by 0"


def two(rng, n: int):
    """Two conditions: b on .3, a on .1 where b holds and on .02 elsewhere."""
    b = rng.random(n) < 0.3
    return rng.random(n) < np.where(b, 0.1, 0.02), b


def split(rng, n: int):
    a, b = two(rng, n)
    return [(a, b), (a, ~b)], None


def within(rng, n: int):
    a, b = two(rng, n)
    return [(a, b), (a, np.ones(n, np.bool_))], None


def in_clusters(rng, n: int):
    chance = rng.beta(1, 3, n // 10).repeat(10)
    b = rng.random(n) < 0.4
    return [(rng.random(n) < np.where(b, chance, chance / 2), side) for side in (b, ~b)], np.arange(n) // 10


def normals(rng, n: int):
    values = 0.8 * rng.normal(size=n // 10).repeat(10) + 0.6 * rng.normal(size=n)
    return [(values, np.ones(n, np.bool_))], np.arange(n) // 10


def lognormals(rng, n: int):
    return [(np.exp(rng.normal(size=n)), np.ones(n, np.bool_))], None


@pytest.mark.parametrize(
    ("text", "make", "truth", "n"),
    [
        ("P(a | b) - P(a | not b)", split, 0.08, 400),
        ("P(a | b) - P(a | not b)", split, 0.08, 100),
        ("P(a | b) - P(a)", within, 0.056, 400),
        ("P(a | b)/P(a)", within, 0.1 / 0.044, 1000),
        ("P(a | b) - P(a | not b)", in_clusters, 0.125 * 1.0, 1000),
        ("quantile(x, 0.05)", lognormals, math.exp(-1.6448536), 100),
        ("median(x)", lognormals, 1.0, 200),
        ("q95(x)", lognormals, math.exp(1.6448536), 400),
        ("median(x)", normals, 0.0, 1000),
    ],
)
def test_intervals_cover(text: str, make, truth: float, n: int) -> None:
    assert covered(text, make, truth, n) >= LEAST


def test_an_interval_that_ignores_the_clusters_does_not_cover() -> None:
    assert covered("median(x)", lambda rng, n: (normals(rng, n)[0], None), 0.0, 400, 200) < 0.8


def test_a_quantile_lies_between_two_of_the_values() -> None:
    found = estimate_quantile(np.arange(100.0), 0.5)
    assert (found.value, found.low, found.high) == (
        49.5,
        39.0,
        60.0,
    )  # the 40th and the 61st: P(B < 40) = P(B >= 61) = .018
    assert estimate_quantile(np.arange(5.0), 0.5).high == math.inf
    many = estimate_quantile(np.arange(200_001.0), 0.5)
    assert (many.low, many.high) == pytest.approx((100_000 - 438.3, 100_000 + 438.3), abs=2)
