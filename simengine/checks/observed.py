"""What can be wrong with what is known, beyond its expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.checks.findings import Finding
from simengine.checks.observed_error import error_findings, shared_findings
from simengine.checks.triggers import reading_date
from simengine.errors import what_there_is
from simengine.language.clock import Clock, period
from simengine.model.model import Model
from simengine.model.names import event_names
from simengine.model.over import steps_over
from simengine.scenario.observation import START, Observation
from simengine.scenario.observed_event import is_dated, middle_of, steps_of
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath

_WHAT = ("expr", "when", "event")
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "expr": ("between", "value", "error", "over"),
    "when": (),
    "event": ("error", "occurrence"),
}
"""What may stand beside each, of what not all may have."""
_NOT_BESIDE = {
    "when": "a condition holds, or it doesn't",
    "event": "that an event came is known by its period, `at`",
    "expr": "only an event has it",
}


def observation_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with observations."""
    scenario = model.scenario
    for name, one in scenario.observe.items():
        path: KeyPath = ("observe", name)
        wrong = [*_form(path, one)]
        yield from wrong
        if not wrong:
            yield from _dates(path, one, scenario)
            yield from _bounds(path, one)
            yield from error_findings(model, name, one)
    yield from shared_findings(scenario)


def _form(path: KeyPath, one: Observation) -> Iterator[Finding]:
    what = [key for key in _WHAT if getattr(one, key) is not None]
    if len(what) != 1:
        got = " and ".join(what) or "none"
        yield Finding(path, f"one of expr, when and event says what is known (got {got})", at_key=not what)
        return
    given = [key for key in one.model_fields_set if getattr(one, key) is not None]
    for key in sorted({key for keys in _BESIDE.values() for key in keys} & {*given} - {*_BESIDE[what[0]]}):
        yield Finding((*path, key), f"{_NOT_BESIDE[what[0]]}: leave {key} out", at_key=True)
        return
    if (one.at is None) == (one.over is None):
        if one.at is not None:
            message = "at and over are two periods: leave one out (of a base's, delete one with null)"
            yield Finding((*path, "over"), message, at_key=True)
        else:
            also = ", or over, the period it is averaged or added up over" if what[0] == "expr" else ""
            yield Finding(path, f"needs at, the period at whose end it is read{also} (got neither)", at_key=True)
    if what[0] == "expr":
        yield from _figure(path, one)


def _figure(path: KeyPath, one: Observation) -> Iterator[Finding]:
    if (one.between is None) == (one.value is None):
        got = "neither" if one.between is None else "both: of a base's, delete one with null"
        message = f"needs either between: [lo, hi], a fact, or value and error, a figure (got {got})"
        yield Finding(path, message, at_key=True)
    elif one.value is not None and one.error is None:
        message = f"{one.value:g} needs an error, such as error: {{relative: 0.1}}; a fact with sharp edges is between"
        yield Finding((*path, "value"), message)
    elif one.error is not None and one.value is None:
        yield Finding(
            (*path, "error"), "goes with a value; a fact with sharp edges has none: leave it out", at_key=True
        )


def _bounds(path: KeyPath, one: Observation) -> Iterator[Finding]:
    if one.between is not None and not one.between[0] <= one.between[1]:
        low, high = one.between
        yield Finding((*path, "between"), f"the first must not be above the second (got {low:g} and {high:g})")


def _dates(path: KeyPath, one: Observation, scenario: Scenario) -> Iterator[Finding]:
    where = (*path, *one.date_keys)
    if one.event is not None:
        names = event_names(scenario)
        if one.event not in {*names, *scenario.declared("events")}:
            yield Finding((*path, "event"), f"no event {one.event!r}{what_there_is(one.event, names)}")
            return
        yield from _occurrence(path, one, scenario)
        if one.date == START:
            yield Finding(where, "an event comes in a period: write a date, such as 2024-11 (got start)")
            return
    if one.over is not None and one.date == START:
        yield Finding(where, "the start is no period: write at: start, or a period such as 2024-11 (got start)")
        return
    if one.date != START:
        wrong = [*reading_date(where, one.date, scenario)]
        yield from wrong or _period(where, one, scenario)
        if wrong:
            return
    yield from _known(path, one, scenario.clock)


def _occurrence(path: KeyPath, one: Observation, scenario: Scenario) -> Iterator[Finding]:
    where, event = (*path, "occurrence"), scenario.events.get(one.event or "")
    if one.occurrence < 1:
        yield Finding(where, f"occurrences are counted from 1 (got {one.occurrence})")
    elif one.occurrence > 1 and event is not None and not event.repeats and (event.hazard or event.when):
        message = f"{one.event} happens once, so it has no occurrence {one.occurrence}: leave it out, or give the event"
        yield Finding(where, f"{message} repeats: true")
    elif event is not None and event.at is not None and one.occurrence > len(event.at):
        dates = f"{len(event.at)} date{'s' * (len(event.at) != 1)}"
        yield Finding(
            where, f"{one.event} has {dates}, so it has no occurrence {one.occurrence}: take a smaller number"
        )


def _period(where: KeyPath, one: Observation, scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with the period of what tells of a whole one, whose end is within the clock."""
    clock, text = scenario.clock, one.date
    start = clock.label(0)
    if one.event is not None and one.error is not None:
        if not middle_of(clock, text) > 0:
            yield Finding(
                where, f"the middle of {text} lies before the start of the clock ({start}): write a later date"
            )
        return
    if not one.spans:
        return
    dated = one.event is not None and is_dated(scenario, one.event)
    first, last = steps_of(clock, text, dated) if one.event is not None else steps_over(clock, text)
    if period(text).first < clock.start:
        message = f"{text} begins before the clock does ({start}), so nobody knows all of it: write a later period"
        yield Finding(where, f"{message}, or let the clock start earlier")
    elif dated and first < 0:
        message = f"{one.event} is dated, and what happened by the start ({start}) is known from its dates"
        yield Finding(where, f"{message}: leave this observation out")
    elif first >= last:
        remedy = f"write a period of a {clock.step} or more"
        remedy += ", or give it an error, such as months(1)" if one.event is not None else ""
        yield Finding(where, f"{text} holds no step of the clock, which is a {clock.step}: {remedy}")


def _known(path: KeyPath, one: Observation, clock: Clock) -> Iterator[Finding]:
    if one.known is None:
        return
    try:
        known = period(one.known).after
    except ValueError as error:
        yield Finding((*path, "known"), str(error))
        return
    if known < (clock.start if one.date == START else period(one.date).after):
        told = f"the start ({clock.label(0)})" if one.date == START else f"the end of {one.date}"
        message = (
            f"{one.known} ends before {told}, and what is not over isn't known: write a later date, or leave it out"
        )
        yield Finding((*path, "known"), message)
