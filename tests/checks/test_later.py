"""What a parameter is from a date on is read, and what is wrong with it told at its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simengine.errors import ScenarioError
from simengine.loading import load, load_edited
from simengine.plan.planning import make_plan

TEXT = """\
name: mill
clock: {start: 2025-01, end: 2027-01, step: month}
groups: {town: [ost, west]}
parameters:
  rain: {uniform: [0, 1]}
  mood: {choice: {glad: 0.5, sad: 0.5}}
  gangs: {choice: {1: 0.5, 3: 0.5}}
  price: 2
  speed: {experts: {ann: {uniform: [1, 2]}, bo: {uniform: [3, 4]}}}
  toll[town]: {uniform: [0, 1]}
  top: 9
  rate: 3
formulas:
  most: 2*top
drivers:
  water: {process: ornstein_uhlenbeck, initial: rain, level: 1, speed: speed, volatility: 0.1, bounds: [-9, most]}
  gate: {process: markov_chain, initial: shut, rates: {shut: {wide: rate}, wide: {shut: 3}}}
measures:
  all: {expr: "water + rain*price + (mood == 'sad') + gangs + toll[ost] + 2*toll[west] + (gate == 'shut')"}
"""
PATHS = 4


def model(*overrides: str):
    return load(TEXT, overrides)


def later(name: str, text: str) -> str:
    return f"parameters.{name}.later={text}"


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("rain", "{from: 2024, value: 0.4}", "from: 2024 does not lie after the start of the clock (2025-01): "),
        ("rain", "{from: 2025-01, value: 0.4}", "from: 2025-01 does not lie after the start of the clock"),
        ("rain", "{from: 2027-02, value: 0.4}", "from: 2027-02 lies after the end of the clock, 2027-01: write an ear"),
        ("rain", "{from: soon, value: 0.4}", "from: 'soon' is not a date: write 2026, 2026-Q2"),
        ("rain", "{from: 2026, value: 1.4}", "value: must lie between 0 and 1, as every draw does (got 1.4)"),
        ("rain", "{from: 2026, value: sad}", "value: a number is needed, since the parameter has no names (got"),
        ("rain", '{from: 2026, value: "0.4"}', "value: what it is later must be a number (got '0.4'); remove the"),
        ("rain", "{from: 2026, value: .inf}", "value: what it is later must be a finite number"),
        ("rain", "{value: 0.4}", "from: is missing"),
        ("rain", "{from: 2026, value: 0.4, until: 2027}", "until: unknown key; it takes from, value"),
        ("mood", "{from: 2026, value: sat}", "value: must be one of glad, sad (got 'sat') (did you mean 'sad'?)"),
        ("mood", "{from: 2026, value: 1}", "value: must be one of glad, sad (got 1)"),
        ("gangs", "{from: 2026, value: 2}", "value: must be one of 1, 3 (got 2)"),
        ("speed", "{from: 2026, value: 5}", "value: must lie between 1 and 4, as every draw does (got 5)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(name: str, said: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        model(later(name, said))
    assert f"parameters.{name}.later.{told}" in str(error.value)


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("rain", "0.4", "a mapping (key: value) is needed (got 0.4); it takes from, value"),
        (
            "top",
            "{from: 2026, value: 5}",
            "top is told to the bounds of water, at the start alone, so it can't be",
        ),
        ("rate", "{from: 2026, value: 5}", "rate is told to gate, a markov_chain, at the start alone, so it can't be "),
    ],
)
def test_what_can_not_be_is_told(name: str, said: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        model(later(name, said))
    assert f"parameters.{name}.later: {told}" in str(error.value)


def test_an_error_in_a_file_has_its_line_and_column(tmp_path: Path) -> None:
    text = TEXT.replace("{uniform: [0, 1]}", "{uniform: [0, 1], later: {from: 2026, value: 7}}", 1)
    (tmp_path / "mill.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mill.yaml:5:54: parameters.rain.later.value: must lie between 0 and 1"):
        load(tmp_path / "mill.yaml")


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [("rain", "0.4", 0.4), ("mood", "sad", 1.0), ("gangs", "3", 3.0), ("price", "-7.5", -7.5), ("speed", "3.5", 3.5),
     ("toll[west]", "0.25", 0.25)],
)  # fmt: skip
def test_it_is_so_from_that_step_on(engine, name: str, value: str, number: float) -> None:
    plan = make_plan(model(later(name, f"{{from: 2025-07, value: {value}}}")))
    kept = engine(plan).simulate(range(PATHS), [name]).kept[:, :, 0]
    drawn = engine(make_plan(model())).simulate(range(PATHS), [name]).kept[:, :, 0]
    assert (kept[:, :6] == drawn[:, :6]).all()
    assert (kept[:, 6:] == number).all()
    assert (drawn[:, 6:] != number).any()


def test_of_a_template_it_holds_for_every_member(engine) -> None:
    said = model(later("toll[town]", "{from: 2025-07, value: 0.5}"), "parameters.toll[ost].later.value=0.75")
    names = ["toll[ost]", "toll[west]"]
    kept = engine(make_plan(said)).simulate(range(PATHS), names).kept
    assert np.array_equal(kept[:, 6], [[0.75, 0.5]] * PATHS)


def test_a_number_in_place_of_the_distribution_leaves_it_and_another_distribution_does_not() -> None:
    said = later("rain", "{from: 2026, value: 0.4}")
    kept = model(said, "parameters.rain.fixed=0.3").scenario.parameters["rain"]
    assert (kept.distribution.tag, kept.later_number) == ("fixed", 0.4)
    assert model(said, "parameters.rain=0.3").scenario.parameters["rain"] == kept
    assert model(said, "parameters.rain.later=null").scenario.parameters["rain"].later is None
    other = model(said, "parameters.rain={normal: {mean: 0, sd: 1}}").scenario.parameters["rain"]
    assert other.later is None


def test_one_that_is_like_another_has_its_own() -> None:
    said = model(later("rain", "{from: 2026, value: 0.4}"), "parameters.price={like: rain}")
    assert said.scenario.parameters["price"].later is None


def test_a_date_between_two_instants_and_what_nobody_reads_are_warned_of(tmp_path: Path) -> None:
    file = tmp_path / "mill.yaml"
    said = "{uniform: [0, 1], later: {from: 2025-07-15, value: 1}}"
    text = TEXT.replace("rain*price", "price").replace("{uniform: [0, 1]}", said, 1)
    file.write_text(text, encoding="utf-8")
    told = [str(one.message) for one in load_edited(file, {}).warnings]
    assert "nothing reads rain after the start, so what it is later changes nothing" in told
    moved = "2025-07-15 is no instant of this clock, whose step is a month: it holds from 2025-08"
    assert any(moved in one for one in told)
