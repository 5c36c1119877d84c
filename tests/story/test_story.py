"""The account of one path: what happened, what turned, what decided, and that it is the path of the run."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import SimengineError
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.report.story_text import story_text
from simengine.status import Status
from simengine.story.account import story_of_path, story_of_run
from simengine.story.records import Course, Part, Shift, Switch, Unusual, Verdict
from simengine.story.turns import Change, Extreme, changes, extremes
from tests.helpers.compute.mill_model import mill_file, mill_story
from tests.helpers.compute.pond_model import run_pond
from tests.helpers.house.tree import ROOT

FLAGSHIP = ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml"


@pytest.fixture(scope="module")
def mill(tmp_path_factory):
    return mill_story(tmp_path_factory.mktemp("mill"))


# Turning points


@pytest.mark.parametrize(
    ("values", "least", "turning"),
    [
        ([0, 1, 2, 3], 1, []),
        ([0, 3, 0], 2, [Extreme(1, True, 3)]),
        ([3, 0, 1, 4], 2, [Extreme(1, False, 3)]),
        ([0, 3, 2, 4, 0], 2, [Extreme(3, True, 4)]),  # the dip on the way is too small
        ([0, 3, 2, 4, 0], 1, [Extreme(1, True, 1), Extreme(2, False, 1), Extreme(3, True, 2)]),
        ([0, 3, 0, 2, 1, 5], 3, [Extreme(1, True, 3), Extreme(2, False, 3)]),
        ([0, 5, 4], 2, []),  # it has not come back far enough
        ([5, 4, 9, 0], 2, [Extreme(2, True, 5)]),  # the first fall was too short for a trough
        ([1, 1, 1], 0, []),
    ],
)
def test_extremes_are_swings_on_both_sides(values, least, turning):
    assert extremes(np.array(values, dtype=float), least) == turning


def test_extremes_alternate_and_swing_enough():
    walk = np.cumsum(np.random.default_rng(5).normal(size=2000))
    found = extremes(walk, 8.0)
    assert len(found) > 5
    assert all(one.high != other.high for one, other in pairwise(found))
    assert all(one.swing >= 8.0 for one in found)
    assert len(extremes(walk, 4.0)) > len(found)
    assert [one.step for one in extremes(-walk, 8.0)] == [one.step for one in found]


@pytest.mark.parametrize(
    ("above", "least", "crossed"),
    [
        ("0000", 1, []),
        ("0011", 2, [Change(2, True, 2)]),
        ("0111", 2, []),  # it was not below for long enough
        ("00010011", 2, [Change(6, True, 2)]),  # the visit at 3 is none
        ("000111011100", 2, [Change(3, True, 3), Change(10, False, 2)]),
    ],
)
def test_crossings_last_on_both_sides(above, least, crossed):
    assert list(changes([side == "1" for side in above], least)) == crossed


# A story that can be written down


def test_what_happened_is_told_with_branches_causes_and_effects(mill):
    told = [one for one in mill.happenings if one.event != "market"]
    assert [(one.date, one.event, one.branches, one.trigger) for one in told] == [
        ("2020-01", "founded", (), "date"),
        ("2025-07", "opening", (), "date"),
        ("2026-07", "flood", ("wall_holds",), "condition"),
        ("2028-04", "repair", (), "latest"),
    ]
    assert told[1].shifts == (
        Shift("gate", "", "set", 1.0, 0.0, 1.0),
        Shift("pond", "m3", "multiply", 0.5, None, None),
    )
    assert told[2].notes == ("the brook leaves its bed", "as built in 1911")
    assert told[2].parts == (Part("brook", 5.0, ">=", "5", None, True), Part("gate", 1.0, "==", "1", None, True))
    assert told[2].shifts == (Shift("pond", "m3", "add", 2.0, None, None),)
    assert told[3].shifts == (Shift("gears", "", "set", 1.0, "whole", "broken"),)
    assert sum(one.event == "market" for one in mill.happenings) == 24


def test_several_in_a_step_are_told_together_by_the_branches_they_took(tmp_path):
    """By the log of path 0 there are 10 and 8 markets at steps 1 and 2: 5 and 4 fair, one thin, the rest neither."""
    market = "{hazard: 30*(time < 0.5), repeats: true, each: null, branch: {fair: 0.5, thin: 0.2}, "
    changes = ("events.market=" + market + "effects: {pond: {add: 1}}}",)
    story = mill_story(tmp_path, 0, *changes)
    told = [one for one in story.happenings if one.event == "market"]
    assert [(one.step, one.branches, one.times) for one in told] == [
        (1, ("fair",), 5), (1, ("thin",), 1), (1, (), 4), (2, ("fair",), 4), (2, (), 4),
    ]  # fmt: skip
    plan = make_plan(load(mill_file(tmp_path), changes))
    logged = dict(zip((event.name for event in plan.events), ReferenceEngine(plan).path(0).events, strict=True))
    expected = [(1,) * 10 + (2,) * 8, (1,) * 5 + (2,) * 4, (1,)]
    assert [logged[name] for name in ("market", "fair", "thin")] == expected
    assert {shift.amount for one in told for shift in one.shifts} == {1.0}
    text = story_text(story, 100)
    assert "5 × market: fair; pond +1 each time\n" in text
    assert " market: thin; pond +1\n" in text


def test_what_changed_by_itself_is_told(mill):
    assert mill.switches == (Switch(12, "2028-01", "toll", 1.0, 2.0),)
    assert [(one.date, one.name, one.above, one.other) for one in mill.crossings] == [
        ("2025-10", "brook", True, "enough"),
        ("2027-07", "brook", False, "5"),  # that it rose above 5 is the flood's own reason
        ("2028-04", "brook", False, "enough"),
        ("2028-07", "grain", False, "5"),
        ("2030-01", "grain", True, "5"),
        ("2030-07", "brook", True, "enough"),
    ]
    assert [(one.date, one.driver, one.value, one.high, one.utmost) for one in mill.turns] == [
        ("2025-07", "pond", 5.25, False, True),
        ("2027-01", "brook", 6.0, True, True),
        ("2029-01", "brook", 1.0, False, True),
    ]
    assert Course("pond", "m3", 10.0, 12.75, None) in mill.courses
    assert Course("carts", "", 0.0, 0.0, 0.0) in mill.courses


def test_the_class_is_explained_by_the_parts_that_decide(mill):
    held, flooded = mill.verdicts
    assert held == Verdict(
        "dry",
        False,
        (
            Part("held(brook < enough)", 0.0, ">=", "2", None, False),
            Part("pond", 12.75, "<", "1", None, False),
        ),
    )
    assert (flooded.name, flooded.holds, mill.outcome) == ("rich", True, "rich")
    assert flooded.parts == (
        Part("occurred(flood)", None, "", "", None, True, "2026-07"),
        Part("grain", 6.0, "<", "5", None, False),
        Part("gears", "broken", "==", "whole", None, False),
        Part("mean(pond, grain)", 9.375, ">", "5", None, True),
    )


def test_only_what_fails_is_told_of_a_condition_that_fails(tmp_path):
    story = mill_story(tmp_path, 0, "events.repair.latest=null")
    assert story.outcome == "poor"
    assert [verdict.holds for verdict in story.verdicts] == [False, False, True]
    assert story.verdicts[1].parts == (Part("gears", "whole", "==", "whole", None, True),)
    assert story.verdicts[2].parts == ()


@pytest.mark.parametrize(
    ("path", "name", "tail"), [(0, "wheel", "rare"), (3, "thrift", "low"), (7, "thrift", "high"), (1, None, None)]
)
def test_unusual_parameters_lie_far_out(tmp_path, path, name, tail):
    story = mill_story(tmp_path, path)
    assert story.parameters == 2
    assert [(one.name, one.tail) for one in story.unusual] == ([(name, tail)] if name else [])
    for one in story.unusual:
        expected = {"rare": 0.03, "low": one.value, "high": 1.0 - one.value}[tail]
        assert one == Unusual(one.name, "", one.value, one.tail, pytest.approx(expected))
        assert one.share < 0.05


# Paths that end early


def test_what_an_observation_saw_is_told(tmp_path):
    story = mill_story(tmp_path, 0, "observe.brook_2026.between=[0, 3]")
    assert story.outcome is None
    assert story.verdicts == ()
    assert (story.ending.date, story.ending.status, story.ending.element) == (
        "2027-01",
        "excluded",
        "observe.brook_2026",
    )
    assert story.ending.parts == (Part("brook", 6.0, "<=", "3", None, False),)
    assert max(one.step for one in story.happenings) < 8


def test_a_failed_path_is_told_up_to_its_end(tmp_path):
    story = mill_story(tmp_path, 0, "events.repair.hazard=0 - count(market)")
    assert (story.ending.status, story.ending.element, story.ending.parts) == ("bad_hazard", "events.repair", ())
    assert story.ending.date == "2025-04"
    assert "negative" in story.ending.advice


def test_a_path_that_ends_at_once_has_a_story(tmp_path):
    story = mill_story(tmp_path, 0, "drivers.pond.initial=0/0")
    assert (story.ending.step, story.ending.element) == (0, "drivers.pond")
    assert (story.turns, story.courses, story.crossings) == ((), (), ())


# The path of a run


def test_a_stored_path_is_told_and_another_refused(tmp_path):
    stored = run(load(mill_file(tmp_path)), Settings(paths=2, engine="reference"), tmp_path / "results")
    assert story_of_run(stored, 1) == mill_story(tmp_path, 1)
    with pytest.raises(SimengineError, match="has no path 2"):
        story_of_run(stored, 2)
    other = dataclasses.replace(stored)
    vars(other)["plan"] = make_plan(load(mill_file(tmp_path), ["drivers.pond.initial=0/0"]))  # other futures
    with pytest.raises(SimengineError, match=r"path 1 of .* came out as non_finite, but rich is stored"):
        story_of_run(other, 1)


def test_every_way_to_end_in_a_run_has_a_story(tmp_path):
    stored = run_pond(tmp_path, paths=60)
    rows = stored.outcomes.select(["path", "status", "class"]).to_pylist()
    assert len({row["status"] for row in rows}) >= 3
    for row in rows:
        story = story_of_run(stored, row["path"])
        assert story.outcome == row["class"]
        assert (story.ending.status if story.ending else "ok") == row["status"]


@pytest.mark.parametrize("path", [-1, 2**63])
def test_there_is_no_path_beyond_the_counter(tmp_path, path):
    with pytest.raises(SimengineError, match="counted from 0"):
        mill_story(tmp_path, path)


def test_a_trace_ends_on_the_values_of_its_measures(tmp_path):
    plan = make_plan(load(FLAGSHIP))
    engine = ReferenceEngine(plan)
    trace = next(trace for k in range(20) if (trace := engine.trace(k)).end.status is Status.OK)
    assert repr(trace.end) == repr(engine.path(trace.end.path))  # a measure may be NaN, which equals nothing
    np.testing.assert_array_equal([trace.values[cell.slot] for cell in plan.measures], trace.end.measures)


def test_stories_of_the_first_model_agree_with_its_paths():
    scenario = load(FLAGSHIP)
    plan = make_plan(scenario)
    ends = [ReferenceEngine(plan).path(k) for k in range(12)]
    for end in ends:
        story = story_of_path(scenario, plan, end.path)
        steps = [one.step for one in story.happenings]
        assert steps == sorted(steps)
        assert sum(one.times * (1 + len(one.branches)) for one in story.happenings) <= sum(map(len, end.events))
        if end.status is Status.OK:
            assert story.outcome == plan.classes[end.outcome][0] == story.verdicts[-1].name
            assert [verdict.holds for verdict in story.verdicts] == [False] * end.outcome + [True]
            assert sum(one.times * (1 + len(one.branches)) for one in story.happenings) == sum(map(len, end.events))
            assert story.turns
    assert {end.status for end in ends} == {Status.OK, Status.EXCLUDED}


def test_which_of_two_events_came_first_is_told_with_what_came(tmp_path):
    words = "not (before(repair, flood) and earliest(repair, flood) > 9) and before(flood, repair)"
    verdict, *_ = mill_story(tmp_path, 0, f"outcome.dry={words}").verdicts
    assert verdict.parts == (
        Part("before(repair, flood)", None, "", "", None, False, "flood 2026-07"),
        Part("earliest(repair, flood)", 1.5, ">", "9", None, False),
        Part("before(flood, repair)", None, "", "", None, True, "2026-07"),
    )


# Parameters that change


def test_a_parameter_that_comes_to_have_another_value_is_told_at_its_date(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(
        "name: shop\nclock: {start: 2026-01, end: 2028-01, step: month}\n"
        "parameters:\n"
        "  pace: {title: Pace of sales, uniform: {low: 1, high: 2}, later: {from: 2026-07, value: 1.5}}\n"
        "  kind: {choice: {plain: 1, rich: 0}, later: {from: 2027-01, value: rich}}\n"
        "  same: {fixed: 3, later: {from: 2027-01, value: 3}}\n"
        "drivers:\n"
        "  sold: {process: stock, initial: 0, outflow: 0, inflow: \"pace + same + (1 if kind == 'rich' else 0)\"}\n"
        "outcome: {done: {when: otherwise}}\n"
    )
    model = load(file)
    story = story_of_path(model, make_plan(model), 3)
    pace, kind = story.switches
    assert (pace.date, pace.driver, pace.after, kind) == (
        "2026-07", "pace", 1.5, Switch(12, "2027-01", "kind", "plain", "rich"),
    )  # fmt: skip
    assert 1.0 <= pace.before <= 2.0
    assert "\n2026-07  · Pace of sales" in story_text(story, 100)
