"""What a setting means: the scenario with overrides KEY=VALUE, and the plan its futures are drawn by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from simengine.checks.correlations import pair_path
from simengine.errors import WrongUsageError, what_there_is
from simengine.language.clock import period
from simengine.loading import load_edited, overridden
from simengine.model.model import Model
from simengine.plan.hold import hold_parameter
from simengine.plan.later import hold_later
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.scenario.schema import Scenario
from simengine.window.opened import Opening
from simengine.window.pasts import Past
from simengine.window.play import Play


def plan_of(opening: Opening, model: Model) -> Plan:
    """The plan of a scenario by the base's seed."""
    return make_plan(model, opening.seed, opening.nested)


def held_after(play: Play, past: Past) -> Play:
    """A setting that holds the parameters that the past hangs on from there on only.

    WrongUsageError for those that can't have another value then.
    """
    later = tuple(pair for pair in play.held if pair[0] in past.parameters)
    stuck = [name for name, _ in later if name in past.stuck]
    if stuck:
        raise WrongUsageError(f"{stuck[0]} can't change after the past: {past.stuck[stuck[0]]}")
    rest = tuple(pair for pair in play.held if pair not in later)
    return replace(play, held=rest, later=later, since=past.later) if later else play


def held_plan(scenario: Scenario, plan: Plan, play: Play) -> Plan | None:
    """The plan of a setting, where `plan` is that of it without what is held; None where it must be read for that.

    It gives the futures of `changed_model`, to the bit.
    """
    joined = _joined(plan) | patterns(scenario)
    laws = {one.name: one.distribution for one in plan.parameters}
    if any(name not in laws or laws[name].names for name, _ in (*play.held, *play.later)):
        return None
    if any(name in joined for name, _ in play.held):
        return None
    for name, value in play.held:
        plan = hold_parameter(plan, name, value)
    step = plan.clock.step_at(period(play.since).first) if play.later else 0
    return hold_later(plan, dict(play.later), step)


def patterns(scenario: Scenario) -> frozenset[str]:
    """The parameters that others are `like`: what these are fixed at, so are those."""
    return frozenset(one.like for one in scenario.parameters.values() if one.like)


def _joined(plan: Plan) -> frozenset[str]:
    """The parameters that a correlation joins to others."""
    groups = [one.parameters for one in plan.parameter_mixing] + [one.parameters for one in plan.parameter_factors]
    return frozenset(plan.parameters[index].name for group in groups for index in group)


def changed_model(opening: Opening, play: Play) -> Model:
    """The scenario as the setting has it, read and checked as if its text said so.

    Raises ScenarioError with everything that is wrong, WrongUsageError for what isn't there.
    """
    opened = opening.at(play.scenario)
    model = opened.model
    if play.texts:
        _check_files(model.scenario, play)
        model = load_edited(opened.file, dict(play.texts), opened.overrides, opening.plugins).model
    overrides = tuple(overrides_of(model.scenario, play))
    return overridden(model, overrides, "what is set").model if overrides else model


def _check_files(scenario: Scenario, play: Play) -> None:
    known = [name for name, _ in scenario.files]
    for name, _ in play.texts:
        if name not in known:
            raise WrongUsageError(f"{scenario.name} is not made of a file {name!r}{what_there_is(name, known)}")


def overrides_of(scenario: Scenario, play: Play) -> Iterator[str]:
    """What is held and forced, as KEY=VALUE.

    A held parameter varies no more, so the correlations it is in are deleted; one that is held later does before.
    WrongUsageError for what isn't there.
    """
    for name, value in (*play.held, *play.later):
        if name not in scenario.parameters:
            raise WrongUsageError(f"no parameter {name!r}{what_there_is(name, scenario.parameters)}")
        said = json.dumps(_said(scenario, name, value), ensure_ascii=False)
        later = (name, value) in play.later
        yield (
            f"parameters.{name}.later={{from: {play.since}, value: {said}}}"
            if later
            else (f"parameters.{name}.fixed={said}")
        )
    gone = {name for name, _ in play.held}
    for pair in scenario.parameter_correlations:
        if gone & set(pair):
            section, key = pair_path(scenario, "parameter_correlations", pair)
            yield f"{section}.{key}=null"
    for name, date in play.dates:
        dates = [one.strip() for one in date.split(",")]
        said = json.dumps(dates if len(dates) > 1 else date, ensure_ascii=False)
        yield f"events.{name}.{forced_by(scenario, name)}={said}"


def _said(scenario: Scenario, name: str, value: float) -> float | str:
    """A value of a parameter as a text says it; WrongUsageError for one it hasn't."""
    called = scenario.parameters[name].distribution.names
    if called and value not in range(len(called)):
        raise WrongUsageError(f"{name} has {len(called)} values, counted from 0, so there is no {value:g}")
    return called[int(value)] if called else _plain(value)


def _plain(value: float) -> float | int:
    """A whole number without its `.0`, as people write it."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def forced_by(scenario: Scenario, name: str) -> str:
    """The field that says when an event occurs at the latest: `at` where it has a date, else `latest`."""
    if name not in scenario.events:
        raise WrongUsageError(f"no event {name!r}{what_there_is(name, scenario.events)}")
    return "at" if scenario.events[name].at is not None else "latest"
