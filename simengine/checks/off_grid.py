"""Dates that the clock moves: what happens then waits for its next instant, what is read is read at the one before."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from simengine.checks.findings import Finding
from simengine.checks.triggers import dates_of
from simengine.language.clock import Clock, Instant, period
from simengine.language.expression import Call, Node, Text, walk
from simengine.model.model import Model
from simengine.scenario.observation import START
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath

MOST = Fraction(1, 10)
"""So much of a step a date may be moved without a word: in a month the second and third day, and the last three."""
_DAY, _HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


def date_findings(model: Model) -> Iterator[Finding]:
    """A warning for whatever is dated and moved, a table told at once, and for each date in an expression."""
    scenario = model.scenario
    clock = scenario.clock
    for name, event in scenario.events.items():
        for path, key, text in dates_of(name, event, scenario):
            does = "it happens at" if key == "at" else "it falls due at"
            yield from _moved(path, text, period(text).first, clock, does)
    for name, parameter in scenario.parameters.items():
        if parameter.later is not None:
            text = parameter.later.start
            yield from _moved(("parameters", name, "later", "from"), text, period(text).first, clock, "it holds from")
    for name, driver in scenario.drivers.items():
        yield from _table(("drivers", name, "history"), driver.history, clock, of_counts=driver.counts)
        for field in driver.tables:
            yield from _table(("drivers", name, field), getattr(driver, field), clock)
    for name, formula in scenario.formulas.items():
        yield from _table(("formulas", name, "history"), formula.history, clock)
    for name, question in scenario.questions.items():
        yield from _read(("questions", name, "by" if question.by is not None else "as_of"), question.date, clock)
    for name, seen in scenario.observe.items():
        if seen.date != START:
            path = ("observe", name, *seen.date_keys)
            if seen.spans or seen.event is None:
                yield from _read(path, seen.date, clock)
            if seen.spans:
                yield from _begins(path, seen.date, clock)
    yield from _in_expressions(model)


def _moved(path: KeyPath, text: str, day: Instant, clock: Clock, does: str) -> Iterator[Finding]:
    """What happens at an instant."""
    step = clock.step_at(day)
    if step - clock.position(day) > MOST and step <= clock.steps:
        yield Finding(path, f"{text} {_between(clock)}: {does} {_later(step, day, clock)}", warning=True)


def _later(step: int, day: Instant, clock: Clock) -> str:
    label = clock.label(step)
    return f"{label}, {_long(clock.day(step) - day)} later; write {label} if that is meant, or take a shorter step"


def _read(path: KeyPath, text: str, clock: Clock) -> Iterator[Finding]:
    """What is read at the end of a period."""
    day = period(text).after
    step = clock.reading_step(day)
    if clock.position(day) - step <= MOST or not 0 <= step <= clock.steps:
        return
    at = clock.day(step)
    meant = (at - _HOUR).isoformat()[:13] if at.hour else (at - _DAY).isoformat()[:10]
    message = f"the end of {text} {_between(clock)}: it is read at {clock.label(step)}, {_long(day - at)} earlier"
    yield Finding(path, f"{message}; write {meant} if that is meant, or take a shorter step", warning=True)


def _begins(path: KeyPath, text: str, clock: Clock) -> Iterator[Finding]:
    """What is read of a whole period, which begins between two instants."""
    day = period(text).first
    step = clock.reading_step(day)
    if clock.position(day) - step > MOST:
        message = f"the beginning of {text} {_between(clock)}: what counts begins at {clock.label(step)}"
        message += f", {_long(day - clock.day(step))} earlier; take a shorter step if that matters"
        yield Finding(path, message, warning=True)


def _table(path: KeyPath, table: Mapping[str, object], clock: Clock, of_counts: bool = False) -> Iterator[Finding]:
    """The rows of a table in one warning: the first that is moved, and how many."""
    moved = []
    for text in table:
        day = period(text).after if of_counts else period(text).first
        step = clock.step_at(day)
        if step - clock.position(day) > MOST and step <= clock.steps:
            moved.append((text, day, step))
    if not moved:
        return
    text, day, step = moved[0]
    others = f" ({len(moved)} of {len(table)} rows are moved)" if len(moved) > 1 else ""
    what, does = (f"the end of {text}", "it counts at") if of_counts else (text, "it holds from")
    label = clock.label(step)
    message = f"{what} {_between(clock)}: {does} {label}, {_long(clock.day(step) - day)} later{others}"
    message += "; write the dates of the clock if that is meant, or take a shorter step"
    yield Finding((*path, text), message, warning=True, at_key=True)


def _in_expressions(model: Model) -> Iterator[Finding]:
    written = [(found.origin.path, found.written.node) for found in model.expressions]
    for path, node in (*written, *_bodies(model.scenario)):
        for call in walk(node):
            if isinstance(call, Call) and call.function == "date" and isinstance(call.arguments[0], Text):
                text = call.arguments[0].text
                for one in _moved(path, f"date('{text}')", period(text).first, model.scenario.clock, "it means"):
                    yield Finding(path, one.message, warning=True, offset=call.offset)


def _bodies(scenario: Scenario) -> Iterator[tuple[KeyPath, Node]]:
    """The scenario's own functions, each where it is declared."""
    for key in scenario.declared("functions"):
        function = scenario.functions.get(str(key).partition("(")[0].strip())
        if function is not None:
            yield ("functions", key, "expr"), function.expr.node


def _between(clock: Clock) -> str:
    return f"is no instant of this clock, whose step is a {clock.step}"


def _long(length: datetime.timedelta) -> str:
    """A length of time for people: in days, or in hours if it is short."""
    number, unit = (length / _DAY, "day") if length >= _DAY else (length / _HOUR, "hour")
    return f"{number:.3g} {unit}{'s' * (number != 1)}"
