"""Every family against SciPy, its promises, and what a Kolmogorov–Smirnov test says of its draws."""

import ast
import math
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import simengine.distributions
from simengine.distributions import distributions
from simengine.distributions._distribution import LARGEST_CHANCE, SMALLEST_CHANCE

CHANCES = (SMALLEST_CHANCE, 1e-9, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.77, 0.99, 1 - 1e-4, 1 - 1e-9, LARGEST_CHANCE)
LAWS = [
    ("uniform", [-2, 5], stats.uniform(-2, 7)),
    ("uniform", {"low": 0.1, "high": 0.3}, stats.uniform(0.1, 0.3 - 0.1)),
    ("normal", {"mean": 3, "sd": 0.5}, stats.norm(3, 0.5)),
    ("lognormal", {"median": 2, "sigma": 0.7}, stats.lognorm(0.7, scale=2)),
    ("triangular", [1, 2, 5], stats.triang(0.25, 1, 4)),
    ("triangular", {"low": 0, "mode": 0, "high": 2}, stats.triang(0, 0, 2)),
    ("triangular", {"low": 0, "mode": 2, "high": 2}, stats.triang(1, 0, 2)),
    ("beta", {"alpha": 2, "beta": 5}, stats.beta(2, 5)),
    ("beta", {"alpha": 0.4, "beta": 0.8, "low": -1, "high": 3}, stats.beta(0.4, 0.8, -1, 4)),
    ("beta", {"alpha": 300, "beta": 40}, stats.beta(300, 40)),
]
PINNED = [
    ("normal", {"mean": 3, "sd": 0.5}, None, ["0x1.1f705da52c800p-10", "0x1.5e7038d4fa740p+1", "0x1.d204f0db89b4dp+1"]),
    (
        "lognormal",
        {"median": 2, "sigma": 0.7},
        None,
        ["0x1.ec214416cda0bp-6", "0x1.62b0a61bd576ep+0", "0x1.39e9c44a883aap+2"],
    ),
    ("triangular", [1, 2, 5], None, ["0x1.0004251595270p+0", "0x1.0d0550381c32ap+1", "0x1.f3c874583bdc7p+1"]),
    (
        "beta",
        {"alpha": 0.4, "beta": 7},
        None,
        ["0x1.0e95107b95312p-78", "0x1.6de5ca56e227ap-8", "0x1.3d6703ccddeebp-3"],
    ),
    ("beta", {"alpha": 30, "beta": 20}, None, ["0x1.ab3ad7564d546p-3", "0x1.2109d82a1c493p-1", "0x1.60096819e2bf1p-1"]),
    (
        "quantiles",
        {"5%": 0.06, "50%": 0.3, "95%": 0.8},
        None,
        ["-0x1.499881a1f8cd6p+0", "0x1.ae655ede0f3ddp-3", "0x1.531da190bddcep-1"],
    ),
    (
        "quantiles",
        {"5%": 0.06, "25%": 0.2, "50%": 0.3, "95%": 0.8},
        0,
        ["0x1.d33cdd5f538fcp-26", "0x1.cbaa3f315e498p-3", "0x1.251e879c534f1p-1"],
    ),
]
SOME = [
    *((tag, value, None, None) for tag, value, _ in LAWS),
    ("fixed", 3, None, None),
    ("choice", {"-1": 0.25, "0": 0.5, "4": 0.25}, None, None),
    ("empirical", [3, -1, 2.5, -1], None, None),
    ("quantiles", {"5%": -1, "50%": 0.3, "95%": 2}, None, None),
    ("quantiles", {"5%": 0.06, "50%": 0.3, "95%": 0.8}, 0, None),
    ("quantiles", {"5%": 0.06, "50%": 0.3, "95%": 0.8}, None, 1),
    ("quantiles", {"5%": 0.06, "25%": 0.2, "50%": 0.3, "95%": 0.8}, 0, 1),
]


def read(tag, value, lower=None, upper=None):
    return distributions()[tag].read(value, lower, upper)


def draws(law, count, seed):
    return np.array([law.quantile(u) for u in np.random.default_rng(seed).uniform(size=count).tolist()])


def test_the_families_are_found():
    families = {"beta", "choice", "fixed", "lognormal", "normal", "quantiles", "triangular", "uniform"}
    assert families <= set(distributions())
    assert {tag for tag, *_ in SOME} >= families


@pytest.mark.parametrize(("tag", "value", "law"), LAWS)
def test_quantiles_are_scipys(tag, value, law):
    mine = read(tag, value)
    got = np.array([mine.quantile(u) for u in CHANCES])
    expected = law.ppf(CHANCES)
    # Near an end at 0 the distance to it counts, elsewhere the size.
    scale = np.maximum(np.abs(expected), 1e-3 if mine.bounds()[0] not in (0, -math.inf) else 0)
    assert np.max(np.abs(got - expected) / np.maximum(scale, 1e-300)) < 1e-12
    assert mine.expectation() == pytest.approx(law.mean(), rel=1e-13)


@pytest.mark.parametrize(("tag", "value", "law"), LAWS)
def test_draws_follow_their_law(tag, value, law):
    p = stats.kstest(draws(read(tag, value), 4000, seed=7), law.cdf).pvalue
    assert p > 0.001 / len(LAWS)


@pytest.mark.parametrize(
    ("tag", "value", "wrong"),
    [
        ("normal", {"mean": 3, "sd": 0.5}, stats.norm(3, 0.56)),
        ("beta", {"alpha": 2, "beta": 5}, stats.beta(2, 5.6)),
        ("lognormal", {"median": 2, "sigma": 0.7}, stats.lognorm(0.7, scale=2.2)),
    ],
)
def test_draws_of_a_law_a_little_different_are_told_apart(tag, value, wrong):
    """The control: the test above would notice."""
    assert stats.kstest(draws(read(tag, value), 4000, seed=7), wrong.cdf).pvalue < 0.001 / len(LAWS)


@pytest.mark.parametrize(("tag", "value", "lower", "upper"), SOME)
def test_quantiles_rise_and_stay_inside(tag, value, lower, upper):
    law = read(tag, value, lower, upper)
    low, high = law.bounds()
    rng = np.random.default_rng(3)
    inner = np.concatenate(
        [rng.uniform(size=300), 10 ** rng.uniform(-16, 0, 100), 1 - 10 ** rng.uniform(-15.9, 0, 100)]
    )
    chances = np.sort(np.concatenate([inner, CHANCES])).clip(SMALLEST_CHANCE, LARGEST_CHANCE).tolist()
    values = np.array([law.quantile(u) for u in chances])
    assert np.all(values >= low)
    assert np.all(values <= high)
    assert np.all(np.diff(values) >= -1e-13 * np.abs(values[1:]))
    if tag != "fixed":
        assert values[-1] > values[0]


@given(st.floats(SMALLEST_CHANCE, LARGEST_CHANCE), st.floats(SMALLEST_CHANCE, LARGEST_CHANCE), st.sampled_from(SOME))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_larger_chance_never_gives_less(u, v, described):
    law = read(*described)
    below, above = (law.quantile(chance) for chance in sorted((u, v)))
    assert below <= above + 1e-13 * abs(above)


@pytest.mark.parametrize(("tag", "value", "lower", "upper"), SOME)
def test_a_law_is_a_value(tag, value, lower, upper):
    law, again = read(tag, value, lower, upper), read(tag, value, lower, upper)
    assert law == again
    assert hash(law) == hash(again)
    copy = pickle.loads(pickle.dumps(law))  # noqa: S301  # our own
    assert [copy.quantile(u) for u in CHANCES] == [law.quantile(u) for u in CHANCES]
    assert [law.inverse(u, law.constants) for u in CHANCES] == [law.quantile(u) for u in CHANCES]
    assert all(type(number) is float for number in law.constants)


def test_a_list_and_a_mapping_say_the_same():
    assert read("uniform", [1, 2]) == read("uniform", {"high": 2, "low": 1})
    assert read("triangular", [1, 2, 4]) == read("triangular", {"mode": 2, "low": 1, "high": 4})


def test_fixed_is_the_same_on_every_path():
    law = read("fixed", -2.5)
    assert {law.quantile(u) for u in CHANCES} == {-2.5}
    assert law.expectation() == -2.5
    assert law.bounds() == (-2.5, -2.5)


def test_ends_of_rounded_intervals_are_never_passed():
    """Here low + (high − low) rounds to more than high."""
    passed = 0
    rng = np.random.default_rng(0)
    for low, high in (rng.uniform(size=(500, 2)) * [-1, 1e-3]).tolist():
        passed += low + (high - low) > high
        assert read("uniform", [low, high]).quantile(LARGEST_CHANCE) <= high
        assert read("triangular", [low, high, high]).quantile(LARGEST_CHANCE) <= high
    assert passed > 0


def test_choice_goes_from_the_smallest_to_the_largest():
    law = read("choice", {"5": 0.2, "-1": 0.0, "1e1": 0.5, "2": 0.3})
    assert [law.quantile(u) for u in (1e-12, 0.29, 0.3, 0.49, 0.5, LARGEST_CHANCE)] == [2, 2, 5, 5, 10, 10]
    assert law.cuts() == (0.3, 0.5)
    assert law.expectation() == pytest.approx(0.2 * 5 + 0.5 * 10 + 0.3 * 2)
    assert law.bounds() == (2, 10)


def test_choice_gives_what_lacks_to_one_to_the_last_possible():
    third = read("choice", {"1": 0.333333333, "2": 0.333333333, "3": 0.333333333, "4": 0})
    assert third.quantile(LARGEST_CHANCE) == 3
    assert read("choice", {"7": 1}).quantile(0.4) == 7


def test_empirical_is_one_of_its_values_each_as_often_as_it_stands_there():
    law = read("empirical", [3, 1, 2, 1])
    edges = (SMALLEST_CHANCE, 0.4999999, 0.5, 0.7499999, 0.75, LARGEST_CHANCE)
    assert [law.quantile(u) for u in edges] == [1, 1, 2, 2, 3, 3]
    assert law.expectation() == 1.75
    assert law.bounds() == (1, 3)
    assert law.cuts() == (0.5, 0.75)
    assert [law.chance_of(value) for value in (1, 2, 5)] == [0.5, 0.25, 0]
    seen = np.random.default_rng(3).normal(size=1000)
    rising = read("empirical", seen.tolist())
    chances = np.random.default_rng(4).uniform(size=1000)
    expected = np.quantile(seen, chances, method="inverted_cdf")
    assert [rising.quantile(u) for u in chances.tolist()] == expected.tolist()
    assert rising.cuts() == ()


def test_choices_come_as_often_as_they_should():
    law = read("choice", {"-1": 0.25, "0": 0.45, "4": 0.3})
    values = draws(law, 20_000, seed=5)
    counts = [int(np.sum(values == value)) for value in (-1, 0, 4)]
    assert stats.chisquare(counts, np.array([0.25, 0.45, 0.3]) * 20_000).pvalue > 0.001
    assert stats.chisquare(counts, np.array([0.27, 0.43, 0.3]) * 20_000).pvalue < 0.001  # the control


@pytest.mark.parametrize(("tag", "value", "lower", "bits"), PINNED)
def test_every_machine_gives_these_bits(tag, value, lower, bits):
    law = read(tag, value, lower)
    assert [law.quantile(u).hex() for u in (1e-9, 0.3, 0.9)] == bits


def test_nothing_but_exact_arithmetic_is_used():
    """What differs between machines (the C library's functions, powers, compensated sums) can't stand in a law."""
    allowed = {"sqrt", "inf", "isfinite", "isnan"}
    for file in sorted(Path(simengine.distributions.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "math":
                assert {name.name for name in node.names} <= allowed, file.name
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
                assert node.attr in allowed, file.name
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
                assert all(isinstance(side, ast.Constant | ast.UnaryOp) for side in (node.left, node.right)), file.name
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"sum", "pow"}, file.name
            if isinstance(node, ast.Import):
                assert not {name.name for name in node.names} & {"numpy", "scipy", "statistics"}, file.name
