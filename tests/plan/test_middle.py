"""What acts over a step is read at its middle, to second order in dt; conditions where the step begins."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.loading import load
from simengine.plan.plan import Plan, ShiftedCell
from simengine.plan.planning import make_plan
from tools.exactness.cases import CASES, Case
from tools.exactness.measure import errors, order

HEAD = "name: middle\ntitle: middle\nclock: {start: 2021, end: 2025, step: STEP}\n"
STILL = HEAD + "drivers: {still: {process: level, initial: 0}}\n"
LATE = STILL + "events: {late: {hazard: '3*time**2/125'}}\noutcome: {late: occurred(late), never: otherwise}\n"


def plan_of(tmp_path: Path, text: str, step: str = "month") -> Plan:
    file = tmp_path / "middle.yaml"
    file.write_text(text.replace("STEP", step), encoding="utf-8")
    return make_plan(load(file))


@pytest.mark.parametrize("case", [case for case in CASES if case.order], ids=lambda case: case.name)
def test_halving_the_step_divides_the_error(case: Case) -> None:
    found = errors(case, ("quarter", "month"))
    if abs(found["month"]) > 1e-14:
        assert order(found, "quarter", "month") == pytest.approx(case.order, abs=0.2)


def z_of_the_weibull(tmp_path: Path, text: str, paths: int = 40_000) -> float:
    """By how many standard errors the share of paths is off its exact value."""
    plan = plan_of(tmp_path, text, "quarter")
    late = float(np.mean(make_engine("machine", plan).simulate(range(paths)).outcome == 0))
    exact = 1 - math.exp(-(0.8**3))
    return (late - exact) / math.sqrt(exact * (1 - exact) / paths)


def test_a_hazard_that_grows_has_its_weibull_law(tmp_path: Path) -> None:
    assert abs(z_of_the_weibull(tmp_path, LATE)) < 3


def test_the_hazard_of_the_left_end_is_found_out(tmp_path: Path) -> None:
    assert z_of_the_weibull(tmp_path, LATE.replace("time", "(time - 0.125)")) < -5


def last_sum(tmp_path: Path, engine, rate: str, more: str = "", step: str = "month") -> float:
    text = HEAD + f"drivers: {{total: {{process: stock, initial: 0, inflow: '{rate}', outflow: 0}}}}\n"
    plan = plan_of(tmp_path, text + more + "outcome: {any: otherwise}\n", step)
    return float(engine(plan).simulate([0], ["total"]).kept[0, -1, 0])


@pytest.mark.parametrize("step", ["year", "quarter", "month"])
@pytest.mark.parametrize("condition", ["time < 2", "not time >= 2", "year in_2021", "early", "time < 2 and total < 99"])
def test_a_condition_is_that_of_the_beginning(tmp_path: Path, engine, condition: str, step: str) -> None:
    condition = condition.replace("year in_2021", "year < 2023")
    found = last_sum(tmp_path, engine, f"3 if {condition} else 0.5", "formulas: {early: time < 2}\n", step)
    assert found == pytest.approx(7, rel=1e-13)


def test_differences_of_times_are_whole_steps_and_half_a_step(tmp_path: Path, engine) -> None:
    more = "events: {now: {at: 2023}}\n"
    for rate in ("time - first_time(now)", "since(now)", "time - last_time(now)"):
        known = f"({rate}) if occurred(now) else 0"
        assert last_sum(tmp_path, engine, known, more) == pytest.approx(2, rel=1e-13)  # ∫ t from 0 to 2
    assert last_sum(tmp_path, engine, "(time - since(now)) if occurred(now) else 0", more) == pytest.approx(4)


def test_a_constant_costs_nothing(tmp_path: Path) -> None:
    text = HEAD + "parameters: {p: {uniform: [0, 1]}}\n"
    text += "drivers: {x: {process: stock, initial: 0, inflow: p, outflow: 0}}\n"
    text += "formulas: {f: x + time}\nevents: {e: {hazard: p}}\noutcome: {any: f > 1, no: otherwise}\n"
    assert not [cell for cell in plan_of(tmp_path, text).look if isinstance(cell, ShiftedCell)]


def test_a_long_chain_of_formulas(tmp_path: Path) -> None:
    chain = "".join(f"  f{i}: f{i - 1} + 1\n" for i in range(1, 1500))
    text = STILL + "formulas:\n  f0: time\n" + chain + "events: {e: {hazard: f1499}}\noutcome: {any: otherwise}\n"
    assert sum(isinstance(cell, ShiftedCell) for cell in plan_of(tmp_path, text).look) == 1500
