"""show: one file that says all, and what a path computes."""

from pathlib import Path

from simengine.loading import load
from simengine.plan.planning import make_plan
from tests.helpers.house.tree import ROOT


def test_a_variant_with_all_it_takes_from_its_base(simengine, here: Path) -> None:
    result = simengine("show", "tiny/lucky.yaml", "simulate.seed=9")
    assert (result.code, result.err) == (0, "")
    (here / "all.yaml").write_text(result.out, encoding="utf-8")
    assert "extends" not in result.out
    whole = load(here / "all.yaml")
    assert make_plan(whole) == make_plan(load(here / "tiny" / "lucky.yaml", ["simulate.seed=9"]))
    assert whole.scenario.simulate.seed == 9


def test_what_is_wrong_is_told_beside_the_text(simengine) -> None:
    result = simengine("show", "tiny/tiny.yaml", "drivers.mood.volatility=-1")
    assert result.code == 2
    assert "volatility: -1" in result.out
    assert "drivers.mood.volatility: must be >" in result.err


def test_a_path_that_leads_nowhere_is_told(simengine) -> None:
    result = simengine("show", "tiny/tiny.yaml", "drivers.moood.volatility=1")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'mood'?" in result.err


def test_one_scenario_at_a_time(simengine) -> None:
    result = simengine("show", "tiny")
    assert (result.code, result.out) == (2, "")
    assert "one scenario at a time" in result.err


def test_the_plan_names_everything_a_path_computes(simengine) -> None:
    result = simengine("show", "tiny/lucky.yaml", "--plan")
    assert (result.code, result.err) == (0, "")
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    for line in (
        "clock 2025-01 to 2030-01: 20 steps of a quarter, dt = 0.25 year",
        "rate uniform low 0.1, high 0.5",
        "luck hazard rate * exp(mood); latest 2026-01 (step 4); mood add 1",
        "mood ornstein_uhlenbeck; from 0; level = 0; speed = 1; volatility = 0.5",
        "final_mood = mood",
        "luck_2027 chance at 2028-01 (step 12): occurred(luck) == 1",
        "never otherwise",
    ):
        assert line in lines


def test_the_plan_of_the_largest_scenario_is_readable(simengine) -> None:
    file = ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml"
    result = simengine("show", file, "--plan")
    plan = make_plan(load(file))
    lines = result.out.splitlines()
    assert max(map(len, lines)) <= 120
    shown = {line.split()[0] for line in lines if line.startswith("  ")}
    for part in (plan.parameters, plan.once, plan.drivers, plan.events, plan.measures, plan.questions):
        assert {one.name for one in part} <= shown
