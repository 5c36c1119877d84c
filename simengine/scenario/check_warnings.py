"""What is worth a second look in a scenario that can run: nothing here is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from simengine.distributions import Distribution
from simengine.distributions.quantiles import Quantiles
from simengine.functions import memory_functions
from simengine.language.checker import check, constant
from simengine.language.clock import LAST_YEAR, period
from simengine.language.expression import Call, Name, Node, children, names, walk
from simengine.language.fields import Element, NonNegativeExpr, PositiveExpr
from simengine.scenario.check_links import ELEMENTS
from simengine.scenario.check_register import acts_of
from simengine.scenario.expand import expand
from simengine.scenario.expressions import Placed, expressions
from simengine.scenario.maybe_nan import NOTHING, Facts, certainty_of, doubts_of
from simengine.scenario.nodes import KeyPath
from simengine.scenario.schema import Scenario
from simengine.scenario.scopes import Scopes

FAR = 5.0
"""How many times its 95 % point the 99.9 % point of a parameter may be; of a lognormal of sigma 0.7 it is 2.7 times."""
SELDOM = 1e-6
"""Chances below it are not worth a warning."""
ROLLING = ("rolling_mean", "rolling_sum")
SIGNS = tuple(
    mark for kind in (NonNegativeExpr, PositiveExpr) for mark in get_args(kind) if isinstance(mark, BeforeValidator)
)


class Warned(NamedTuple):
    """A warning at an offset in the text that stands at a path, or at the path's key."""

    path: KeyPath
    message: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """An expression of the scenario with shorthands written out and types settled."""

    placed: Placed
    node: Node


def warnings(scenario: Scenario, scopes: Scopes) -> Iterator[Warned]:
    """Everything worth a warning; the scenario must be without errors."""
    settled = [
        Settled(placed, check(expand(placed.expression.node, scenario), getattr(scopes, placed.stage))[0])
        for placed in expressions(scenario)
    ]
    yield from _unused(scenario)
    yield from _untagged(scenario)
    yield from _register(scenario)
    yield from _far_tails(scenario)
    yield from _constant_conditions(scenario, scopes, settled)
    yield from _below_zero(scenario, settled)
    yield from _short_windows(scenario, settled)
    yield from _not_numbers(scenario, scopes, settled)


def _unused(scenario: Scenario) -> Iterator[Warned]:
    used = {parameter.like for parameter in scenario.parameters.values()}
    used |= {act.on for _, act in acts_of(scenario)}
    called: set[str] = set()
    for placed in expressions(scenario):
        own = placed.path[1] if placed.path[0] in ("formulas", "drivers") else None
        used |= names(expand(placed.expression.node, scenario)) - {own}
        called |= _calls(placed.expression.node)
    for name, function in scenario.functions.items():
        called |= _calls(function.expr.node) - {name}
    for section in ("parameters", "drivers", "formulas"):
        yield from (
            Warned((section, name), f"{name} is used nowhere")
            for name in getattr(scenario, section)
            if name not in used
        )
    for key in scenario.declared("functions"):
        name = key.partition("(")[0].strip()
        if name not in called:
            yield Warned(("functions", key), f"{name} is used nowhere")


def _calls(node: Node) -> set[str]:
    return {part.function for part in walk(node) if isinstance(part, Call)}


def _untagged(scenario: Scenario) -> Iterator[Warned]:
    tags: set[str] = set()
    for section in (*ELEMENTS, "functions"):
        elements: Mapping[str, Element] = getattr(scenario, section)
        tags.update(tag for element in elements.values() for tag in element.tags)
    for name, mechanism in scenario.mechanisms.items():
        if name not in tags and not mechanism.because:
            remedy = f"give the elements that carry it the tag {name}, or say why not: because"
            yield Warned(("mechanisms", name), f"{name} acts nowhere: {remedy}")


def _register(scenario: Scenario) -> Iterator[Warned]:
    """Once one mechanism says what it acts on, each must; and what is raised must be able to rise."""
    acts = list(acts_of(scenario))
    for name, mechanism in scenario.mechanisms.items() if acts else ():
        if not mechanism.acts and not mechanism.because:
            yield Warned(("mechanisms", name), f"{name} says neither what it raises (acts) nor why nothing (because)")
    for path, act in acts:
        low, high = act.levels(scenario.parameters[act.raised].distribution)
        if not low < high:
            message = f"{act.raised} can't be raised: its 10 % and 90 % points are {low:g} and {high:g}"
            yield Warned((*path, "raise"), f"{message}; say between which values: between: [0, 1]", 0)


def _far_tails(scenario: Scenario) -> Iterator[Warned]:
    for name, parameter in scenario.parameters.items():
        law = parameter.distribution
        if not isinstance(law, Quantiles) or parameter.like or law.upper is not None or law.bounds()[0] < 0.0:
            continue
        usual, far = law.quantile(0.95), law.quantile(0.999)
        if far > FAR * usual:
            message = (
                f"a far tail: one path in a thousand draws more than {far:.3g}, {far / usual:.0f} times the 95 % point"
            )
            yield Warned(("parameters", name), f"{message}; give it an upper, or a 99% point")


def _constant_conditions(scenario: Scenario, scopes: Scopes, settled: Sequence[Settled]) -> Iterator[Warned]:
    fixed = {name for name, given in scenario.parameters.items() if _is_one(given.distribution)}
    formulas = _formulas(settled)
    for name in scopes.formula_order:
        if name in scopes.once_formulas and names(formulas[name]) <= fixed:
            fixed.add(name)
    memory = set(memory_functions())
    for found in settled:
        if found.placed.expression.condition and names(found.node) <= fixed and not _calls(found.node) & memory:
            yield Warned(
                found.placed.path, "this condition never changes and is the same on every path", found.node.offset
            )


def _is_one(law: Distribution) -> bool:
    low, high = law.bounds()
    return low == high


def _formulas(settled: Sequence[Settled]) -> dict[str, Node]:
    return {str(found.placed.path[1]): found.node for found in settled if found.placed.path[0] == "formulas"}


def _below_zero(scenario: Scenario, settled: Sequence[Settled]) -> Iterator[Warned]:
    for found in settled:
        node, path = found.node, found.placed.path
        if (
            not isinstance(node, Name)
            or node.name not in scenario.parameters
            or not _must_not_be_negative(path, scenario)
        ):
            continue
        law = scenario.parameters[node.name].distribution
        if law.quantile(SELDOM) < 0.0:
            remedy = "give it lower: 0" if isinstance(law, Quantiles) else "give it a distribution above 0"
            share = f"{100 * _share_below_zero(law):.2g} %"
            message = f"{node.name} is negative on {share} of the paths, which ends them as failed"
            yield Warned(path, f"{message}; {remedy}", node.offset)


def _must_not_be_negative(path: KeyPath, scenario: Scenario) -> bool:
    if path[0] == "events":
        return path[2] in ("hazard", "branch")
    if path[0] != "drivers":
        return False
    driver = scenario.drivers[str(path[1])]
    return _has_sign(type(driver).model_fields[str(path[2])])


def _has_sign(declared: FieldInfo) -> bool:
    """Whether a field is declared as NonNegativeExpr or PositiveExpr, or holds such."""
    marks, below = list(declared.metadata), [declared.annotation]
    while below:
        kind = below.pop()
        marks += getattr(kind, "__metadata__", ())
        below += getattr(kind, "__args__", ())
    return any(mark in SIGNS for mark in marks)


def _share_below_zero(law: Distribution) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if law.quantile(middle) < 0.0 else (low, middle)
    return high


def _short_windows(scenario: Scenario, settled: Sequence[Settled]) -> Iterator[Warned]:
    told: set[str] = set()
    for found in settled:
        step = _read_at(found.placed.path, scenario)
        for call, along in _rolling(found.node, along=step is None):
            name = call.arguments[0].name if isinstance(call.arguments[0], Name) else ""
            past = scenario.drivers.get(name) or scenario.formulas.get(name)
            steps = scenario.clock.window(constant(call.arguments[1]) or 0.0)
            if past is None or past.history or name in told or steps <= (0 if along or step is None else step) + 1:
                continue
            told.add(name)
            full = "it is never full"
            if scenario.clock.start.year + steps / scenario.clock.per_year < LAST_YEAR:
                full = f"before {scenario.clock.label(steps - 1)} it takes what there is"
            message = f"{call.function}({name}, …) looks back to before the start, where {name} has no history: {full}"
            yield Warned(found.placed.path, f"{message}; give {name} a history", call.offset)


def _read_at(path: KeyPath, scenario: Scenario) -> int | None:
    """The only step an expression is read at; None for one that is followed along the path."""
    if path[0] in ("measures", "outcome"):
        return scenario.clock.steps
    date = scenario.questions[str(path[1])].date if path[0] == "questions" else None
    if path[0] == "observe":
        date = scenario.observe[str(path[1])].at
    if date is None:
        return None
    return 0 if date == "start" else scenario.clock.reading_step(period(date).after)


def _rolling(node: Node, along: bool) -> Iterator[tuple[Call, bool]]:
    """Every rolling window, and whether it is followed along the path: also when another function remembers it."""
    if isinstance(node, Call) and node.function in ROLLING:
        yield node, along
    deeper = along or (isinstance(node, Call) and node.function in memory_functions())
    for child in children(node):
        yield from _rolling(child, deeper)


def _not_numbers(scenario: Scenario, scopes: Scopes, settled: Sequence[Settled]) -> Iterator[Warned]:
    doubts = doubts_of(scopes.formula_order, _formulas(settled))
    triggers = {
        (str(found.placed.path[1]), str(found.placed.path[2])): found.node
        for found in settled
        if found.placed.path[0] == "events"
    }
    certainty = certainty_of(scenario, doubts, triggers)
    for found in settled:
        section, name, key = (*(str(step) for step in found.placed.path), "")[:3]
        if section not in ("drivers", "events") or key == "when":
            continue
        asked = {doubt.needs[0] for doubt in doubts.of(found.node, NOTHING)}
        by_event = key in ("effects", "branch") and section == "events"
        facts: Facts = certainty.at(name, asked) if by_event else certainty.at_start(asked)
        doubt = next(doubts.of(found.node, facts), None)
        if doubt is not None:
            yield Warned(found.placed.path, doubt.told(), doubt.offset)
