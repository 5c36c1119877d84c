"""Numbers that can't be what they stand for, where the text alone tells: what else is impossible, a run counts.

A number is known if it is made of literals, of parameters that are fixed, and of formulas of nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from simengine.checks.findings import Finding
from simengine.language.expression import Name, Node, Number, constant, rebuild
from simengine.language.fields import NonNegativeExpr, PositiveExpr
from simengine.language.types import TRUTH
from simengine.model.model import Model, ModelExpression
from simengine.processes import Process
from simengine.scenario.schema import Event, Scenario
from simengine.status import MOST_IN_A_STEP
from simengine.yaml.nodes import KeyPath

Known = Mapping[str, float]
SLACK = 1e-9
"""Rounding makes no number impossible."""
_SIGNS = {
    sign: [mark for mark in get_args(kind) if isinstance(mark, BeforeValidator)]
    for sign, kind in ((">=", NonNegativeExpr), (">", PositiveExpr))
}
_CHANCES = ("chance", "probability")
"""Units of what lies between 0 and 1; a share may be more, of what it once was."""


def impossible_findings(model: Model) -> Iterator[Finding]:
    """All such numbers of a model whose expressions are sound."""
    known = _known_names(model)
    for found in model.expressions:
        yield from _signs(found, model.scenario, known)
    for name, driver in model.scenario.drivers.items():
        yield from _bounds(name, driver, model, known)
        yield from _history(name, driver)
        yield from _clamped(name, driver, model, known)
    for name, event in model.scenario.events.items():
        yield from _chances(name, event, model, known)
        yield from _crowd(name, event, model, known)
        yield from _effects(name, event, model, known)
    yield from _shares(model.scenario, known)


def _known_names(model: Model) -> Known:
    laws = {name: one.distribution for name, one in model.scenario.parameters.items() if not one.later}
    known = {name: law.quantile(0.5) for name, law in laws.items() if law.is_one_value}
    for name in model.formula_order:
        found = model.by_path.get(("formulas", name, "expr"))
        if name in model.once_formulas and found is not None and found.type != TRUTH:
            value = _value(found.node, known)
            if value is not None:
                known[name] = value
    return known


def _value(node: Node, known: Known) -> float | None:
    """What an expression always is; None if that is not known."""

    def filled(part: Node) -> Node:
        if isinstance(part, Name) and part.name in known:
            return Number(known[part.name])
        return rebuild(part, filled)

    return constant(filled(node))


def must_not_be_negative(path: KeyPath, scenario: Scenario) -> bool:
    """Whether a number below 0 at a path ends a path of the simulation, or means nothing."""
    if path[0] == "events":
        return path[2] in ("hazard", "branch", "delay")
    return path[0] == "drivers" and bool(_signs_of(_field(path, scenario)))


def _field(path: KeyPath, scenario: Scenario) -> FieldInfo:
    return type(scenario.drivers[str(path[1])]).model_fields[str(path[2])]


def _signs_of(declared: FieldInfo) -> set[str]:
    """Whether a field is declared as NonNegativeExpr (≥) or PositiveExpr (>), or holds such."""
    marks, below = list(declared.metadata), [declared.annotation]
    while below:
        kind = below.pop()
        marks += getattr(kind, "__metadata__", ())
        below += getattr(kind, "__args__", ())
    signs = {">=": NonNegativeExpr, ">": PositiveExpr}
    validators = {
        sign: [mark for mark in get_args(kind) if isinstance(mark, BeforeValidator)] for sign, kind in signs.items()
    }
    return {sign for sign, wanted in validators.items() if any(mark in wanted for mark in marks)}


def _signs(found: ModelExpression, scenario: Scenario, known: Known) -> Iterator[Finding]:
    """What is computed of known numbers and comes out below 0; a literal is told where it is read."""
    path = found.origin.path
    if isinstance(found.node, Number) or not must_not_be_negative(path, scenario):
        return
    value = _value(found.node, known)
    positive = path[0] == "drivers" and _signs_of(_field(path, scenario)) == {">"}
    if value is not None and (value < 0.0 or (positive and value == 0.0)):
        yield Finding(path, f"must be {'>' if positive else '>='} 0 (it is {value:g})", offset=found.node.offset)


def _bounds(name: str, driver: Process, model: Model, known: Known) -> Iterator[Finding]:
    """Bounds that cross, and a start outside them or where the process can't be."""
    found, path = model.drivers[name], ("drivers", name, "bounds")
    low, high = (_value(end.node, known) for end in found.bounds) if found.bounds else (None, None)
    if low is not None and high is not None and low >= high:
        if low > high:
            reason = f"the first must not be above the second (got {low:g} and {high:g})"
            yield Finding(path, f"{reason}: {name} would be {low:g} for ever")
            return
        yield Finding(path, f"{name} can only be {low:g}, for both bounds are: make it a parameter", warning=True)
    start = _value(found.start.node, known) if "initial" in type(driver).model_fields else None
    if start is None or driver.regimes():
        return
    lowest, highest = -math.inf if low is None else low, math.inf if high is None else high
    at = ("drivers", name, "initial")
    if not lowest <= start <= highest:
        reason = f"{start:g} lies outside the bounds of {name}, {lowest:g} to {highest:g}"
        yield Finding(at, f"{reason}, so it would start at {max(lowest, min(start, highest)):g}: correct one", offset=0)
    elif (wrong := _misplaced(driver, start)) is not None:
        yield Finding(at, f"a {driver.kind} can't be {start:g}: {name} {wrong}", offset=0)


def _misplaced(driver: Process, value: float, verb: str = "would start at") -> str | None:
    """Where a process would be instead of at a value, in words; None if it can be there."""
    try:
        found = driver.observe(driver.place(value))
    except (ArithmeticError, ValueError):
        found = math.nan
    if not math.isfinite(found) or not _is_finite(driver, value):
        return "would end the path"
    return f"{verb} {found:g}" if abs(found - value) > SLACK * max(1.0, abs(value)) else None


def _is_finite(driver: Process, value: float) -> bool:
    state = driver.place(value)
    return all(math.isfinite(part) for part in (state if isinstance(state, tuple) else (state,)))


def _history(name: str, driver: Process) -> Iterator[Finding]:
    """Past counts that were none."""
    for date, value in driver.history.items() if driver.counts else ():
        if value < 0.0:
            yield Finding(("drivers", name, "history", date), f"a count can't be negative (got {value:g})")


def _clamped(name: str, driver: Process, model: Model, known: Known) -> Iterator[Finding]:
    """Inputs that a process can't follow."""
    given = [
        (field, _value(one.node, known)) for field, one in model.drivers[name].inputs if field not in driver.prepared
    ]
    values = [value for _, value in given if value is not None]
    if driver.clamped is None or len(values) < len(given) or not driver.clamped(*values):
        return
    listed = " and ".join(f"{field} {value:g}" for field, value in given)
    yield Finding(("drivers", name, given[0][0]), f"a {driver.kind} can't follow {listed}", offset=0)


def _chances(name: str, event: Event, model: Model, known: Known) -> Iterator[Finding]:
    """Chances above 1, by themselves or together."""
    total, before = 0.0, list[str]()
    for child, chance in event.branch.items():
        path = ("events", name, "branch", child)
        value = _value(model.at(*path).node, known) if chance is not None else None
        if value is None:
            continue
        total += max(0.0, value)
        before.append(f"{value:g}")
        if value > 1.0 + SLACK:
            yield Finding(path, f"a chance is 1 at most (got {value:g})", offset=0)
            return
        if total > 1.0 + SLACK:
            yield Finding(path, f"the chances up to here are {' + '.join(before)} = {total:g}: at most 1", offset=0)
            return


def _crowd(name: str, event: Event, model: Model, known: Known) -> Iterator[Finding]:
    if event.hazard is None or not event.repeats or event.each is not None:
        return
    value, clock = _value(model.at("events", name, "hazard").node, known), model.scenario.clock
    if value is not None and value * clock.dt > MOST_IN_A_STEP:
        reason = f"{value * clock.dt:,.0f} occurrences a {clock.step} (more than {MOST_IN_A_STEP:,} end the path)"
        yield Finding(("events", name, "hazard"), f"{reason}: lower it, or say each: step", offset=0)


def _effects(name: str, event: Event, model: Model, known: Known) -> Iterator[Finding]:
    """What a driver is set to and can't be."""
    for target, effect in event.effects.items():
        driver, path = model.scenario.drivers.get(target), ("events", name, "effects", target, effect.operation)
        if driver is None or effect.operation != "set" or driver.regimes():
            continue
        value = _value(model.at(*path).node, known)
        if value is None:
            continue
        bounds = model.drivers[target].bounds
        low, high = (_value(end.node, known) for end in bounds) if bounds else (None, None)
        if (low is not None and value < low) or (high is not None and value > high):
            yield Finding(
                path, f"{value:g} lies outside the bounds of {target}, which stays inside", warning=True, offset=0
            )
        elif (wrong := _misplaced(driver, value, "would be set to")) is not None:
            message = f"a {driver.kind} can't be {value:g}: {target} {wrong}"
            yield Finding(path, message, warning=True, offset=0)


def _shares(scenario: Scenario, known: Known) -> Iterator[Finding]:
    """Fixed parameters whose unit says that they lie between 0 and 1."""
    for name, parameter in scenario.parameters.items():
        unit = (parameter.unit or "").strip()
        if name not in known or unit not in _CHANCES or 0.0 <= known[name] <= 1.0:
            continue
        advice = f"write {known[name] / 100:g} for {known[name]:g} %" if 1.0 < known[name] <= 100.0 else "correct one"
        message = f"{known[name]:g} is no {unit}, which lies between 0 and 1: {advice}"
        yield Finding(("parameters", name), message, at_key=True)
