"""What is offered to be turned: sliders with their priors, dates, drivers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.window.desk import Desk
from simengine.window.fans import _quantiles, fannable, first_fans
from simengine.window.knobs import knobs
from simengine.window.opened import opening
from simengine.window.timeline import timeline
from tests.window.conftest import BAY


@pytest.fixture
def found(desk: Desk) -> dict[str, dict]:
    return {one["name"]: one for one in knobs(desk.base, desk.base, desk.base.to(3_000, lambda: False))}


def test_what_moves_the_answer_comes_first_then_what_is_set_and_last_where_lines_are_drawn(
    found: dict[str, dict],
) -> None:
    first = [name for name, one in found.items() if one["first"]]
    assert (first[0], first[-2:]) == ("spill_rate", ["booms", "cut"])
    assert [name for name, one in found.items() if one["line"]] == [[*found][-1]] == ["cut"]
    assert [name for name, one in found.items() if one["set"]] == ["booms", "cut"]
    assert not found["ships"]["first"]
    assert set(found) == {"spill_rate", "weather", "tide", "wind", "storms", "booms", "ships", "shake", "cut"}


def test_a_slider_spans_its_prior_which_stands_behind(found: dict[str, dict]) -> None:
    rate, weather = found["spill_rate"], found["weather"]
    assert (rate["low"], rate["high"], rate["unit"], rate["title"]) == (0.1, 0.9, "1/year", "How often oil is spilt")
    assert rate["step"] == pytest.approx(0.005)
    assert min(rate["shapes"][0]) > 0.6  # a uniform law
    assert -3.0 < weather["low"] < -2.5
    assert weather["shapes"][0][20] > 5 * weather["shapes"][0][1]  # a normal one
    assert rate["told"] == "about 0.500; nine times in ten from 0.140 to 0.860"
    assert rate["contrast"].startswith("−")


def test_a_lever_goes_to_either_side_of_its_value(found: dict[str, dict]) -> None:
    booms = found["booms"]
    assert (booms["low"], booms["value"], booms["high"], booms["shapes"]) == (
        pytest.approx(0.25),
        0.5,
        pytest.approx(0.75),
        [],
    )


def test_what_others_are_like_can_not_be_held_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "bay.yaml"
    text = BAY.replace("tide:        {normal: {mean: 0, sd: 1}}", "tide:        {like: spill_rate}")
    file.write_text(text.replace("{weather ~ tide: 0.6}", "{}"), encoding="utf-8")
    desk = Desk(opening([file], [load(file)], (), (), "machine"))
    found = {one["name"] for one in knobs(desk.base, desk.base, desk.base.to(500, lambda: False))}
    desk.close()
    assert "tide" in found
    assert "spill_rate" not in found


def test_what_has_a_few_values_is_a_choice(found: dict[str, dict]) -> None:
    assert found["wind"]["options"] == [{"value": 0.0, "title": "calm (70 %)"}, {"value": 1.0, "title": "rough (30 %)"}]
    assert [one["value"] for one in found["storms"]["options"]] == [0.0, 2.0]


def test_events_with_dates_stand_on_a_line_of_time(desk: Desk) -> None:
    line = timeline(desk.base.model, desk.base.plan)
    events = {one["name"]: one for one in line["events"]}
    assert line["dates"][0] == "2025-01"
    assert len(line["dates"]) == desk.base.plan.clock.steps + 1
    assert (events["ban"]["by"], [line["dates"][step] for step in events["ban"]["steps"]]) == ("at", ["2027-01"])
    assert (events["told"]["by"], [line["dates"][step] for step in events["told"]["steps"]]) == ("latest", ["2028-06"])
    assert (events["spill"]["by"], events["spill"]["steps"]) == ("latest", [])
    assert [line["dates"][step] for step in events["fair"]["steps"]] == ["2025-06", "2026-06"]
    assert {one["many"] for one in events.values()} == {""}
    assert "past" not in events


@pytest.mark.parametrize(
    "dates", ["[2024-06, 2026-06]", "[2025-02, 2025-04, 2025-06, 2025-08, 2025-10, 2025-12, 2026-02]"]
)
def test_dates_before_the_start_and_very_many_are_told_only(tmp_path: Path, dates: str) -> None:
    file = tmp_path / "bay.yaml"
    file.write_text(BAY.replace("fair:  {at: [2025-06, 2026-06]}", f"fair: {{at: {dates}}}"), encoding="utf-8")
    model = load(file)
    (fair,) = [one for one in timeline(model, make_plan(model))["events"] if one["name"] == "fair"]
    assert (fair["steps"], fair["many"]) == ([], dates.strip("[]"))


def test_a_step_that_no_future_comes_to_has_no_quantiles() -> None:
    found = _quantiles(np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan]]))
    assert [row[2] for row in found] == [None] * 5
    assert ([row[1] for row in found], found[2][0]) == ([5.0] * 5, 2.0)


def test_fans_are_first_those_of_the_report(desk: Desk) -> None:
    assert first_fans(desk.base.model) == ["oil", "dirt"]
    assert fannable(desk.base.model)["dirt"] == "Dirt"
