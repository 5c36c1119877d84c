"""What a user is told about a distribution that can't be."""

import math

import pytest
from pydantic import ValidationError

from simengine.distributions import distributions

WRONG = [
    ("fixed", "3", None, None, "fixed must be a number (got '3'); remove the quotes"),
    ("fixed", True, None, None, "fixed must be a number (got true); write 1"),
    ("fixed", "5%", None, None, "fixed must be a number (got '5%'); write 0.05"),
    (
        "fixed",
        "2*rate",
        None,
        None,
        "fixed must be a number (got '2*rate'); what follows from others is written as a formula",
    ),
    ("fixed", None, None, None, "fixed must be a number (got nothing)"),
    ("fixed", [3], None, None, "fixed must be a number (got a list)"),
    ("fixed", math.inf, None, None, "fixed must be a finite number (got inf)"),
    ("fixed", 10**400, None, None, "fixed must be a finite number (got 1000000000000000000000000000000000000000…)"),
    ("fixed", 3, 0.0, None, "lower can't stand beside fixed, only beside quantiles; one number has no ends"),
    ("empirical", [1], None, None, "two or more values are needed (got 1); one is written as fixed"),
    ("empirical", [1, "1,5"], None, None, "value 2 must be a number (got '1,5'); write 1.5"),
    (
        "empirical",
        {"a": 1},
        None,
        None,
        "write empirical: [3.1, 2.7, …], or columns of a CSV file: {csv: data/oil.csv, value: kbarrel} (got a mapping)",
    ),
    ("empirical", [0.0] * 10_001, None, None, "10,001 values, and at most 10,000 are read: take some of them"),
    ("uniform", [1], None, None, "write uniform: {low: …, high: …} or [low, high] (got a list of 1)"),
    ("uniform", [2, 1], None, None, "low must be < high (got low 2, high 1)"),
    ("uniform", {"low": 1}, None, None, "high is missing; write uniform: {low: …, high: …} or [low, high]"),
    (
        "uniform",
        {"low": 1, "hihg": 2},
        None,
        None,
        "uniform has no 'hihg' (did you mean 'high'?); write uniform: {low: …, high: …} or [low, high]",
    ),
    (
        "uniform",
        {"low": 1, "high": 2, "mode": 1},
        None,
        None,
        "uniform has no 'mode'; write uniform: {low: …, high: …} or [low, high]",
    ),
    ("uniform", 3, None, None, "write uniform: {low: …, high: …} or [low, high] (got 3)"),
    (
        "uniform",
        [1, 2],
        0.0,
        3.0,
        "lower and upper can't stand beside uniform, only beside quantiles; a uniform ends at its low and high",
    ),
    (
        "uniform",
        [-1.7e308, 1.7e308],
        None,
        None,
        "low and high are farther apart than the largest number there is, 1.8e308 (got low -1.7e+308, high 1.7e+308)",
    ),
    ("normal", [0, 1], None, None, "write normal: {mean: …, sd: …} (got a list)"),
    ("normal", {"mean": 0, "sd": 0}, None, None, "sd must be > 0 (got 0); for a known value write fixed"),
    (
        "normal",
        {"mean": 0, "sd": "a"},
        None,
        None,
        "sd must be a number (got 'a'); what follows from others is written as a formula",
    ),
    (
        "normal",
        {"mean": 0, "sd": 1},
        0.0,
        None,
        "lower can't stand beside normal, only beside quantiles; give three quantiles, a lognormal or a beta",
    ),
    ("normal", {"mu": 0, "sigma": 1}, None, None, "normal has no 'mu'; write normal: {mean: …, sd: …}"),
    (
        "normal",
        {"mean": 0, "sd": 1e308},
        None,
        None,
        "normal reaches beyond the largest number there is, 1.8e308; make it narrower",
    ),
    ("lognormal", {"median": 0, "sigma": 1}, None, None, "median must be > 0 (got 0)"),
    ("lognormal", {"median": 1, "sigma": -1}, None, None, "sigma must be > 0 (got -1); for a known value write fixed"),
    (
        "lognormal",
        {"median": 1, "sigma": 100},
        None,
        None,
        "lognormal reaches beyond the largest number there is, 1.8e308; make it narrower",
    ),
    ("lognormal", {}, None, None, "median and sigma are missing; write lognormal: {median: …, sigma: …}"),
    ("beta", {"alpha": 0, "beta": 1}, None, None, "alpha must be > 0 (got 0)"),
    (
        "beta",
        {"alpha": 1, "beta": 1000000.0},
        None,
        None,
        "beta must lie between 0.01 and 10000 (got 1e+06); write normal for so narrow a law",
    ),
    (
        "beta",
        {"alpha": 0.001, "beta": 1},
        None,
        None,
        "alpha must lie between 0.01 and 10000 (got 0.001); write choice for all or nothing",
    ),
    ("beta", {"alpha": 1, "beta": 1, "low": 1}, None, None, "low must be < high (got low 1, high 1)"),
    ("beta", [2, 5], None, None, "write beta: {alpha: …, beta: …} (got a list)"),
    (
        "beta",
        {"alpha": 2, "beta": 5},
        0.0,
        1.0,
        (
            "lower and upper can't stand beside beta, only beside quantiles; "
            "write beta: {alpha: …, beta: …, low: …, high: …}"
        ),
    ),
    (
        "triangular",
        [0, 1],
        None,
        None,
        "write triangular: {low: …, mode: …, high: …} or [low, mode, high] (got a list of 2)",
    ),
    ("triangular", [0, 2, 1], None, None, "mode must lie between low 0 and high 1 (got 2)"),
    ("triangular", [1, 1, 1], None, None, "low must be < high (got low 1, high 1)"),
    (
        "triangular",
        {"low": 0, "high": 1},
        None,
        None,
        "mode is missing; write triangular: {low: …, mode: …, high: …} or [low, mode, high]",
    ),
    (
        "choice",
        [0, 1],
        None,
        None,
        "write choice: {value: probability, …}, such as {0: 0.75, 1: 0.25} or {left: 0.6, right: 0.4} (got a list)",
    ),
    ("choice", {}, None, None, "choice is empty; write {value: probability, …}, such as {0: 0.75, 1: 0.25}"),
    ("choice", {"0": 0.5, "1": 0.4}, None, None, "the probabilities must sum to 1 (these sum to 0.9)"),
    ("choice", {"0": 1.5, "1": -0.5}, None, None, "the probability of 0 must lie between 0 and 1 (got 1.5)"),
    ("choice", {"0": 0.5, "0.0": 0.5}, None, None, "0 is given twice; add its probabilities up"),
    ("choice", {"0": "75%", "1": 0.25}, None, None, "the probability of 0 must be a number (got '75%'); write 0.75"),
    (
        "choice",
        {"0": 0.5, "1": 0.5},
        0.0,
        None,
        "lower can't stand beside choice, only beside quantiles; leave out the values that can't be",
    ),
    ("quantiles", [1, 2, 3], None, None, "write quantiles: {5%: …, 50%: …, 95%: …} (got a list)"),
    (
        "quantiles",
        {"5%": 1, "95%": 2},
        None,
        None,
        (
            "three or more points are needed, such as quantiles: {5%: …, 50%: …, 95%: …} (got 2); "
            "else write uniform or normal"
        ),
    ),
    (
        "quantiles",
        {"0.05": 1, "50%": 2, "95%": 3},
        None,
        None,
        "the points stand at percentages, such as 5% (got '0.05'); write 5%",
    ),
    (
        "quantiles",
        {"50": 1, "5%": 2, "95%": 3},
        None,
        None,
        "the points stand at percentages, such as 5% (got '50'); write 50%",
    ),
    (
        "quantiles",
        {"median": 1, "5%": 2, "95%": 3},
        None,
        None,
        "the points stand at percentages, such as 5% (got 'median')",
    ),
    (
        "quantiles",
        {"0%": 1, "50%": 2, "100%": 3},
        None,
        None,
        "a percentage must lie between 0% and 100% (got 0%); an end is written as lower or upper",
    ),
    (
        "quantiles",
        {"5%": 1, "50%": 0.5, "95%": 3},
        None,
        None,
        "values must increase with the percentages: 0.5 at 50% is not > 1 at 5%",
    ),
    ("quantiles", {"5%": 1, "5.0%": 1.5, "95%": 3}, None, None, "5% is given twice; remove one"),
    (
        "quantiles",
        {"5%": 1, "50%": "2", "95%": 3},
        None,
        None,
        "the value at 50% must be a number (got '2'); remove the quotes",
    ),
    (
        "quantiles",
        {"5%": 0, "50%": 0.5, "95%": 3},
        0.0,
        None,
        "every point must lie above lower (got 0 at 5%, lower 0); move lower down, or remove it",
    ),
    (
        "quantiles",
        {"5%": 0.1, "50%": 0.5, "95%": 3},
        None,
        3.0,
        "every point must lie below upper (got 3 at 95%, upper 3); move upper up, or remove it",
    ),
    ("quantiles", {"5%": 0.1, "50%": 0.5, "95%": 3}, 3.0, 1.0, "lower must be < upper (got lower 3, upper 1)"),
    (
        "quantiles",
        {"10%": 10, "20%": 20, "30%": 30, "40%": 40, "50%": 50, "60%": 60, "70%": 70, "80%": 80, "90%": 90},
        None,
        None,
        "at most 8 points (got 9); leave out inner ones",
    ),
    ("quantiles", {"5%": 0.1, "50%": 0.5, "95%": 3}, math.inf, None, "lower must be a finite number (got inf)"),
    ("quantiles", {"5%": 0.1, "50%": 0.5, "95%": 3}, "0", None, "lower must be a number (got '0'); remove the quotes"),
    (
        "quantiles",
        {"10%": 1, "50%": 2, "50.0000001%": 2.00000001, "90%": 3},
        None,
        None,
        (
            "no rising curve goes through all 4 points: below 21.2% it falls, to -0.0717; "
            "leave out 50% or leave out 50.0000001%"
        ),
    ),
    (
        "quantiles",
        {"5%": 0.06, "50%": 0.1, "95%": 0.8},
        None,
        None,
        (
            "the middle value must lie between 0.153 and 0.707, got 0.1 (the outer two unchanged); "
            "or add lower: 0, if it can't be negative"
        ),
    ),
    (
        "quantiles",
        {"5%": 0.06, "50%": 0.06001, "95%": 0.8},
        0.0,
        None,
        "the middle value must lie between 0.083 and 0.578, got 0.06001 (the outer two unchanged)",
    ),
    (
        "quantiles",
        {"5%": 1, "25%": 2, "50%": 2.1, "75%": 8, "95%": 9},
        0.0,
        None,
        "no rising curve goes through all 5 points: beyond 89% it falls, from 15.6; leave out 75%",
    ),
    (
        "quantiles",
        {"1%": 1, "50%": 5, "90%": 9, "95%": 20.0},
        None,
        None,
        "no rising curve goes through all 4 points: between 12.1% and 72% it falls by 16.8 to 0.524; leave out 90%",
    ),
]


@pytest.mark.parametrize(("tag", "value", "lower", "upper", "told"), WRONG)
def test_a_mistake_is_told_in_one_line(tag, value, lower, upper, told):
    with pytest.raises(ValueError, match=r"\w") as caught:
        distributions()[tag].read(value, lower, upper)
    assert str(caught.value) == told
    assert "\n" not in told


def test_what_python_makes_is_checked_too():
    with pytest.raises(ValidationError, match="low must be < high"):
        distributions()["uniform"](low=2.0, high=1.0)
