"""Expressions: that each has the type its place asks for, and that what its functions remember can be kept."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.functions import memory_functions
from simengine.language.expression import Call, Name, names, walk
from simengine.language.parse import ExpressionError
from simengine.model.delays import longest_delay
from simengine.model.model import Model, ModelExpression
from simengine.model.windows import past_steps, windows_of
from simengine.scenario.schema import Scenario

MOST_REMEMBERED = 1_000_000


def expression_findings(model: Model) -> Iterator[Finding]:
    """What could not be expanded or typed, and functions with memory that can't be."""
    memory = _Memory(model.scenario)
    for found in model.expressions:
        try:
            if found.error is not None:
                raise found.error
            memory.enter(found)
        except ExpressionError as error:
            yield Finding(found.origin.path, error.message, offset=error.offset)
    for name, event in model.scenario.events.items():
        if event.delay is not None:
            try:
                memory.enter_delay(longest_delay(model, name))
            except ExpressionError as error:
                yield Finding(("events", name, "delay"), error.message, at_key=True)


def driver_findings(model: Model) -> Iterator[Finding]:
    """What is wrong in what a process makes of its fields; the fields by themselves must be right.

    A driver without an `initial` may take its first value from what can move later, as a schedule does.
    """
    scenario = model.scenario
    for name, driver in model.drivers.items():
        for field, message in scenario.drivers[name].faults(scenario.clock):
            yield Finding(("drivers", name, field), message)
        if driver.start.error is not None:
            message = f"its value at the start: {driver.start.error.message}"
            yield Finding(("drivers", name), message, at_key=True)
        for field, found in driver.inputs:
            if found.error is not None:
                yield Finding(("drivers", name), f"its {field}: {found.error.message}", at_key=True)


def check_memory(found: ModelExpression, scenario: Scenario) -> None:
    """Raises ExpressionError if a function with memory in one expression can't be."""
    _Memory(scenario).enter(found)


class _Memory:
    """Counts the numbers that functions with memory keep."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._functions = memory_functions()
        self._kept = 0

    def enter(self, found: ModelExpression) -> None:
        """Raises ExpressionError for a call that reads the end of the path, has no such window or keeps too much."""
        for part in walk(found.node):
            if isinstance(part, Call) and part.function in self._functions:
                self._enter_call(part)

    def _enter_call(self, call: Call) -> None:
        used = frozenset().union(*(names(argument) for argument in call.arguments))
        for name in sorted(used & set(self._scenario.measures)):
            message = (
                f"{call.function}(…) runs along the path, the measure {name} exists only at its end: use a formula"
            )
            raise ExpressionError(message, call.offset)
        try:
            size = self._functions[call.function].size(*windows_of(call, self._scenario.clock))
        except ValueError as error:
            raise ExpressionError(f"{call.function}: {error}", call.offset) from None
        self._keep(size + self._past(call), call.function, call.offset)

    def enter_delay(self, longest: int) -> None:
        """The same for an event that waits for as many steps as a delay may take."""
        self._keep(longest, "delay", 0)

    def _keep(self, own: int, what: str, offset: int) -> None:
        self._kept += own
        if self._kept > MOST_REMEMBERED:
            clock, others = self._scenario.clock, self._kept - own
            cut = f", cut into {clock.parts}" if clock.parts > 1 else ""
            kept = f"{own:,} numbers of every path ({_megabytes(own)})"
            reason = f"this {what} keeps {kept} on a clock of {clock.step}s{cut}"
            before = f", those before it {others:,}" if others else ""
            limit = f"at most {MOST_REMEMBERED:,} are kept ({_megabytes(MOST_REMEMBERED)})"
            remedy = "shorten a length of time, or take a longer step"
            raise ExpressionError(f"{reason}{before}, and {limit}: {remedy}", offset)

    def _past(self, call: Call) -> int:
        """How many past values of its first argument a function is begun with."""
        name = call.arguments[0].name if call.arguments and isinstance(call.arguments[0], Name) else ""
        found = self._scenario.drivers.get(name) or self._scenario.formulas.get(name)
        return past_steps(found.history, self._scenario.clock) if found else 0


def _megabytes(numbers: int) -> str:
    return f"{8e-6 * numbers:.1f} MB"
