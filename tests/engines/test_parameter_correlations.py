"""Rank correlations of parameters: attained, the distributions unchanged, nothing else moved, and what is refused.

No p-value may be below ALPHA over the number of all p-values here (Bonferroni); those of the negative controls must be.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simengine.engines.parameters import draw_parameters
from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.plan.plan import ParameterMixing, Plan
from simengine.plan.planning import make_plan
from simengine.plan.text import plan_text
from simengine.randomness.correlation import symmetric_root
from simengine.randomness.streams import parameter_uniform
from tests.helpers.switches import asked

PARAMETERS = {
    "low": "{uniform: [-1, 3]}",
    "mid": "{normal: {mean: 2, sd: 0.5}}",
    "rate": "{lognormal: {median: 1, sigma: 0.8}}",
    "twin": "{like: rate}",
    "share": "{beta: {alpha: 2, beta: 5}}",
    "alone": "{uniform: [0, 1]}",
    "gate": "{choice: {0: 0.5, 1: 0.5}}",
}
PAIRS = {"rate ~ low": 0.6, "low ~ mid": -0.3, "share ~ twin": 0.9}
RANKS = {frozenset(pair.split(" ~ ")): rank for pair, rank in PAIRS.items()}
LAWS = {
    "low": stats.uniform(-1, 4),
    "mid": stats.norm(2, 0.5),
    "rate": stats.lognorm(0.8),
    "twin": stats.lognorm(0.8),
    "share": stats.beta(2, 5),
    "alone": stats.uniform(0, 1),
}
PATHS = 20_000 if asked("SIMENGINE_PARITY") else 6_000
SHARP = 20_000
"""So many tell a rank correlation of 0.9 from that of normal numbers correlated by 0.9."""
ALPHA = 1e-3
P_VALUES = 30
"""At least the number of p-values in this file."""
LIMIT = ALPHA / P_VALUES
Draws = dict[str, list[float]]


def text_of(pairs: dict[str, float], order: tuple[str, ...] = tuple(PARAMETERS)) -> str:
    lines = [f"  {name}: {PARAMETERS[name]}" for name in order]
    correlations = ", ".join(f"{pair}: {rank}" for pair, rank in pairs.items())
    return "\n".join(
        [
            "name: ranks",
            "clock: {start: 2024, end: 2026, step: year}",
            "parameters:",
            *lines,
            f"parameter_correlations: {{{correlations}}}",
            "drivers: {x: {process: level, initial: alone}}",
            "formulas: {ratio: rate/share}",
            "outcome: {all: otherwise}",
        ]
    )


def plan_of(folder: Path, text: str, *changes: str) -> Plan:
    file = folder / "ranks.yaml"
    file.write_text(text)
    return make_plan(load(file, changes), seed=7)


def draws(plan: Plan, paths: int) -> Draws:
    rows = [draw_parameters(plan, path) for path in range(paths)]
    return {p.name: list(column) for p, column in zip(plan.parameters, zip(*rows, strict=True), strict=True)}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return plan_of(tmp_path_factory.mktemp("ranks"), text_of(PAIRS))


@pytest.fixture(scope="module")
def drawn(plan: Plan) -> Draws:
    return draws(plan, PATHS)


def rank_p(x: list[float], y: list[float], rank: float) -> float:
    """Whether Spearman's correlation is `rank`: Fisher's z with the variance of Bonett and Wright (2000)."""
    found = float(stats.spearmanr(x, y).statistic)
    error = math.sqrt((1.0 + 0.5 * rank * rank) / (len(x) - 3))
    return float(2.0 * stats.norm.sf(abs(math.atanh(found) - math.atanh(rank)) / error))


def test_rank_correlations_are_attained(drawn: Draws) -> None:
    """Also 0 where none is given, within a connected group and outside it."""
    for a, b in combinations(LAWS, 2):
        assert rank_p(drawn[a], drawn[b], RANKS.get(frozenset((a, b)), 0.0)) > LIMIT, (a, b)


def test_ranks_taken_for_normal_correlations_are_found(plan: Plan) -> None:
    """The negative control: 0.9 in place of 2·sin(0.9·π/6) = 0.908."""
    pair = replace(plan, parameters=tuple(p for p in plan.parameters if p.name in ("share", "twin")))
    for told, found in ((math.sin(0.9 * math.pi / 6) * 2, True), (0.9, False)):
        mixing = ParameterMixing((0, 1), symmetric_root(((1.0, told), (told, 1.0))))
        drawn = draws(replace(pair, parameter_mixing=(mixing,)), SHARP)
        assert (rank_p(drawn["share"], drawn["twin"], 0.9) > LIMIT) is found


def test_distributions_stay_what_they_are(drawn: Draws) -> None:
    for name, law in LAWS.items():
        assert stats.kstest(drawn[name], law.cdf).pvalue > LIMIT, name
    assert stats.binomtest(int(sum(drawn["gate"])), PATHS).pvalue > LIMIT


def test_normals_mixed_too_wide_are_found(plan: Plan) -> None:
    """The negative control: a root a fifth too large."""
    wide = tuple(
        replace(mixing, root=tuple(tuple(1.2 * weight for weight in row) for row in mixing.root))
        for mixing in plan.parameter_mixing
    )
    found = draws(replace(plan, parameter_mixing=wide), 5_000)
    assert stats.kstest(found["low"], LAWS["low"].cdf).pvalue < LIMIT
    assert stats.kstest(found["alone"], LAWS["alone"].cdf).pvalue > LIMIT


def test_what_is_not_correlated_is_its_own_quantile(plan: Plan, drawn: Draws) -> None:
    for parameter in plan.parameters:
        own = [parameter.distribution.quantile(parameter_uniform(parameter.key, path)) for path in range(200)]
        assert (own == drawn[parameter.name][:200]) is (parameter.name in ("alone", "gate"))


@pytest.mark.parametrize(
    ("pairs", "moved"),
    [
        ({}, {"low", "mid", "rate", "share", "twin"}),
        ({**PAIRS, "alone ~ gate": 0.5}, {"alone", "gate"}),
        ({**PAIRS, "alone ~ share": 0.2}, {"alone", "share", "twin"}),
        ({**PAIRS, "share ~ twin": -0.2}, {"share", "twin"}),
        ({"twin ~ share": 0.9, "mid ~ low": -0.3, "low ~ rate": 0.6}, set()),
        ({"low~mid": -0.3, "rate ~low": 0.6, "share~ twin": 0.9}, set()),
    ],
)
def test_only_those_connected_move(tmp_path: Path, drawn: Draws, pairs: dict[str, float], moved: set[str]) -> None:
    found = draws(plan_of(tmp_path, text_of(pairs)), 100)
    assert {name for name in PARAMETERS if found[name] != drawn[name][:100]} == moved


def test_the_order_of_the_file_does_not_matter(tmp_path: Path, drawn: Draws) -> None:
    found = draws(plan_of(tmp_path, text_of(PAIRS, tuple(sorted(PARAMETERS, reverse=True)))), 100)
    assert found == {name: values[:100] for name, values in drawn.items()}


def test_paths_of_a_nest_share_the_draw_and_the_engine_uses_it(plan: Plan, drawn: Draws, engine) -> None:
    assert draw_parameters(replace(plan, nested=3), 29) == draw_parameters(plan, 9)
    kept = engine(plan).simulate([4, 2], keep=["ratio"]).kept
    values: NDArray[np.float64] = np.array([drawn["rate"][i] / drawn["share"][i] for i in (4, 2)])
    assert kept is not None
    assert np.array_equal(kept[:, 0, 0], values)


def test_the_plan_tells(plan: Plan) -> None:
    text = plan_text(plan)
    assert "parameter mixing (5), parameters whose ranks are correlated\n  low " in text


CHOICES = {"gate ~ low": 0.5, "dial ~ gate": 0.3, "dial ~ mid": -0.5}


def test_a_choice_has_the_rank_correlation_it_is_given(tmp_path: Path) -> None:
    """Spearman's, with mean ranks where a value comes more than once; the order of its values in the file is none."""
    text = text_of(CHOICES).replace("  gate:", "  dial: {choice: {7: 0.1, 2: 0.6, 5: 0.3}}\n  gate:")
    found = draws(plan_of(tmp_path, text), PATHS)
    for pair, rank in CHOICES.items():
        assert rank_p(*(found[name] for name in pair.split(" ~ ")), rank) > LIMIT, pair
    # The negative control: what a normal number correlated as for a continuous law decides.
    wrong = draws(plan_of(tmp_path, text_of({"alone ~ low": 0.5})), PATHS)
    assert rank_p([float(value > 0.5) for value in wrong["alone"]], wrong["low"], 0.5) < LIMIT


@pytest.mark.parametrize("rank", [1.0, -1.0])
def test_two_may_be_one_and_the_same_chance(tmp_path: Path, rank: float) -> None:
    """Also within a larger group; what correlates with one of them correlates with the other."""
    pairs = {"rate ~ low": rank, "mid ~ rate": 0.5, "mid ~ low": 0.5 * rank}
    found = draws(plan_of(tmp_path, text_of(pairs)), 500)
    low = np.array([LAWS["low"].cdf(value) for value in found["low"]])
    rate = np.array([LAWS["rate"].cdf(value) for value in found["rate"]])
    assert np.abs(low - (rate if rank > 0.0 else 1.0 - rate)).max() < 1e-12


def told(folder: Path, pairs: dict[str, float], *changes: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        plan_of(folder, text_of(pairs), *changes)
    return str(caught.value)


def test_a_fixed_one_is_refused(tmp_path: Path) -> None:
    remedy = "and can't be correlated: give it a distribution, or delete this pair (set it to null)"
    message = told(tmp_path, PAIRS, "parameters.mid={fixed: 2}")
    assert "parameter_correlations.low ~ mid" in message
    assert f"mid is fixed {remedy}" in message
    both = told(tmp_path, PAIRS, "parameters.rate={fixed: 2}")
    assert f"rate is fixed {remedy}" in both
    assert f"twin is fixed {remedy}" in both


def test_the_remedy_works(tmp_path: Path, drawn: Draws) -> None:
    changes = ("parameters.mid={fixed: 2}", "parameter_correlations.low ~ mid=null")
    found = draws(plan_of(tmp_path, text_of(PAIRS), *changes), 100)
    assert set(found["mid"]) == {2.0}
    assert found["share"] == drawn["share"][:100]


def test_contradictions_are_refused(tmp_path: Path) -> None:
    message = told(tmp_path, {**PAIRS, "mid ~ rate": 0.9})
    assert "parameter_correlations.mid ~ rate: these rank correlations can't hold together: rate ~ low 0.6" in message
    assert "with the other two, mid ~ rate may be -0.93 to 0.53" in message
    assert "share" not in message


@pytest.mark.parametrize("pair", ["kind ~ size", "size ~ kind"])
def test_a_choice_and_a_continuous_law_in_either_order(tmp_path: Path, pair: str) -> None:
    text = text_of({pair: -0.4}).replace(
        "  low:", "  kind: {choice: {1: 0.2, 2: 0.3, 5: 0.5}}\n  size: {gamma: {mean: 1, sd: 1}}\n  low:"
    )
    (mixing,) = plan_of(tmp_path, text).parameter_mixing
    turned = plan_of(tmp_path, text.replace(pair, " ~ ".join(reversed(pair.split(" ~ ")))))
    assert (mixing,) == turned.parameter_mixing
