"""Units: that quantities which are added or compared, and what stands where a unit is known, agree.

Only names whose element declares a `unit` take part; see `simengine.language.inference` for what follows from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from simengine.checks.findings import Finding
from simengine.functions import memory_functions
from simengine.language.expression import Node
from simengine.language.inference import Inference, Known, in_words
from simengine.language.parse import ExpressionError
from simengine.language.quantities import PURE_NUMBER, Unit, parse_unit
from simengine.language.types import TRUTH
from simengine.language.wording import shown
from simengine.model.model import Model, ModelExpression
from simengine.scenario.schema import Scenario
from simengine.scenario.sections import ELEMENTS, NAMED
from simengine.yaml.nodes import KeyPath

_HAVE_VALUES = tuple(name for name in NAMED if name != "events")
PER_YEAR, YEARS = Known(parse_unit("1/year"), False), Known(parse_unit("year"), False)
PURE = Known(PURE_NUMBER, False)

Units = Mapping[tuple[str, str], Unit]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The units that may stand somewhere, and how a message begins to say so: `speed must be`, `x is`."""

    units: tuple[Known, ...]
    place: str


def unit_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with the units of a scenario."""
    scenario = model.scenario
    units: dict[tuple[str, str], Unit] = {}
    for section in ELEMENTS:
        for key, element in scenario.elements(section):
            if element.unit is None:
                continue
            try:
                units[section, key] = parse_unit(element.unit)
            except ValueError as error:
                yield Finding((section, key, "unit"), str(error), offset=0)
    known = _inference_of(model, {name: unit for (section, name), unit in units.items() if section in _HAVE_VALUES})
    for found in model.expressions:
        if found.is_expanded:
            own, path = replace(known, clashes=[]), found.origin.path
            wanted = (
                _error_size(model, path, known, units) if path[2:3] == ("error",) else _wanted(path, scenario, units)
            )
            yield from _in_expression(found, own, wanted)


def unit_of(model: Model, node: Node) -> str:
    """The unit of an expression of a sound model; "" where it has none, or none is known.

    Raises ExpressionError where units in it clash.
    """
    elements = (element for section in ("questions", *_HAVE_VALUES) for element in model.scenario.elements(section))
    names = {name: parse_unit(element.unit) for name, element in elements if element.unit is not None}
    inference = _inference_of(model, names)
    known = inference.unit(node)
    for clash in inference.clashes:
        raise ExpressionError(clash.message, clash.offset)
    return "" if known is None or known.unit == PURE_NUMBER else str(known.unit)


def unit_of_formula(node: Node, units: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """The unit of a formula of names with these units, "" where none is known; `texts` are what the names stand for.

    Raises ExpressionError where units in it clash.
    """
    inference = Inference({name: parse_unit(unit) for name, unit in units.items() if unit}, frozenset(), {})
    known = inference.unit(node)
    for clash in inference.clashes:
        message = re.sub(r"_\d+", lambda found: texts.get(found[0], found[0]), clash.message)
        raise ExpressionError(message, clash.offset)
    return "" if known is None or known.unit == PURE_NUMBER else str(known.unit)


def _inference_of(model: Model, names: Mapping[str, Unit]) -> Inference:
    memory = memory_functions()
    truths = {found.origin.name for found in model.expressions if _is_named_truth(found)}
    truths |= {name for name, function in memory.items() if function.signature.gives == TRUTH}
    functions = {name: parse_unit(f.unit) for name, f in memory.items() if f.unit and name not in truths}
    return Inference(names, truths, functions)


def _is_named_truth(found: ModelExpression) -> bool:
    return found.origin.section in ("formulas", "measures") and found.type == TRUTH


def _in_expression(found: ModelExpression, inference: Inference, wanted: Wanted | None) -> Iterator[Finding]:
    path, known = found.origin.path, inference.unit(found.expanded)
    for clash in inference.clashes:
        yield Finding(path, clash.message, offset=clash.offset)
    if known is None or wanted is None or not wanted.units:
        return
    if all(known.clashes(allowed) for allowed in wanted.units):
        allowed = " or ".join(dict.fromkeys(_being(unit.unit) for unit in wanted.units))
        given = f"{shown(found.written.node)} is {_being(known.unit)}"
        message = f"{given}, {wanted.place} {allowed}; convert it, or correct a unit"
        yield Finding(path, message, offset=found.expanded.offset)


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


def _error_size(model: Model, path: KeyPath, inference: Inference, units: Units) -> Wanted | None:
    """What the error of an observation is measured in: in years of a date, else in what the figure is."""
    name = str(path[1])
    if path[-1] == "lognormal":
        return Wanted((PURE,), "the error of a logarithm must be")
    if model.scenario.observe[name].event is not None:
        return Wanted((YEARS,), "the error of a date must be")
    declared = units.get(("observe", name))
    if declared is not None:
        return Wanted((Known(declared, True),), f"{name} is")
    seen = model.by_path.get(("observe", name, "expr"))
    figure = replace(inference, clashes=[]).unit(seen.expanded) if seen is not None and seen.is_expanded else None
    return Wanted((figure,), "the figure is") if figure is not None else None


def _driver_field(scenario: Scenario, name: str, field: str, units: Units) -> Wanted | None:
    declared = scenario.drivers[name].unit_of(field)
    if declared is None:
        return None
    own = units.get(("drivers", name))
    meant = [(unit, unit.of(own)) for unit in map(parse_unit, declared.split(" or "))]
    known = tuple(Known(unit, unit != written) for written, unit in meant if unit is not None)
    return Wanted(known, f"{field} must be")


def _event_field(path: KeyPath, units: Units) -> Wanted | None:
    field = path[2]
    if field == "hazard":
        return Wanted((PER_YEAR,), "a hazard must be")
    if field == "delay":
        return Wanted((YEARS,), "a delay must be")
    if field == "branch":
        return Wanted((PURE,), "a chance must be")
    if field != "effects":
        return None
    if path[4] == "multiply":
        return Wanted((PURE,), "a factor must be")
    own = units.get(("drivers", str(path[3])))
    return Wanted((Known(own, True),), f"{path[3]} is") if own is not None else None
