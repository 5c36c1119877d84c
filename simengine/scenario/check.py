"""What a scenario's records can't tell one by one: names, types, triggers, dates, circles; and warnings."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from simengine.errors import Problem, Problems
from simengine.functions import memory_functions
from simengine.language.checker import check, number, truth
from simengine.language.expression import Call, Name, Node, Number, names, walk
from simengine.language.parse import ExpressionError
from simengine.language.types import LENGTHS, OFFSET, PURE_FUNCTIONS, WINDOW, Scope
from simengine.scenario.check_events import event_problems
from simengine.scenario.check_links import link_problems
from simengine.scenario.check_register import register_problems
from simengine.scenario.check_units import unit_problems
from simengine.scenario.check_warnings import warnings
from simengine.scenario.expand import expand
from simengine.scenario.expressions import Placed, expressions
from simengine.scenario.limits import MOST_REMEMBERED, past_steps, too_much
from simengine.scenario.nodes import KeyPath, Scalar, key_place_of, node_at, path_text, place_of
from simengine.scenario.schema import Scenario
from simengine.scenario.scopes import TIME_NAMES, Scopes, event_names, make_scopes

NAMED = ("parameters", "drivers", "formulas", "events", "measures")
LONGEST_TOLD = 12  # names of a circle
RESERVED = (*TIME_NAMES, "date", "true", "false", "otherwise", "start", *PURE_FUNCTIONS, *LENGTHS)


@dataclass(slots=True)
class Report:
    """Collects what is wrong, each at its place in the scenario's text."""

    scenario: Scenario
    problems: Problems = field(default_factory=Problems)
    remembered: int = 0  # numbers that functions with memory keep

    @property
    def sound(self) -> bool:
        """Whether there are no errors so far."""
        return all(problem.warning for problem in self.problems)

    def at_value(self, path: KeyPath, message: str, warning: bool = False) -> None:
        self.problems.append(Problem(place_of(self.scenario.tree, path), path_text(path), message, warning))

    def at_key(self, path: KeyPath, message: str, warning: bool = False) -> None:
        self.problems.append(Problem(key_place_of(self.scenario.tree, path), path_text(path), message, warning))

    def inside(self, path: KeyPath, message: str, offset: int, warning: bool = False) -> None:
        node = node_at(self.scenario.tree, path)
        if not isinstance(node, Scalar):  # a bare expression stands where its mapping would
            node = node_at(self.scenario.tree, path[:-1])
        place = node.place_at(offset) if isinstance(node, Scalar) else place_of(self.scenario.tree, path)
        self.problems.append(Problem(place, path_text(path), message, warning))


def check_scenario(scenario: Scenario) -> list[Problem]:
    """Everything wrong with a scenario whose records are sound, warnings included."""
    report = Report(scenario)
    for path, message in islice(too_much(scenario), 1):
        report.at_value(path, message)
    if not report.sound:
        return report.problems
    _check_names(scenario, report)
    scopes = make_scopes(scenario)
    for circle in scopes.circles:
        section = "formulas" if circle[0] in scenario.formulas else "measures"
        report.at_key(
            (section, circle[0]),
            f"a circle: {_told(circle)}; break it with lag({circle[1]}, …), or make one a driver",
        )
    for placed in expressions(scenario):
        _check_expression(placed, scenario, scopes, report)
    for path, message, warning in (*event_problems(scenario), *link_problems(scenario), *register_problems(scenario)):
        report.at_value(path, message, warning)
    _check_outcome(scenario, report)
    if report.sound:
        _check_starts(scenario, scopes, report)
    for misfit in unit_problems(scenario, scopes):
        report.inside(misfit.path, misfit.message, misfit.offset)
    if report.sound:
        _warn(scenario, scopes, report)
    return report.problems


def _told(circle: tuple[str, ...]) -> str:
    shown = circle if len(circle) <= LONGEST_TOLD else (*circle[: LONGEST_TOLD - 2], "…", circle[-1])
    return " → ".join(shown)


def _warn(scenario: Scenario, scopes: Scopes, report: Report) -> None:
    for path, message, offset in warnings(scenario, scopes):
        if offset is None:
            report.at_key(path, message, warning=True)
        else:
            report.inside(path, message, offset, warning=True)


def _check_starts(scenario: Scenario, scopes: Scopes, report: Report) -> None:
    """A driver without an `initial` may take its first value from what can move later, as a schedule does."""
    for name, driver in scenario.drivers.items():
        try:
            number(expand(driver.start(scenario.clock), scenario), scopes.once)
        except ExpressionError as error:
            report.at_key(("drivers", name), f"its value at the start: {error.message}")


def _check_names(scenario: Scenario, report: Report) -> None:
    taken: dict[str, str] = {}
    functions = memory_functions()
    for section, name in _named(scenario):
        path = (section, name)
        if not name.isidentifier():
            report.at_key(path, f"a name has letters, digits and _ and no digit first (got {name!r})")
        elif keyword.iskeyword(name) or name in RESERVED or name in functions:
            report.at_key(path, f"{name!r} is a word of the language: choose another name")
        elif name in taken:
            report.at_key(
                path,
                f"{name!r} stands in {taken[name]} already: choose another name",
            )
        else:
            taken[name] = section


def _named(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for section in NAMED:
        names = event_names(scenario) if section == "events" else ()
        yield from ((section, name) for name in dict.fromkeys((*names, *scenario.declared(section))))


def _check_expression(placed: Placed, scenario: Scenario, scopes: Scopes, report: Report) -> None:
    scope: Scope = getattr(scopes, placed.stage)
    try:
        node = expand(placed.expression.node, scenario)
        if placed.path[0] in ("formulas", "measures"):
            settled = check(node, scope)[0]
        else:
            settled = truth(node, scope) if placed.expression.condition else number(node, scope)
        _check_memory(settled, scenario, report)
    except ExpressionError as error:
        report.inside(placed.path, error.message, error.offset)


def _check_memory(node: Node, scenario: Scenario, report: Report) -> None:
    """Windows as whole steps, not too much to keep, nothing of the end inside a function that runs along the path."""
    functions = memory_functions()
    for part in walk(node):
        if isinstance(part, Call) and part.function in functions:
            function = functions[part.function]
            used = frozenset().union(*(names(argument) for argument in part.arguments))
            for name in sorted(used & set(scenario.measures)):
                raise ExpressionError(
                    f"{part.function}(…) runs along the path, the measure {name} exists only at its end: use a formula",
                    part.offset,
                )
            try:
                report.remembered += function.size(*windows_of(part, scenario)) + _past(part, scenario)
            except ValueError as error:
                raise ExpressionError(f"{part.function}: {error}", part.offset) from None
            if report.remembered > MOST_REMEMBERED:
                raise ExpressionError(
                    f"up to this {part.function} more than {MOST_REMEMBERED:,} values are to be kept: shorten a length "
                    "of time, or take a longer step",
                    part.offset,
                )


def _past(call: Call, scenario: Scenario) -> int:
    """How many past values of its first argument a function is begun with."""
    name = call.arguments[0].name if call.arguments and isinstance(call.arguments[0], Name) else ""
    found = scenario.drivers.get(name) or scenario.formulas.get(name)
    return past_steps(found.history, scenario.clock) if found else 0


def windows_of(call: Call, scenario: Scenario) -> tuple[int, ...]:
    """The lengths of time among a function's arguments, in whole steps; an optional one left out is 0.

    Raises:
        ValueError: if one is no whole number of steps.
    """
    signature = memory_functions()[call.function].signature
    windows = []
    for index, kind in enumerate(signature.takes):
        if kind not in (WINDOW, OFFSET):
            continue
        length = call.arguments[index] if index < len(call.arguments) else Number(0.0)
        steps = scenario.clock.window(length.value if isinstance(length, Number) else 0.0)
        if kind == WINDOW and steps < 1:
            raise ValueError(f"the length of time is less than a step (a {scenario.clock.step})")
        if steps > 10 * scenario.clock.steps + 1000:
            raise ValueError("the length of time is far longer than the scenario")
        windows.append(steps)
    return tuple(windows)


def _check_outcome(scenario: Scenario, report: Report) -> None:
    classes = list(scenario.outcome.items())
    if "outcome" in scenario.tree.keys() and not scenario.declared("outcome"):  # noqa: SIM118 (not a dict)
        report.at_value(("outcome",), "needs at least one class, the last of them `otherwise`")
    for index, (name, outcome) in enumerate(classes):
        if outcome.condition is None and index < len(classes) - 1:
            report.at_value(
                ("outcome", name), "otherwise must be the last class: those below it could never be reached"
            )
    if classes and classes[-1][1].condition is not None:
        report.at_value(("outcome", classes[-1][0]), "the last class must be `otherwise`, so that every path has one")
