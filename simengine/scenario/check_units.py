"""Units: that quantities which are added or compared, and what stands where a unit is known, agree.

Only names whose element declares a `unit` take part; see `simengine.language.inference` for what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from simengine.functions import memory_functions
from simengine.language.expression import Node
from simengine.language.fields import Element
from simengine.language.inference import Inference, Known, in_words
from simengine.language.parse import ExpressionError
from simengine.language.quantities import PURE_NUMBER, Unit, parse_unit
from simengine.language.types import TRUTH
from simengine.language.wording import shown
from simengine.scenario.expand import expand
from simengine.scenario.expressions import Placed, expressions
from simengine.scenario.nodes import KeyPath
from simengine.scenario.schema import Scenario
from simengine.scenario.scopes import Scopes

SECTIONS = ("parameters", "drivers", "functions", "formulas", "events", "observe", "measures", "questions")
NAMED = ("parameters", "drivers", "formulas", "measures")
ALL_PROCESSES: Mapping[str, str] = {"initial": "own", "bounds": "own"}
PER_YEAR = Known(parse_unit("1/year"), False)
PURE = Known(PURE_NUMBER, False)

Units = Mapping[tuple[str, str], Unit]


class Misfit(NamedTuple):
    """A unit that does not fit, at an offset in the text that stands at a path."""

    path: KeyPath
    message: str
    offset: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """The units that may stand somewhere, and how a message begins to say so: `speed must be`, `x is`."""

    units: tuple[Known, ...]
    place: str


def unit_problems(scenario: Scenario, scopes: Scopes) -> Iterator[Misfit]:
    """Everything wrong with the units of a scenario."""
    units: dict[tuple[str, str], Unit] = {}
    for section in SECTIONS:
        elements: Mapping[str, Element] = getattr(scenario, section)
        for name, element in elements.items():
            if element.unit is None:
                continue
            try:
                units[section, name] = parse_unit(element.unit)
            except ValueError as error:
                yield Misfit((section, name, "unit"), str(error), 0)
    names = {name: unit for (section, name), unit in units.items() if section in NAMED}
    memory = memory_functions()
    truths = {name for name, kind in scopes.end.types.items() if kind == TRUTH}
    truths |= {name for name, function in memory.items() if function.signature.gives == TRUTH}
    functions = {name: parse_unit(f.unit) for name, f in memory.items() if f.unit and name not in truths}
    for placed in expressions(scenario):
        try:
            node = expand(placed.expression.node, scenario)
        except ExpressionError:
            continue  # told with the names and types
        inference = Inference(names, truths, functions)
        yield from _in_expression(placed, node, inference, _wanted(placed.path, scenario, units))


def _in_expression(placed: Placed, node: Node, inference: Inference, wanted: Wanted | None) -> Iterator[Misfit]:
    found = inference.unit(node)
    for clash in inference.clashes:
        yield Misfit(placed.path, clash.message, clash.offset)
    if found is None or wanted is None or not wanted.units:
        return
    if all(found.clashes(allowed) for allowed in wanted.units):
        allowed = " or ".join(dict.fromkeys(_being(known.unit) for known in wanted.units))
        given = f"{shown(placed.expression.node)} is {_being(found.unit)}"
        message = f"{given}, {wanted.place} {allowed}; convert it, or correct a unit"
        yield Misfit(placed.path, message, node.offset)


def _being(unit: Unit) -> str:
    return in_words(unit) if unit == PURE_NUMBER else f"in {unit}"


def _wanted(path: KeyPath, scenario: Scenario, units: Units) -> Wanted | None:
    """What an expression's place asks of it."""
    section, name = str(path[0]), str(path[1])
    if section == "drivers":
        return _driver_field(scenario, name, str(path[2]), units)
    if section == "events":
        return _event_field(path, units)
    own = units.get((section, name))
    if own is None or path[-1] not in ("expr", "value"):
        return None
    return Wanted((Known(own, True),), f"{name} is")


def _driver_field(scenario: Scenario, name: str, field: str, units: Units) -> Wanted | None:
    told = {**ALL_PROCESSES, **scenario.drivers[name].field_units}.get(field)
    if told is None:
        return None
    own = units.get(("drivers", name))
    meant = [(unit, unit.of(own)) for unit in map(parse_unit, told.split(" or "))]
    return Wanted(tuple(Known(unit, unit != told) for told, unit in meant if unit is not None), f"{field} must be")


def _event_field(path: KeyPath, units: Units) -> Wanted | None:
    field = path[2]
    if field == "hazard":
        return Wanted((PER_YEAR,), "a hazard must be")
    if field == "branch":
        return Wanted((PURE,), "a chance must be")
    if field != "effects":
        return None
    if path[4] == "multiply":
        return Wanted((PURE,), "a factor must be")
    own = units.get(("drivers", str(path[3])))
    return Wanted((Known(own, True),), f"{path[3]} is") if own is not None else None
