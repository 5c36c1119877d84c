"""What a setting means: the same futures whichever way it comes about, and only what is set moves."""

from __future__ import annotations

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.errors import ScenarioError, WrongUsageError
from simengine.plan.plan import Plan
from simengine.window.meaning import changed_model, held_plan, overrides_of, plan_of
from simengine.window.opened import Opening
from simengine.window.play import Play, read_play

PATHS = range(400)


def futures(plan: Plan) -> tuple[np.ndarray, ...]:
    found = make_engine("machine", plan).simulate(PATHS, ["oil"])
    return found.outcome, found.measures, found.kept


def same(one: tuple[np.ndarray, ...], other: tuple[np.ndarray, ...]) -> bool:
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(one, other, strict=True))


def read(opened: Opening, play: Play) -> Plan:
    return plan_of(opened, changed_model(opened, play))


@pytest.mark.parametrize("held", [{"spill_rate": 0.25}, {"booms": 0.9, "storms": 2}, {"ships": 40}], ids=str)
def test_what_is_held_at_once_is_what_the_text_would_say(opened: Opening, held: dict[str, float]) -> None:
    play = read_play({"held": held})
    base = plan_of(opened, opened.base.model)
    at_once = held_plan(opened.base.scenario, base, play)
    assert at_once is not None
    assert same(futures(at_once), futures(read(opened, play)))
    assert same(futures(at_once), futures(base)) == ("ships" in held)  # which nothing reads


def test_what_is_held_besides_dates_is_put_into_the_plan_that_has_them(opened: Opening) -> None:
    play = read_play({"held": {"spill_rate": 0.25}, "dates": {"ban": "2026-03"}})
    dated = read(opened, read_play({"dates": {"ban": "2026-03"}}))
    at_once = held_plan(opened.base.scenario, dated, play)
    assert at_once is not None
    assert same(futures(at_once), futures(read(opened, play)))
    assert not same(futures(at_once), futures(dated))


@pytest.mark.parametrize("play", [{"held": {"wind": 1}}, {"held": {"weather": 0.5}}], ids=str)
def test_what_has_names_or_correlations_is_read_again(opened: Opening, play: dict) -> None:
    base = opened.base
    assert held_plan(base.scenario, plan_of(opened, base.model), read_play(play)) is None
    assert not same(futures(read(opened, read_play(play))), futures(plan_of(opened, opened.base.model)))


@pytest.mark.parametrize("later", [(("spill_rate", 0.25),), (("weather", 0.5), ("tide", 1.0)), (("booms", 0.9),)])
def test_what_is_held_later_at_once_is_what_the_text_would_say(opened: Opening, later) -> None:
    play = Play(later=later, since="2026-03")
    base = plan_of(opened, opened.base.model)
    at_once = held_plan(opened.base.scenario, base, play)
    assert at_once is not None
    assert same(futures(at_once), futures(read(opened, play)))
    before, after = (futures(one)[2][:, :, 0] for one in (base, at_once))
    assert np.array_equal(before[:, :15], after[:, :15])
    assert not np.array_equal(before, after)


def test_a_name_is_held_later_by_name(opened: Opening) -> None:
    play = Play(later=(("wind", 1.0),), since="2026-03")
    assert held_plan(opened.base.scenario, plan_of(opened, opened.base.model), play) is None
    assert list(overrides_of(opened.base.scenario, play)) == ['parameters.wind.later={from: 2026-03, value: "rough"}']
    with pytest.raises(WrongUsageError, match="wind has 2 values"):
        changed_model(opened, Play(later=(("wind", 2.0),), since="2026-03"))


def test_what_others_are_like_is_read_again_and_takes_them_along(opened: Opening) -> None:
    text = opened.base.file.read_text(encoding="utf-8").replace(
        "{normal: {mean: 0, sd: 1}}\n  wind", "{like: spill_rate}\n  wind"
    )
    edited = ((str(opened.base.file), text.replace("{weather ~ tide: 0.6}", "{}")),)
    play = Play(held=(("spill_rate", 0.25),), texts=edited)
    model = changed_model(opened, Play(texts=edited))
    assert held_plan(model.scenario, plan_of(opened, model), play) is None
    assert changed_model(opened, play).scenario.parameters["tide"].distribution.quantile(0.5) == 0.25


def test_a_held_parameter_leaves_its_correlations(opened: Opening) -> None:
    model = changed_model(opened, read_play({"held": {"weather": 0.5}}))
    assert model.scenario.parameter_correlations == {}
    assert "parameter_correlations.weather ~ tide=null" in model.scenario.overrides


def test_overrides_are_what_the_command_line_takes(opened: Opening) -> None:
    play = read_play(
        {
            "held": {"wind": 1, "booms": 1.0, "spill_rate": 0.25},
            "dates": {"told": "2026-02", "ban": "2026-01", "fair": "2025-07, 2026-06"},
        }
    )
    assert list(overrides_of(opened.base.scenario, play)) == [
        "parameters.booms.fixed=1",
        "parameters.spill_rate.fixed=0.25",
        'parameters.wind.fixed="rough"',
        'events.ban.at="2026-01"',
        'events.fair.at=["2025-07", "2026-06"]',
        'events.told.latest="2026-02"',
    ]


def test_every_step_of_the_clock_can_be_a_date(opened: Opening) -> None:
    plan = plan_of(opened, opened.base.model)
    steps = [1, 2, 13, 30, plan.clock.steps]
    for event, field in (("ban", "at"), ("spill", "latest"), ("told", "latest")):
        for step in steps:
            forced = read(opened, Play(dates=((event, plan.clock.label(step)),)))
            found = next(one for one in forced.events if one.name == event)
            assert (found.at[0] if field == "at" else found.latest) == step


@pytest.mark.parametrize(
    ("play", "named"),
    [
        ({"held": {"boom": 1}}, "booms"),
        ({"held": {"wind": 2}}, "2 values"),
        ({"held": {"wind": 0.5}}, "2 values"),
        ({"dates": {"bann": "2026-01"}}, "ban"),
        ({"scenario": 7}, "2 scenarios"),
        ({"texts": {"/etc/passwd": "name: bay"}}, "not made of a file"),
        ({"texts": {"\0": "name: bay"}}, "not made of a file"),
    ],
    ids=str,
)
def test_what_is_not_there_is_told(opened: Opening, play: dict, named: str) -> None:
    with pytest.raises(WrongUsageError, match=named):
        changed_model(opened, read_play(play))


def test_a_date_that_is_none_is_told_at_its_place(opened: Opening) -> None:
    with pytest.raises(ScenarioError, match=r"events.ban.at.*2026-13"):
        changed_model(opened, read_play({"dates": {"ban": "2026-13"}}))


@pytest.mark.parametrize(
    "said",
    [7, {"scenario": -1}, {"scenario": True}, {"held": {"a": "1"}}, {"held": {"a": float("nan")}},
     {"held": {"a": True}}, {"dates": {"a": 3}}, {"texts": []}, {"held": {str(at): 1 for at in range(300)}}],
    ids=str,
)  # fmt: skip
def test_what_is_no_setting_is_refused(said: object) -> None:
    with pytest.raises(WrongUsageError):
        read_play(said)


def test_all_scenarios_meet_the_chance_of_the_base(opened: Opening) -> None:
    assert plan_of(opened, opened.scenarios[1].model).seed == opened.base.scenario.simulate.seed == 11
