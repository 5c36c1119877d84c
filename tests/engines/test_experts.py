"""Experts: what a path draws, by closed forms, in both engines; whom it asks; and that nothing else moves.

No p-value may be below LIMIT; those of the negative controls must be.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, stats

from simengine.distributions import Pool
from simengine.engines.parameters import draw_parameters, expert_of
from simengine.loading import load
from simengine.plan.identity import identity_of
from simengine.plan.plan import Plan
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import EXPERTS
from simengine.runs.asked_experts import asked_experts
from tests.helpers.switches import asked

LIMIT = 1e-3 / 10
PATHS = 20_000 if asked("SIMENGINE_PARITY") else 6_000
WEIGHTS = (0.3, 0.7)
ANN, BO = stats.norm(0, 1), stats.norm(3, 0.5)
Y_ANN, Y_BO = stats.uniform(4, 1), stats.uniform(0, 1)
SAID = """
  x: {experts: {ann: {normal: {mean: 0, sd: 1}}, bo: {normal: {mean: 3, sd: 0.5}}}, weights: {ann: 0.3, bo: 0.7}}
  y: {experts: {bo: {uniform: [0, 1]}, ann: {uniform: [4, 5]}}}
  avg: {experts: {ann: {normal: {mean: 0, sd: 1}}, cy: {normal: {mean: 3, sd: 0.5}}}, pool: quantiles}
  alone: {uniform: [0, 1]}
"""
TEXT = f"""
name: said
clock: {{start: 2025, end: 2026, step: year}}
parameters:{SAID}
drivers: {{w: {{process: random_walk, initial: x, drift: avg, volatility: 1}}}}
formulas: {{both: x + 10*y + alone}}
outcome: {{all: otherwise}}
"""


def plan_of(folder: Path, *changes: str, text: str = TEXT, nested: int = 1) -> Plan:
    file = folder / "said.yaml"
    file.write_text(text)
    return make_plan(load(file, changes), seed=5, nested=nested)


def drawn(plan: Plan, paths: int = PATHS) -> dict[str, NDArray[np.float64]]:
    rows = np.array([draw_parameters(plan, path) for path in range(paths)])
    return {parameter.name: rows[:, at] for at, parameter in enumerate(plan.parameters)}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return plan_of(tmp_path_factory.mktemp("said"))


@pytest.fixture(scope="module")
def draws(plan: Plan) -> dict[str, NDArray[np.float64]]:
    return drawn(plan)


def mixture(x: float | NDArray[np.float64], of_ann: float = WEIGHTS[0]) -> float | NDArray[np.float64]:
    return of_ann * ANN.cdf(x) + (1.0 - of_ann) * BO.cdf(x)


def test_a_path_draws_from_the_mixture(draws: dict[str, NDArray[np.float64]]) -> None:
    assert stats.kstest(draws["x"], mixture).pvalue > LIMIT
    assert stats.kstest(draws["x"], lambda x: mixture(x, 0.36)).pvalue < LIMIT  # the control


def test_a_path_asks_one_expert_for_all(draws: dict[str, NDArray[np.float64]]) -> None:
    """Given the expert the two are independent; over all paths Cov = p·(1 − p)·(difference of x)·(difference of y)."""
    ann = draws["y"] > 2.0
    assert stats.binomtest(int(ann.sum()), PATHS, WEIGHTS[0]).pvalue > LIMIT
    for said, x, y in ((ann, ANN, Y_ANN), (~ann, BO, Y_BO)):
        assert stats.kstest(draws["x"][said], x.cdf).pvalue > LIMIT
        assert stats.kstest(draws["y"][said], y.cdf).pvalue > LIMIT
        assert stats.spearmanr(draws["x"][said], draws["y"][said]).pvalue > LIMIT
    expected = WEIGHTS[0] * WEIGHTS[1] * (0.0 - 3.0) * (4.5 - 0.5)
    assert np.cov(draws["x"], draws["y"])[0, 1] == pytest.approx(expected, abs=8.5 / math.sqrt(PATHS))


def test_averaged_quantiles_are_a_law_of_their_own(draws: dict[str, NDArray[np.float64]]) -> None:
    """Of two normal ones a normal one: its mean is theirs in the mean, and so is its sd."""
    assert stats.kstest(draws["avg"], stats.norm(1.5, 0.75).cdf).pvalue > LIMIT
    assert abs(stats.spearmanr(draws["avg"], draws["x"]).statistic) < 4.2 / math.sqrt(PATHS)


def test_the_pool_has_quantiles_moments_and_chances(plan: Plan) -> None:
    x, y, mean, _ = (parameter.distribution for parameter in plan.parameters)
    for u in (1e-9, 0.1, 0.3, 0.5, 0.9, 1 - 1e-6):
        root = optimize.brentq(lambda value, u=u: mixture(value) - u, -20, 20, xtol=1e-14)
        assert x.quantile(u) == pytest.approx(root, abs=1e-8)
        assert mean.quantile(u) == pytest.approx(stats.norm.ppf(u, 1.5, 0.75), rel=1e-9)
    assert x.expectation() == pytest.approx(2.1)
    assert x.chance_below(1.0) == pytest.approx(mixture(1.0), abs=1e-12)
    assert y.bounds() == (0.0, 5.0)
    assert y.quantile(0.85) == pytest.approx(4.5, abs=1e-9)


def test_a_value_with_a_chance_of_its_own_is_a_quantile_as_it_is(tmp_path: Path) -> None:
    said = "y: {experts: {bo: {choice: {0: 0.5, 1: 0.5}}, ann: {choice: {0: 0.2, 1: 0.3, 4: 0.5}}}}"
    law = plan_of(tmp_path, text=TEXT.replace("y: {experts: {bo: {uniform: [0, 1]}, ann: {uniform: [4, 5]}}}", said))
    pool = law.parameters[1].distribution
    assert isinstance(pool, Pool)
    assert [pool.quantile(u) for u in (0.1, 0.4, 0.42, 0.8, 0.86, 0.99)] == [0.0, 0.0, 1.0, 1.0, 4.0, 4.0]
    assert pool.chance_of(4.0) == pytest.approx(0.15)


def test_the_engines_draw_it(plan: Plan, draws: dict[str, NDArray[np.float64]], engine) -> None:
    kept = engine(plan).simulate([4, 2, 77], keep=["both", "x", "avg"]).kept
    assert kept is not None
    for row, path in enumerate((4, 2, 77)):
        x, y, mean, alone = (draws[name][path] for name in ("x", "y", "avg", "alone"))
        assert kept[row, 0].tolist() == [x + 10.0 * y + alone, x, mean]


def test_which_expert_is_found_again_from_the_path_alone(plan: Plan) -> None:
    weights = dict(plan.experts.weights) if plan.experts else {}
    assert weights == {"ann": 0.3, "bo": 0.7}
    found = asked_experts(5, np.arange(500), weights)
    assert found.tolist() == [expert_of(plan, path) for path in range(500)]
    late = np.array([2**63 - 1, 2**40])
    assert asked_experts(5, late, weights).tolist() == [expert_of(plan, path) for path in late.tolist()]
    assert set(asked_experts(5, np.arange(500), {"a": 0.5, "b": 0.0, "c": 0.5}).tolist()) == {0, 2}


def test_nested_paths_ask_the_same(plan: Plan) -> None:
    nested = replace(plan, nested=4)
    assert [expert_of(nested, path) for path in range(40)] == [expert_of(plan, path // 4) for path in range(40)]
    assert draw_parameters(nested, 11) == draw_parameters(plan, 2)


def test_the_expert_is_a_die(plan: Plan, engine) -> None:
    assert dice_of(plan).count(EXPERTS) == 1
    other = next(path for path in range(100) if expert_of(plan, path) != expert_of(plan, 0))
    rolled = engine(plan).simulate([0], keep=["x", "alone", "avg"], rolled={EXPERTS: [other]}).kept
    own = engine(plan).simulate([0], keep=["x", "alone", "avg"]).kept
    assert rolled[0, 0, 0] != own[0, 0, 0]
    assert rolled[0, 0, 1:].tolist() == own[0, 0, 1:].tolist()
    laws = [ANN, BO]
    u = laws[expert_of(plan, 0)].cdf(own[0, 0, 0])
    assert laws[expert_of(plan, other)].ppf(u) == pytest.approx(rolled[0, 0, 0], rel=1e-9)


def test_a_correlation_acts_before_the_expert(tmp_path: Path) -> None:
    """Given the expert, ranks have it; over all paths they need not."""
    text = TEXT.replace("drivers: {w", "parameter_correlations: {x ~ alone: 0.6, alone ~ avg: -0.3}\ndrivers: {w")
    found = drawn(plan_of(tmp_path, text=text))
    ann = found["y"] > 2.0
    for said in (ann, ~ann):
        rank = stats.spearmanr(found["x"][said], found["alone"][said]).statistic
        assert math.atanh(rank) == pytest.approx(math.atanh(0.6), abs=4.0 / math.sqrt(said.sum()))
    assert stats.spearmanr(found["avg"], found["alone"]).statistic == pytest.approx(-0.3, abs=4.2 / math.sqrt(PATHS))


def test_like_is_an_independent_draw_by_the_same_expert(tmp_path: Path) -> None:
    found = drawn(plan_of(tmp_path, text=TEXT.replace("  alone:", "  again: {like: x}\n  alone:")), 4000)
    ann = found["y"] > 2.0
    assert stats.kstest(found["again"][ann], ANN.cdf).pvalue > LIMIT
    assert stats.spearmanr(found["again"][ann], found["x"][ann]).pvalue > LIMIT


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ("parameters.x.experts.ann.normal.mean=1", {"x"}),
        ("parameters.x.experts.ann={uniform: [0, 1]}", {"x"}),
        ("parameters.avg.experts.cy=2", {"avg"}),
        ("parameters.x=1", {"x"}),
        ("parameters.y=1", {"y"}),
        ("parameters.alone=1", {"alone"}),
    ],
)
def test_only_what_is_changed_moves(
    tmp_path: Path, draws: dict[str, NDArray[np.float64]], change: str, moved: set[str]
) -> None:
    """Not whom a path asks either: the weights are the experts', and their order is that of their names."""
    found = drawn(plan_of(tmp_path, change), 50)
    assert {name for name in found if found[name].tolist() != draws[name][:50].tolist()} == moved


def test_what_experts_say_is_part_of_the_identity_and_their_names_are_not(tmp_path: Path, plan: Plan) -> None:
    own = identity_of(plan)
    assert identity_of(plan_of(tmp_path, "parameters.x.experts.ann.normal.mean=1")).paths != own.paths
    assert identity_of(plan_of(tmp_path, "parameters.x.weights={ann: 0.4, bo: 0.6}")).paths != own.paths
    assert identity_of(plan_of(tmp_path, text=TEXT.replace("bo:", "bob:"))) == own
    assert identity_of(plan_of(tmp_path, text=TEXT.replace("ann", "abe"))) == own
