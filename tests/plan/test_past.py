"""What comes before the last observation: the same paths, and a digest that is equal where they are."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.errors import SimengineError
from simengine.learning.readings import reading_plan
from simengine.loading import load_text
from simengine.plan.identity import observed_digest
from simengine.plan.past import last_step, past_digest, past_of
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.plan.readings import LikelihoodPlan
from tests.helpers.plan.harbour_model import plan_of
from tests.helpers.semantics.random_model import scenario

PATHS = range(40)
SCENARIOS = 40
CHANGES = 40


def generated(seed):
    """A scenario at random as plain data, and the same with something else in it that is dated or read, or anything."""
    rng = random.Random(seed)  # noqa: S311 (not for secrets)
    made = scenario(rng)
    made["simulate"]["nested"] = 1
    return rng, made


def observed_plan(made):
    """Its plan with what its first question asks for as a figure with an error, in the middle of its clock."""
    plan = make_plan(load_text(json.dumps(made), "generated").model)
    step = max(1, plan.clock.steps // 2)
    asked = plan.questions[0]
    figure = LikelihoodPlan("figure", step, asked.expr, 1.0, "normal", plan.questions[0].expr, "2024-01-01")
    return replace(
        plan, likelihoods=(figure,), observations=tuple(one for one in plan.observations if one.step <= step)
    )


def until_last(plan, past):
    """What paths are up to the last observation of a plan: how they end, drivers, events by name, what is read."""
    names = [driver.name for driver in plan.drivers]
    found = make_engine("machine", reading_plan(past)).simulate(PATHS, names, until=last_step(plan))
    events = {
        event.name: (log.offsets.tolist(), log.steps.tolist())
        for event, log in zip(past.events, found.events, strict=True)
        if len(log.steps)
    }
    ended = [past.elements[one] if one >= 0 else "" for one in found.element.tolist()]
    return found.status.tolist(), ended, found.step.tolist(), found.kept, found.questions, events


def same(one, other):
    return all(
        np.array_equal(a, b, equal_nan=True) if isinstance(a, np.ndarray) else a == b
        for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("seed", range(SCENARIOS))
def test_the_past_has_the_paths_of_the_plan_to_the_bit(seed):
    plan = observed_plan(generated(seed)[1])
    assert same(until_last(plan, plan), until_last(plan, past_of(plan)))


def later(made):
    """Changes that come after the middle of the clock, or are only read."""
    questions = {"title": "another", "questions": {"q": made["questions"]["q"]}, "measures": {"m0": {"expr": "1"}}}
    yield {**made, **questions, "outcome": {"all": "otherwise"}}
    yield {**made, "events": {**made["events"], "late": {"at": "2031", "effects": {}}}}
    yield {**made, "parameters": {**made["parameters"], "unused": {"uniform": [0, 1]}}}


def anything(rng, made):
    """Some number or text somewhere is another one."""
    changed = copy.deepcopy(made)
    section = rng.choice([name for name in ("parameters", "drivers", "events", "formulas") if made[name]])
    where, key = changed[section], rng.choice(sorted(changed[section]))
    while isinstance(where[key], dict) and where[key]:
        where, key = where[key], rng.choice(sorted(where[key]))
    other = rng.choice(sorted(made[section]))
    where[key] = where[key] * 2 if isinstance(where[key], float | int) else rng.choice(["0.5", "1 - time", other])
    return changed


@pytest.mark.parametrize("seed", range(0, SCENARIOS, 2))
def test_what_comes_later_or_is_only_read_leaves_the_digest(seed):
    _, made = generated(seed)
    digest = past_digest(observed_plan(made))
    for changed in later(made):
        assert past_digest(observed_plan(changed)) == digest


def test_plans_of_one_digest_have_the_same_paths():
    alike, different = 0, 0
    for seed in range(1000, 1000 + CHANGES):
        rng, made = generated(seed)
        try:
            plan, other = observed_plan(made), observed_plan(anything(rng, made))
        except SimengineError:
            continue
        paths = [until_last(one, past_of(one)) for one in (plan, other)]
        if past_digest(plan) == past_digest(other):
            alike += 1
            assert same(*paths), seed
        else:
            different += not same(*paths)
    assert alike > CHANGES // 20
    assert different > CHANGES // 10  # else the comparison could not fail


CHANGES_BEFORE = [
    ("hazard: rate*age", "hazard: 2*rate*age"),
    ("between: [0.1, 9]", "between: [0.2, 9]"),
    ("at: 2025-06, expr", "at: 2025-07, expr"),
    ("growth: -0.1", "growth: -0.2"),
    ("at: 2026-03", "at: 2025-06"),
    ("latest: 2027-12", "latest: 2025-06"),
    ("low: 0.5, mode", "low: 0.4, mode"),
    ("seed: 11", "seed: 12"),
]
CHANGES_AFTER = [
    ("end: 2028-01", "end: 2029-01"),
    ("at: 2026-03, effects: {depth: {set: 1}}", "at: [2026-07, 2027-01], effects: {ships: {add: 3}}"),
    ("  dredged: {at: 2026-03, effects: {depth: {set: 1}}}\n", ""),
    ("latest: 2027-12", "latest: 2026-12"),
    ("  unused: ships ** 0.5\n", ""),
    ("as_of: 2026", "as_of: 2027"),
    ('  lowest: {expr: "-max_so_far(-depth)", unit: m}\n', ""),
    ("title: A harbour", "title: The harbour"),
    ("  gust: {choice", "  spare: {uniform: [0, 1]}\n  gust: {choice"),
]


@pytest.mark.parametrize("change", CHANGES_BEFORE, ids=lambda change: change[1])
def test_what_decides_of_the_past_is_in_the_digest(tmp_path, change):
    assert past_digest(plan_of(tmp_path, change)) != past_digest(plan_of(tmp_path))


@pytest.mark.parametrize("change", CHANGES_AFTER, ids=lambda change: change[1])
def test_what_comes_after_is_not(tmp_path, change):
    assert past_digest(plan_of(tmp_path, change)) == past_digest(plan_of(tmp_path))


@pytest.mark.parametrize("more", ["{at: 2026-05}", "{when: late(2)}", "{hazard: 1}"])
def test_an_event_that_came_is_told_by_its_name(tmp_path, more):
    """An event more before it in the file is another number of it, and the same observation."""
    seen = "observe:\n  sold: {event: sale, at: 2025-03, error: months(2)}\n"
    more = more.replace("late(2)", "time > 2")
    plan = plan_of(tmp_path, ("observe:\n", seen))
    longer = plan_of(tmp_path, ("observe:\n", seen), ("events:\n", f"events:\n  aside: {more}\n"))
    one, other = (figure.seen.event for figure in (plan.likelihoods[0], longer.likelihoods[0]))
    assert other == one + 1
    assert observed_digest(longer) == observed_digest(plan)
    assert (past_digest(longer) == past_digest(plan)) == (
        "at" in more
    )  # the others might come before, and do something
    another = plan_of(tmp_path, ("observe:\n", seen.replace("event: sale", "event: storm")))
    assert observed_digest(another) != observed_digest(plan)


def test_what_is_only_used_later_has_no_dice_in_the_past(tmp_path):
    grant = "  dredged: {at: 2026-03, effects: {depth: {set: 'lift'}}, branch: {wide: 'lift/9'}}"
    dated = "  dredged: {at: 2026-03, effects: {depth: {set: 1}}}"
    plan = plan_of(tmp_path, ("  gust:", "  lift: {uniform: [0, 1]}\n  gust:"), (dated, grant))
    gone = set(dice_of(plan)) - set(dice_of(past_of(plan)))
    assert gone == {("parameters", "lift", 0), ("events", "dredged", 1)}


def test_a_parameter_that_is_correlated_with_one_that_is_used_stays(tmp_path):
    pair = ("pull ~ rate: 0.5", "pull ~ rate: 0.5, pull ~ lift: 0.2")
    plan = plan_of(tmp_path, ("  gust:", "  lift: {uniform: [0, 1]}\n  gust:"), pair)
    assert [one.name for one in past_of(plan).parameters] == [one.name for one in plan.parameters]
