"""What members have in common: correlations as they are asked for, nobody moved by another, and what is refused.

No p-value may be below ALPHA over the number of all p-values here (Bonferroni); that of the negative control must be.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simengine.engines.machine.make_machine import make_machine
from simengine.engines.parameters import draw_parameters
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.plan.plan import Plan
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import Die, rerolled

RHO, RANK = 0.4, 0.5
PATHS = 4_000
LIMIT = 1e-3 / 20
TEXT = """\
name: common
clock: {start: 2026, end: 2028, step: month}
groups: {country: [kr, jp, us], fuel: [coal, oil]}
parameters:
  growth[country]: {normal: {mean: 0, sd: 1}}
  growth[us]: 0.5
  gate[country]: {choice: {0: 0.5, 1: 0.3, 2: 0.2}}
  alone: {normal: {mean: 0, sd: 1}}
parameter_correlations: {"growth[country]": 0.5, "gate[country]": 0.3}
drivers:
  x[country]: {process: random_walk, initial: 0, drift: 0, volatility: 1}
  flow[country, fuel]:
    {process: jump_diffusion, initial: 1, growth: 0, volatility: 0.2, jump_rate: 1, jump_mean: 0, jump_sd: 0.1}
  alone_too: {process: random_walk, initial: 0, drift: 0, volatility: 1}
  still: {process: level, initial: 0}
correlations: {"x[country]": 0.4, "flow[country, fuel]": 0.7}
outcome: {all: otherwise}
simulate: {seed: 11, nested: 2}
"""


def plan_of(tmp_path: Path, text: str = TEXT, *changes: str) -> Plan:
    file = tmp_path / "common.yaml"
    file.write_text(text, encoding="utf-8")
    return make_plan(load(file, changes))


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return plan_of(tmp_path)


def noises(plan: Plan, names: list[str], paths: int = 400) -> NDArray[np.float64]:
    """What moved each driver at each step: [steps and paths, names]."""
    kept = make_machine(plan).simulate(range(paths), names).kept
    return np.diff(kept, axis=1).reshape(-1, len(names))


def p_of(given: float, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """The p-value of a correlation of normal numbers, by Fisher's transformation."""
    z = (np.arctanh(np.corrcoef(x, y)[0, 1]) - np.arctanh(given)) * np.sqrt(len(x) - 3)
    return float(2.0 * stats.norm.sf(abs(z)))


def test_any_two_members_are_correlated_as_asked(plan: Plan) -> None:
    moved = noises(plan, ["x[kr]", "x[jp]", "x[us]", "alone_too"])
    for i, j in combinations(range(4), 2):
        assert p_of(RHO if j < 3 else 0.0, moved[:, i], moved[:, j]) > LIMIT
    assert p_of(RHO + 0.15, moved[:, 0], moved[:, 1]) < LIMIT  # so a wrong one would be seen
    for i in range(4):
        assert stats.kstest(moved[:, i] * np.sqrt(12.0), "norm").pvalue > LIMIT


def test_the_ranks_of_parameters_are_correlated_as_asked_and_their_laws_are_theirs(plan: Plan) -> None:
    names = [parameter.name for parameter in plan.parameters]
    drawn = np.array([draw_parameters(plan, 2 * i) for i in range(PATHS)])
    column = dict(zip(names, drawn.T, strict=True))
    normal = 2.0 * np.sin(np.pi * RANK / 6.0)
    assert p_of(normal, column["growth[kr]"], column["growth[jp]"]) > LIMIT
    assert p_of(0.0, column["growth[kr]"], column["alone"]) > LIMIT
    assert set(column["growth[us]"]) == {0.5}
    assert stats.kstest(column["growth[jp]"], "norm").pvalue > LIMIT
    assert abs(stats.spearmanr(column["gate[kr]"], column["gate[us]"]).statistic - 0.3) < 4.0 / np.sqrt(PATHS)
    assert abs(np.mean(column["gate[us]"] == 0) - 0.5) < 4.0 * 0.5 / np.sqrt(PATHS)


def test_a_member_more_moves_no_other_and_all_have_the_factor_of_their_name(tmp_path: Path) -> None:
    names = ["x[kr]", "x[us]", "flow[jp, oil]", "alone_too"]
    first, second = (
        ReferenceEngine(plan_of(tmp_path, TEXT, *changes)).simulate(range(20), names).kept
        for changes in ((), ("groups.country=[us, tw, kr, jp]",))
    )
    assert (first == second).all()
    alone = plan_of(tmp_path, TEXT, "correlations.x[country]=null")
    assert (ReferenceEngine(alone).simulate(range(20), names).kept[..., 0] != first[..., 0])[:, 1:].all()


def test_both_engines_give_the_same_bits_also_of_dice_rolled_anew(plan: Plan) -> None:
    names = [driver.name for driver in plan.drivers]
    paths = [0, 1, 5, 2**40 + 3]
    dice = [
        Die("correlations", "x[country]", 1),
        Die("parameter_correlations", "growth[country]", 0),
        Die("drivers", "x[jp]", 0),
    ]
    assert set(dice) <= set(dice_of(plan))
    for rolled in ({}, {die: [rerolled(member=3, move=path % 7) for path in paths] for die in dice}):
        one = ReferenceEngine(plan).simulate(paths, names, rolled=rolled)
        other = make_machine(plan).simulate(paths, names, rolled=rolled)
        assert (one.kept.view(np.int64) == other.kept.view(np.int64)).all()


def test_a_common_die_moves_all_members_in_its_stretch_and_nobody_else(plan: Plan) -> None:
    names = ["x[kr]", "x[us]", "alone_too", "flow[kr, coal]"]
    engine = ReferenceEngine(plan)
    die = Die("correlations", "x[country]", 1)
    before, after = (engine.simulate([4], names, rolled=r).kept[0] for r in ({}, {die: [rerolled(member=1, move=1)]}))
    same = before == after
    assert same[:13].all()
    assert same[13:, 2:].all()
    assert not same[13:25, :2].any()


def test_nested_paths_share_what_their_parameters_have_in_common(plan: Plan) -> None:
    assert draw_parameters(plan, 4) == draw_parameters(plan, 5) != draw_parameters(plan, 6)


def test_without_correlation_everybody_has_only_his_own(tmp_path: Path) -> None:
    names = ["x[kr]", "x[jp]", "x[us]"]
    none, alone = (
        ReferenceEngine(plan_of(tmp_path, TEXT, change)).simulate(range(9), names).kept
        for change in ("correlations.x[country]=0", "correlations.x[country]=null")
    )
    assert (none == alone).all()


REFUSED = [
    ('"x[country]": 0.4', '"x[country]": 1', "from 0 to below 1, for each has something of its own (got 1)"),
    ('"x[country]": 0.4', '"x[country]": -0.2', "from 0 to below 1, for members have one thing in common"),
    ('"x[country]": 0.4', '"x[country]": high', "correlations.x[country]: a correlation"),
    ('"x[country]": 0.4', '"x[kr]": 0.4', "x[kr] is one member's: write a group, as in x[country], or a pair, a ~ b"),
    ('"x[country]": 0.4', '"x[contry]": 0.4', "no group and no member 'contry' (did you mean 'country'?)"),
    ('"x[country]": 0.4', '"y[country]": 0.4', "no driver 'y[country]'"),
    ('"x[country]": 0.4', '"x[country]": 0.4, "x[kr] ~ alone_too": 0.1', "x[kr] stands in x[kr] ~ alone_too too"),
    ('"x[country]": 0.4', '"flow[kr, fuel]": 0.4', "flow[kr, coal] stands in flow[kr, fuel] too"),
    ("still: {", "still[country]: {", None),
    ('"x[country]": 0.4', '"still[fuel]": 0.4', "no driver 'still[fuel]'"),
    ('"x[country]": 0.4', "x: 0.4", "write two drivers as 'a ~ b' (got 'x')"),
    (
        "growth[us]: 0.5",
        "growth[us]: 0.5\n  growth[jp]: 1",
        "growth[kr] of growth[country] has a distribution, and two",
    ),
    (
        "gate[country]: {choice",
        "gate[us]: {choice: {0: 0.1, 1: 0.9}}\n  gate[country]: {choice",
        "not with the same chances",
    ),
]


@pytest.mark.parametrize(("there", "instead", "message"), REFUSED)
def test_what_is_refused(there: str, instead: str, message: str | None, tmp_path: Path) -> None:
    assert there in TEXT
    if message is None:
        plan_of(tmp_path, TEXT.replace(there, instead))
        return
    with pytest.raises(ScenarioError) as error:
        plan_of(tmp_path, TEXT.replace(there, instead))
    assert any(message in str(problem) for problem in error.value.problems), error.value.problems
