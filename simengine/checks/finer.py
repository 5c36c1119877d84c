"""What in a scenario means something else on a clock of shorter steps: for who compares the two."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.functions import memory_functions
from simengine.functions._memory_function import MemoryFunction
from simengine.language.clock import Clock, period
from simengine.language.expression import Call, Name, walk
from simengine.model.model import Model, ModelExpression
from simengine.model.windows import windows_of
from simengine.scenario.schema import START, Event, Scenario
from simengine.yaml.nodes import KeyPath


def finer_findings(model: Model, parts: int) -> Iterator[Finding]:
    """All of it, where each step is cut into so many parts."""
    scenario = model.scenario
    for name, driver in scenario.drivers.items():
        if driver.counts:
            yield Finding(("drivers", name), f"counts what comes in a step, and there are {parts} in each", at_key=True)
    for name, event in scenario.events.items():
        yield from _event(name, event, parts)
    for found in model.expressions:
        yield from _calls(found, scenario, parts)
    for path, date, is_read in _dates(scenario):
        yield from _off_the_grid(path, date, is_read, scenario.clock, parts)


def _event(name: str, event: Event, parts: int) -> Iterator[Finding]:
    path: KeyPath = ("events", name)
    if event.each is not None:
        yield Finding((*path, "each"), f"once a step at most is up to {parts} times as often")
    if event.when is not None:
        yield Finding((*path, "when"), f"is looked at {parts} times as often: what holds for less than a step is seen")
    if event.after is not None:
        yield Finding((*path, "after"), f"a delay is rounded up to the grid, which is {parts} times as fine")


def _calls(found: ModelExpression, scenario: Scenario, parts: int) -> Iterator[Finding]:
    for call in walk(found.node):
        function = memory_functions().get(call.function) if isinstance(call, Call) else None
        if isinstance(call, Call) and function is not None:
            for message in _other_meanings(call, function, scenario, parts):
                yield Finding(found.origin.path, f"{call.function} {message}", offset=call.offset)


def _other_meanings(call: Call, function: type[MemoryFunction], scenario: Scenario, parts: int) -> Iterator[str]:
    first = call.arguments[0] if call.arguments else None
    driver = scenario.drivers.get(first.name) if isinstance(first, Name) else None
    if function.adds and not (driver is not None and driver.counts):
        yield f"adds up {parts} times as many numbers, unless they are counts"
    if function.finer:
        yield function.finer
    if windows_of(call, scenario.clock) == (1,):
        yield f"of one step here is of {parts} there: the same time, and no longer the step before"


def _dates(scenario: Scenario) -> Iterator[tuple[KeyPath, str, bool]]:
    """Every date, and whether something is read at its end rather than happens at its beginning."""
    for name, driver in scenario.drivers.items():
        for field in (*driver.tables, "history"):
            for date in getattr(driver, field):
                yield ("drivers", name, field, date), date, driver.counts
    for name, event in scenario.events.items():
        for date in event.at or ():
            yield ("events", name, "at"), date, False
        if event.latest is not None:
            yield ("events", name, "latest"), event.latest, False
    for name, question in scenario.questions.items():
        yield ("questions", name, "by" if question.by is not None else "as_of"), question.date, True
    for name, seen in scenario.observe.items():
        if seen.at != START:
            yield ("observe", name, "at"), seen.at, True


def _off_the_grid(path: KeyPath, date: str, is_read: bool, clock: Clock, parts: int) -> Iterator[Finding]:
    """A date that the coarse clock moves, and the finer one less far."""
    named, fine = period(date), clock.refined(parts)
    step, closer = (
        (clock.reading_step(named.after), fine.reading_step(named.after))
        if is_read
        else (clock.step_at(named.first), fine.step_at(named.first))
    )
    if closer != step * parts:
        yield Finding(path, f"{date} is moved to {clock.label(step)} here, and to {fine.label(closer)} there")
