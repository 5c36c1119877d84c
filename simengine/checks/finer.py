"""What in a scenario means something else on a clock of shorter steps: for who compares the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simengine.checks.findings import Finding
from simengine.checks.triggers import dates_of
from simengine.functions import memory_functions
from simengine.functions._memory_function import MemoryFunction
from simengine.language.clock import Clock, Instant, period
from simengine.language.expression import Call, Name, walk
from simengine.model.model import Model, ModelExpression
from simengine.model.windows import windows_of
from simengine.scenario.observation import START
from simengine.scenario.schema import Event, Scenario
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
    for dated in _dates(scenario):
        yield from _off_the_grid(dated, scenario.clock, parts)


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


Dated = tuple[KeyPath, str, Instant, bool]


def _dates(scenario: Scenario) -> Iterator[Dated]:
    """Every date, its instant, and whether something is read there rather than happens."""
    for name, event in scenario.events.items():
        for path, _, text in dates_of(name, event, scenario):
            yield path, text, period(text).first, False
    for name, driver in scenario.drivers.items():
        yield from _table(("drivers", name, "history"), driver.history, driver.counts)
        for field in driver.tables:
            yield from _table(("drivers", name, field), getattr(driver, field))
    for name, formula in scenario.formulas.items():
        yield from _table(("formulas", name, "history"), formula.history)
    for name, question in scenario.questions.items():
        key = "by" if question.by is not None else "as_of"
        yield ("questions", name, key), question.date, period(question.date).after, True
    for name, seen in scenario.observe.items():
        if seen.date != START:
            path = ("observe", name, *seen.date_keys)
            yield path, seen.date, period(seen.date).after, True
            if seen.spans:
                yield path, seen.date, period(seen.date).first, True


def _table(path: KeyPath, table: Iterable[str], of_counts: bool = False) -> Iterator[Dated]:
    for text in table:
        yield (*path, text), text, period(text).after if of_counts else period(text).first, False


def _off_the_grid(dated: Dated, clock: Clock, parts: int) -> Iterator[Finding]:
    """A date that the coarse clock moves, and the finer one less far."""
    path, text, instant, is_read = dated
    fine = clock.refined(parts)
    step, closer = ((one.reading_step if is_read else one.step_at)(instant) for one in (clock, fine))
    if closer != step * parts:
        yield Finding(path, f"{text} is moved to {clock.label(step)} here, and to {fine.label(closer)} there")
