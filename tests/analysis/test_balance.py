"""What is out of balance: every planted fault is found, with its numbers; a model in balance has none."""

import math

import numpy as np
import pytest

import simengine as se
from simengine.analysis.balance import Imbalance, imbalances
from simengine.analysis.deciding_priors import deciding_priors
from simengine.compute.sample_paths import sample_paths
from simengine.loading import load

TEXT = """
name: balanced
clock: {start: 2024-01, end: 2026-01, step: month}
parameters: {pull: {uniform: [0.2, 1]}, rate: {uniform: [0.1, 0.5]}, side: {choice: {1: 0.5, 2: 0.5}}, lever: 3}
drivers:
  x: {process: ornstein_uhlenbeck, initial: pull, level: pull, speed: 2, volatility: 0.5}
  y: {process: logit_ornstein_uhlenbeck, initial: 0.5, level: 0.5, speed: 1, volatility: 0.5}
  z: {process: log_ornstein_uhlenbeck, initial: 4, level: 4, speed: 1, volatility: 0.5}
  v: {process: cox_ingersoll_ross, initial: 4, level: 4, speed: 2, volatility: 0.5}
  falls: {process: ornstein_uhlenbeck, initial: 5, level: 0, speed: 1, volatility: 0}
formulas: {capped: "min(x + side, 2, falls)"}
events: {e: {hazard: "rate*(1 + y)*max(0.2, x)", effects: {x: {add: "max(0.45, y)"}}}}
measures: {last: x + 0*capped}
invariants: {sane: x < 100}
outcome: {high: x > 0.6, low: otherwise}
"""
PATHS = 600


def found(old: str = "", new: str = "", paths: int = PATHS) -> tuple[Imbalance, ...]:
    assert old in TEXT
    text = TEXT.replace(old, new) if old else TEXT
    return imbalances(sample_paths(load(text), paths))


def test_a_model_in_balance_has_no_findings() -> None:
    assert found() == ()


@pytest.mark.parametrize(
    ("old", "new", "driver", "gap", "deviations"),
    [
        ("initial: pull", "initial: pull + 0.5", "x", 0.5, 2.0),  # .5/√4 = .25
        ("initial: 0.5, level: 0.5", "initial: 0.3, level: 0.5", "y", math.log(3 / 7), -math.log(3 / 7) / 0.125**0.5),
        (
            "initial: 4, level: 4, speed: 1",
            "initial: 8, level: 4, speed: 1",
            "z",
            math.log(2),
            math.log(2) / 0.125**0.5,
        ),
        ("initial: 4, level: 4, speed: 2", "initial: 3, level: 4, speed: 2", "v", -1.0, 2.0),  # .5·√4/√4 = .5
    ],
)
def test_a_start_away_from_the_level(old: str, new: str, driver: str, gap: float, deviations: float) -> None:
    (one,) = found(old, new)
    assert (one.fault, one.path) == ("start", ("drivers", driver, "initial"))
    assert one.numbers["gap"] == pytest.approx(gap)
    assert one.numbers["deviations"] == pytest.approx(deviations)
    assert f"{'above' if gap > 0 else 'below'} its own level" in one.message


def test_a_little_away_is_no_finding() -> None:
    assert found("initial: pull", "initial: pull + 0.12") == ()


def test_a_term_that_never_binds() -> None:
    (one,) = found("min(x + side, 2, ", "min(x + side, 200, ")
    assert (one.fault, one.path) == ("term", ("formulas", "capped"))
    assert one.message.startswith("200 never binds in min(x + side, 200, falls): it goes from 200 to 200, ")
    (one,) = found("max(0.45, y)", "max(lever, y)")
    assert (one.fault, one.path) == ("term", ("events", "e", "effects", "x"))
    assert one.message.startswith("y never binds in max(lever, y)")


def test_a_hazard_that_ignores_what_it_names() -> None:
    hazard, term = sorted(found("rate*(1 + y)*max(0.2, x)", "rate*max(1, y)"), key=lambda one: one.fault)
    assert (hazard.fault, hazard.path) == ("hazard", ("events", "e", "hazard"))
    assert hazard.message == "never changes on any path, though rate*max(1, y) names y"
    assert (term.fault, term.message.split()[0]) == ("term", "y")
    (one,) = found("rate*(1 + y)*max(0.2, x)", "rate*(y > 2)")
    assert one.message == "is 0 on every path, though rate*(y > 2) names y"
    assert found("rate*(1 + y)*max(0.2, x)", "rate") == ()  # it names no state


def test_a_hazard_that_feels_some_of_what_it_names() -> None:
    """`falls` is above 3 for half a year; what counts then alone is felt, and what stays the same is no state."""
    hazard = "rate*(1 + y)*max(0.2, x)"
    (one,) = found(hazard, "rate*(1 + y + 0*z)*max(0.2, x)")
    assert (one.fault, one.path) == ("hazard", ("events", "e", "hazard"))
    assert one.message.startswith("never feels z: in ")
    (one,) = found(hazard, "rate*(1 + y)*(1 + (z > 900) + (v < -1))")
    assert one.message.startswith("never feels z or v: in ")
    assert found(hazard, "rate*(1 + y*(falls > 3))*max(0.2, x)") == ()
    assert found(hazard, "rate*(1 + y)*(1 + abs(x - 0.6)*occurred(e))") == ()


def test_a_class_that_no_path_reaches() -> None:
    (one,) = found("outcome: {", "outcome: {far: x > 50, ")
    assert (one.fault, one.path) == ("class", ("outcome", "far"))
    assert "of 600 none, so its chance is under 0.5 % (at 95 %)" in one.message


def test_a_measure_that_is_a_parameter() -> None:
    (one,) = found("last: x + 0*capped", "last: 5 - pull**3 + 0*capped")
    assert (one.fault, one.path) == ("measure", ("measures", "last"))
    assert one.numbers["correlation"] == pytest.approx(-1.0)


def test_a_prior_that_decides() -> None:
    """Below .5 it is never high: the lowest fifth of its draws ends at .36. Of two values each is an end."""
    low, high = found("high: x > 0.6", "high: x > 0.2 and pull > 0.5")
    assert (low.fault, low.path) == ("prior", ("parameters", "pull"))
    assert low.message.startswith("decides by itself that it is low: in the lowest 20 % of its draws its chance is 1")
    assert high.message.startswith("decides by itself that it is high: in the highest 20 % of its draws")
    classes = "high: x > 0.6 and pull > 0.5, mid: x > 0.5"
    (never,) = found("high: x > 0.6", classes)
    assert never.message.startswith("decides by itself that it is not high: in the lowest 20 % of its draws")
    (side,) = found("high: x > 0.6", "high: x > 0.3 and side > 1")
    assert (side.fault, side.path[1]) == ("prior", "side")


def test_an_invariant_that_breaks() -> None:
    (one,) = found("sane: x < 100", "sane: x < 1.2")
    assert (one.fault, one.path) == ("invariant", ("invariants", "sane"))
    assert 0.0 < one.numbers["share"] < 1.0


def test_few_paths_tell_nothing() -> None:
    assert found("outcome: {", "outcome: {far: x > 50, ", paths=60) == ()


def test_chance_alone_decides_nothing() -> None:
    """Of 100 parameters that do nothing none is found, in 20 tries, though one class is rare and the other sure."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        parameters = {f"p{at}": rng.random(500) for at in range(100)}
        outcome = (rng.random(500) < 0.95).astype(np.int64)
        assert list(deciding_priors(("rare", "sure"), outcome, parameters)) == []


def test_a_class_of_one_end_only() -> None:
    p = np.random.default_rng(2).random(2_000)
    outcome = ((p > 0.9) & (np.arange(2_000) % 4 == 0)).astype(np.int64)
    kinds = {(one.outcome, one.kind, one.low) for one in deciding_priors(("no", "yes"), outcome, {"p": p})}
    assert ("yes", "only", False) in kinds
    assert ("no", "only", False) not in kinds


def test_members_of_a_group_are_told_at_once() -> None:
    text = """
name: twins
clock: {start: 2024-01, end: 2025-01, step: month}
groups: {side: [left, right]}
drivers: {"x[side]": {process: ornstein_uhlenbeck, initial: 3, level: 1, speed: 1, volatility: 1}}
outcome: {up: "x[left] > x[right]", down: otherwise}
"""
    checked = se.check(se.load(text), paths=100)
    assert [one.problem.path for one in checked.balance] == ["drivers.x[left].initial", "drivers.x[right].initial"]
    told = " ".join(str(checked).split())
    assert told.count("starts at 3 and is pulled to 1") == 1
    assert "; likewise drivers.x[right].initial" in told
