"""What can be wrong with what is known, beyond its expressions."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.checks.triggers import reading_date
from simengine.errors import what_there_is
from simengine.language.clock import period
from simengine.language.expression import constant
from simengine.language.fields import Expression
from simengine.model.model import Model
from simengine.model.names import event_names
from simengine.scenario.observation import LAWS, START, Error, Observation
from simengine.scenario.placed import error_path
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath

_WHAT = ("expr", "when", "event")


def observation_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with observations."""
    scenario = model.scenario
    for name, one in scenario.observe.items():
        yield from _form(("observe", name), one)
        yield from _dates(("observe", name), one, scenario)
        yield from _bounds(("observe", name), one)
        if one.error is not None:
            yield from _error(name, one, one.error, scenario)
        if one.event is not None:
            yield from _event(("observe", name), one, scenario)


def _form(path: KeyPath, one: Observation) -> Iterator[Finding]:
    what = [key for key in _WHAT if getattr(one, key) is not None]
    if len(what) != 1:
        got = "none" if not what else " and ".join(what)
        yield Finding(path, f"one of `expr`, `when` and `event` says what is known (got {got})")
        return
    if what[0] == "expr" and (one.between is None) == (one.value is None):
        got = "neither" if one.between is None else "both"
        yield Finding(path, f"either `between: [lo, hi]`, or `value` and its `error` say what it is (got {got})")
    if what[0] == "when" and (one.between or one.value is not None or one.error):
        yield Finding(path, "a condition that holds is known without `between`, `value` or `error`: leave them out")
    if what[0] == "event" and (one.between or one.value is not None):
        yield Finding(path, "an event is known by its date, `at`: leave out `between` and `value`")
    if one.value is not None and one.error is None:
        yield Finding((*path, "value"), "a figure needs an `error`; what lies between two ends for sure is `between`")
    if one.error is not None and one.value is None and what[0] == "expr":
        yield Finding((*path, "error"), "an error needs the figure it is of: give `value`")


def _dates(path: KeyPath, one: Observation, scenario: Scenario) -> Iterator[Finding]:
    if one.at != START:
        yield from reading_date((*path, "at"), one.at, scenario)
    elif one.event is not None:
        yield Finding((*path, "at"), "an event comes in a period: write a date, such as 2024-11")
    if one.known is not None and one.at != START:
        try:
            early = period(one.known).after < period(one.at).after
        except ValueError as error:
            yield Finding((*path, "known"), str(error))
            return
        if early:
            yield Finding((*path, "known"), f"{one.known} ends before {one.at} does: what is not over isn't known")


def _bounds(path: KeyPath, one: Observation) -> Iterator[Finding]:
    if one.between is not None and not one.between[0] <= one.between[1]:
        low, high = one.between
        yield Finding((*path, "between"), f"the first must not be above the second (got {low:g} and {high:g})")


def _error(name: str, one: Observation, error: Error, scenario: Scenario) -> Iterator[Finding]:
    path: KeyPath = ("observe", name, "error")
    if len(error.laws) != 1:
        got = " and ".join(error.laws) or "none"
        yield Finding(path, f"one of {', '.join(LAWS)} says how large it is (got {got})")
        return
    law = error.laws[0]
    size = getattr(error, law)
    number = constant(size.node) if isinstance(size, Expression) else size
    if number is not None and not number > 0:
        yield Finding(error_path(scenario, name, law), f"an error must be above 0 (got {number:g})")
    if law == "relative" and one.value == 0:
        yield Finding((*path, law), "a part of a figure that is 0 is 0: give the error as a number")
    if law == "lognormal" and one.value is not None and not one.value > 0:
        yield Finding(("observe", name, "value"), f"a figure with a lognormal error is above 0 (got {one.value:g})")
    if not error.freedom > 0:
        yield Finding((*path, "freedom"), f"must be above 0 (got {error.freedom:g})")
    if not 0 < error.share < 1:
        yield Finding((*path, "share"), f"must lie between 0 and 1 (got {error.share:g})")
    if error.shared and law == "student_t":
        yield Finding((*path, "shared"), "errors by Student's t can't be shared: take a normal or a lognormal one")


def _event(path: KeyPath, one: Observation, scenario: Scenario) -> Iterator[Finding]:
    names = event_names(scenario)
    if one.event not in names:
        yield Finding((*path, "event"), f"there is no event {one.event!r}{what_there_is(one.event or '', names)}")
    if one.occurrence < 1:
        yield Finding((*path, "occurrence"), f"occurrences are counted from 1 (got {one.occurrence})")
    if one.error is None:
        return
    if one.error.normal is None or constant(one.error.normal.node) is None:
        yield Finding((*path, "error"), "that of an event's date is a number of years, such as months(2)")
