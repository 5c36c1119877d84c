"""The account of one path: all its story consists of, computed afresh or checked against a stored run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from operator import attrgetter

import numpy as np

from simengine.compute.recompute import check_same_end, stored_ends
from simengine.distributions import Law
from simengine.engines.parameters import expert_of, parameter_uniforms
from simengine.errors import SimengineError
from simengine.language.expression import Compare, Logic, Node, Number
from simengine.model.model import Model
from simengine.plan.invariants import INVARIANTS
from simengine.plan.plan import Plan
from simengine.plan.readings import ObservationPlan
from simengine.randomness.streams import check_path
from simengine.runs.store import Run
from simengine.runs.tally import NAMES
from simengine.runs.words import words_of
from simengine.status import ADVICE, Status
from simengine.story.conditions import Explainer
from simengine.story.crossings import crossings
from simengine.story.figures import sightings
from simengine.story.occurrences import happenings
from simengine.story.records import (
    Breach,
    Course,
    Crossing,
    Ending,
    Happening,
    Story,
    Switch,
    Tail,
    Turn,
    Unusual,
    Verdict,
)
from simengine.story.track import Track, follow
from simengine.story.turns import extremes

LEAST_SWING = 0.4
"""A turning point needs moves of this share of the driver's range on the path, before and after it."""
LEAST_SPAN = 0.05
"""A driver whose range is a smaller share of its largest value has no turning points worth telling."""
TAIL = 0.05
"""A parameter is unusual in so much of its distribution at either end."""


def story_of_run(run: Run, path: int) -> Story:
    """The story of a stored path, computed again; SimengineError if it does not come out as it is stored."""
    stored = stored_ends(run, [path])
    track = follow(run.model.scenario, run.plan, path)
    check_same_end(run, path, track.end.status, track.end.outcome, (int(stored.status[0]), int(stored.outcome[0])))
    return tell(track)


def story_of_path(model: Model, plan: Plan, path: int) -> Story:
    """The story of a path of a plan made of this scenario; SimengineError if there can be no such path."""
    try:
        check_path(path)
    except ValueError as error:
        raise SimengineError(str(error)) from error
    return tell(follow(model.scenario, plan, path))


def tell(track: Track) -> Story:
    """The account of a path that has been followed."""
    plan, end = track.plan, track.end
    explainer = Explainer(track.scenario, plan)
    happened = happenings(track, explainer)
    looked = track.steps >= 0
    return Story(
        scenario=plan.name,
        title=plan.title,
        seed=plan.seed,
        path=end.path,
        start=track.date(0),
        end=track.date(plan.clock.steps),
        outcome=plan.classes[end.outcome][0] if end.outcome >= 0 else None,
        ending=_ending(track, explainer),
        happenings=tuple(happened),
        switches=tuple(sorted(_switches(track, happened), key=attrgetter("step"))) if looked else (),
        crossings=tuple(_other_than_reasons(crossings(track), happened)) if looked else (),
        turns=tuple(_turns(track)) if looked else (),
        courses=tuple(_courses(track)) if track.steps > 0 else (),
        unusual=tuple(_unusual(track)),
        parameters=sum(parameter.distribution.varies for parameter in plan.parameters),
        verdicts=tuple(_verdicts(track, explainer)),
        words=words_of(track.scenario),
        breaches=tuple(_breaches(track)) if end.status is Status.OK else (),
        figures=tuple(sightings(plan, end, track.read)),
    )


def _ending(track: Track, explainer: Explainer) -> Ending | None:
    end, plan = track.end, track.plan
    if end.status is Status.OK:
        return None
    element = plan.elements[end.element]
    seen = next((seen for seen in plan.observations if element == f"observe.{seen.name}"), None)
    parts = explainer.parts(_inside(seen), track.last) if seen is not None else ()
    return Ending(end.step, track.date(end.step), NAMES[end.status], element, parts, ADVICE[end.status])


def _inside(seen: ObservationPlan) -> Node:
    """The condition an observation makes."""
    return Logic("and", (Compare(">=", seen.expr, Number(seen.low)), Compare("<=", seen.expr, Number(seen.high))))


def _breaches(track: Track) -> Iterator[Breach]:
    """The invariants that broke, each when it first did."""
    plan = track.plan
    for cell in plan.measures:
        years = track.last[cell.slot]
        if cell.name.startswith(INVARIANTS) and not math.isnan(years):
            name, step = cell.name.removeprefix(INVARIANTS), round(years * plan.clock.per_year)
            yield Breach(step, track.date(step), name, track.scenario.invariants[name].note or "")


def _verdicts(track: Track, explainer: Explainer) -> Iterator[Verdict]:
    """The classes in order, up to the one that holds."""
    for index, (name, condition) in enumerate(track.plan.classes[: track.end.outcome + 1]):
        parts = explainer.parts(condition, track.last) if condition is not None else ()
        yield Verdict(name, index == track.end.outcome, parts)


def _switches(track: Track, happened: list[Happening]) -> Iterator[Switch]:
    """The changes of stepwise drivers that no event made, and of parameters."""
    yield from _replaced(track)
    moved = {(shift.driver, one.step + (one.trigger == "condition")) for one in happened for shift in one.shifts}
    for driver in track.plan.drivers:
        if track.scenario.drivers[driver.name].stepwise:
            column = track.columns[driver.slot]
            for k in (np.flatnonzero(np.diff(column)) + 1).tolist():
                if (driver.name, k) not in moved:
                    before, after = (track.shown(driver.name, float(column[i])) for i in (k - 1, k))
                    yield Switch(k, track.date(k), driver.name, before, after)


def _other_than_reasons(found: Iterable[Crossing], happened: list[Happening]) -> Iterator[Crossing]:
    """The crossings that are not the very reason of an event told for the same step."""
    reasons = {(one.step, part.left, part.right) for one in happened for part in one.parts}
    for crossing in found:
        names = {(crossing.step, crossing.name, crossing.other), (crossing.step, crossing.other, crossing.name)}
        if not names & reasons:
            yield crossing


def _turns(track: Track) -> Iterator[Turn]:
    found = []
    for driver in track.plan.drivers:
        process = track.scenario.drivers[driver.name]
        if not process.stepwise and not process.counts:
            column = track.columns[driver.slot]
            span = float(np.ptp(column))
            least = LEAST_SWING * span if span > LEAST_SPAN * np.abs(column).max() else 0.0
            for one in extremes(column, least):
                value = float(column[one.step])
                utmost = value == (column.max() if one.high else column.min())
                unit = track.plan.unit(driver.name)
                swing = one.swing / span
                found.append(
                    Turn(one.step, track.date(one.step), driver.name, unit, value, one.high, bool(utmost), swing)
                )
    yield from sorted(found, key=lambda turn: turn.step)


def _courses(track: Track) -> Iterator[Course]:
    for driver in track.plan.drivers:
        column = track.columns[driver.slot]
        first, last = (track.shown(driver.name, float(column[k])) for k in (0, -1))
        counts = track.scenario.drivers[driver.name].counts
        total = float(column[1:].sum()) if counts else None
        unit = track.plan.unit(driver.name)
        yield Course(driver.name, unit, first, last, total)


def _unusual(track: Track) -> Iterator[Unusual]:
    """Parameters beyond their 5–95 %, the furthest out first."""
    found = []
    for name, law, u in _drawn(track):
        value = law.quantile(u)
        far = _far_out(law, u, value)
        if far is not None:
            found.append(Unusual(name, track.scenario.parameters[name].unit or "", _called(law, value), *far))
    yield from sorted(found, key=lambda one: one.share)


def _replaced(track: Track) -> Iterator[Switch]:
    """The parameters that came to have another value."""
    drawn = {name: (law, law.quantile(u)) for name, law, u in _drawn(track)} if track.later else {}
    for one in track.later:
        law, before = drawn[one.name]
        if one.step <= track.steps and before != one.value:
            after = _called(law, one.value)
            yield Switch(one.step, track.date(one.step), one.name, _called(law, before), after)


def _drawn(track: Track) -> Iterator[tuple[str, Law, float]]:
    """Each parameter with the law that the path draws it from, and the chance it shows."""
    plan = track.plan
    expert = expert_of(plan, track.end.path, track.rolled)
    for parameter, u in zip(plan.parameters, parameter_uniforms(plan, track.end.path, track.rolled), strict=True):
        yield parameter.name, parameter.distribution.asked(expert), u


def _called(law: Law, value: float) -> float | str:
    """A value, or its name where values have names."""
    return law.names[round(value)] if law.names else value


def _far_out(distribution: Law, u: float, value: float) -> tuple[Tail, float] | None:
    """Which tail a draw lies in and how much of the distribution lies there; None if it is an ordinary one."""
    chance = distribution.chance_of(value)
    if chance is not None:
        return ("rare", chance) if chance < TAIL else None
    if not distribution.varies or TAIL <= u <= 1.0 - TAIL:
        return None
    return ("low", u) if u < TAIL else ("high", 1.0 - u)
