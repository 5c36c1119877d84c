"""What is worth a second look in a scenario that can run: nothing here is an error."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simengine.checks.experts import expert_advice
from simengine.checks.findings import Finding, inside
from simengine.checks.impossible import must_not_be_negative
from simengine.checks.later import unread_later
from simengine.checks.mechanisms import acts_of
from simengine.checks.not_numbers import number_findings
from simengine.checks.off_grid import date_findings
from simengine.checks.reference_forecasts import reference_forecast_findings
from simengine.checks.regimes import regime_findings
from simengine.distributions import Distribution, Law
from simengine.functions import memory_functions
from simengine.language.clock import LAST_YEAR
from simengine.language.expression import Arithmetic, Call, Name, Node, children, constant, names, walk
from simengine.language.indexed import has_members, split_name
from simengine.model.model import Model
from simengine.model.readings import reading_step
from simengine.scenario.schema import Scenario
from simengine.scenario.sections import ELEMENTS
from simengine.yaml.nodes import KeyPath

FAR = 5.0
"""How many times its 95 % point the 99.9 % point of a parameter may be; of a lognormal of sigma 0.7 it is 2.7 times."""
SELDOM = 1e-6
"""Chances below it are not worth a warning."""


def advice(model: Model) -> Iterator[Finding]:
    """Everything worth a warning; the model must be without errors."""
    yield from _unused(model)
    yield from _untagged(model.scenario)
    yield from _acts(model.scenario)
    yield from _far_tails(model.scenario)
    yield from _constant_conditions(model)
    yield from _below_zero(model)
    yield from _short_windows(model)
    yield from number_findings(model)
    yield from date_findings(model)
    yield from regime_findings(model.scenario)
    yield from expert_advice(model.scenario)
    yield from reference_forecast_findings(model)
    yield from unread_later(model)


def _about(path: KeyPath, message: str) -> Finding:
    """A warning about what stands under a key."""
    return Finding(path, message, warning=True, at_key=True)


def _unused(model: Model) -> Iterator[Finding]:
    scenario = model.scenario
    used = {parameter.like for parameter in scenario.parameters.values()}
    used |= {act.on for _, act in acts_of(scenario)}
    called: set[str] = set()
    for found in model.expressions:
        own = found.origin.name if found.origin.section in ("formulas", "drivers") else None
        used |= names(found.expanded) - {own}
        called |= _calls(found.written.node)
    for name, function in scenario.functions.items():
        called |= _calls(function.expr.node) - {name}
    # Of members one is enough: `partner != country` leaves nobody to himself.
    of_members = {split_name(name)[0] for name in used if name and has_members(name)}
    for section in ("parameters", "drivers", "formulas"):
        yield from (
            _about((section, name), f"{name} is used nowhere")
            for name in getattr(scenario, section)
            if name not in used and not (has_members(name) and split_name(name).stem in of_members)
        )
    for key in scenario.declared("functions"):
        name = key.partition("(")[0].strip()
        if name not in called:
            yield _about(("functions", key), f"{name} is used nowhere")


def _calls(node: Node) -> set[str]:
    return {part.function for part in walk(node) if isinstance(part, Call)}


def _untagged(scenario: Scenario) -> Iterator[Finding]:
    tags: set[str] = set()
    for section in ELEMENTS:
        tags.update(tag for _, element in scenario.elements(section) for tag in element.tags)
    for name, mechanism in scenario.mechanisms.items():
        if name not in tags and not mechanism.because:
            remedy = f"give the elements that carry it the tag {name}, or say why not: because"
            yield _about(("mechanisms", name), f"{name} acts nowhere: {remedy}")


def _acts(scenario: Scenario) -> Iterator[Finding]:
    """Once one mechanism says what it acts on, each must; and what is raised must be able to rise."""
    acts = list(acts_of(scenario))
    for name, mechanism in scenario.mechanisms.items() if acts else ():
        if not mechanism.acts and not mechanism.because:
            yield _about(("mechanisms", name), f"{name} says neither what it raises (acts) nor why nothing (because)")
    for path, act in acts:
        if act.raised not in scenario.parameters:  # it could not be read, and that is told already
            continue
        law = scenario.parameters[act.raised].distribution
        if not act.between and all(one.chance_of(0.0) is None for one in law.parts):
            continue  # no value has a chance of its own, so that the points differ; those of a pool are sought for long
        low, high = act.levels(law)
        if not low < high:
            message = f"{act.raised} can't be raised: its 10 % and 90 % points are {low:g} and {high:g}"
            remedy = "say between which values: between: [0, 1]"
            yield Finding((*path, "raise"), f"{message}; {remedy}", warning=True, offset=0)


def _far_tails(scenario: Scenario) -> Iterator[Finding]:
    for name, parameter in scenario.parameters.items():
        if parameter.like:
            continue
        for at, law in enumerate(parameter.distribution.parts):
            low, high = law.bounds()
            if not law.is_through_points or low < 0.0 or high < math.inf:
                continue
            usual, far = law.quantile(0.95), law.quantile(0.999)
            if far > FAR * usual:
                path = (
                    ("parameters", name, "experts", [*parameter.experts][at])
                    if parameter.experts
                    else ("parameters", name)
                )
                often = f"one path in a thousand draws more than {far:.3g}, {far / usual:.0f} times the 95 % point"
                yield _about(path, f"a far tail: {often}; give it an upper, or a 99% point")


def _constant_conditions(model: Model) -> Iterator[Finding]:
    parameters = model.scenario.parameters
    fixed = {name for name, given in parameters.items() if not (given.distribution.varies or given.later)}
    for name in model.formula_order:
        if name in model.once_formulas and names(model.at("formulas", name, "expr").node) <= fixed:
            fixed.add(name)
    memory = set(memory_functions())
    for found in model.expressions:
        if found.written.condition and names(found.node) <= fixed and not _calls(found.node) & memory:
            yield inside(found, "this condition never changes and is the same on every path", found.node.offset)


def _below_zero(model: Model) -> Iterator[Finding]:
    parameters = model.scenario.parameters
    for found in model.expressions:
        node = _scaled(found.node)
        if node is None or node.name not in parameters:
            continue
        law, path = parameters[node.name].distribution, found.origin.path
        branches = path[0] == "events" and path[2] == "branch" and node is found.node
        if branches and law.varies and law.quantile(1.0 - SELDOM) > 1.0:
            share = f"{100 * _share_above_one(law):.2g} %"
            message = f"{node.name} is above 1 on {share} of the paths, and a chance is at most 1"
            yield inside(found, message, node.offset)
        of_error = path[0] == "observe" and path[2] == "error"
        if not of_error and not must_not_be_negative(path, model.scenario):
            continue
        if (share_below := law.chance_below(0.0)) > SELDOM:
            bounded = all(isinstance(part, Distribution) and part.may_have("lower") for part in law.parts)
            remedy = "give it lower: 0" if bounded else "give it a distribution above 0"
            share = f"{100 * share_below:.2g} %"
            so = (
                "and what was seen rules them out, for an error is above 0" if of_error else "which ends them as failed"
            )
            message = f"{node.name} is negative on {share} of the paths, {so}"
            yield inside(found, f"{message}; {remedy}", node.offset)


def _scaled(node: Node) -> Name | None:
    """The name in `spread` and in `3*spread`, which has its sign."""
    if isinstance(node, Arithmetic) and node.op == "*":
        sides = (node.left, node.right), (node.right, node.left)
        return next((_scaled(other) for one, other in sides if (constant(one) or 0.0) > 0.0), None)
    return node if isinstance(node, Name) else None


def _share_above_one(law: Law) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if law.quantile(middle) > 1.0 else (middle, high)
    return 1.0 - low


def _short_windows(model: Model) -> Iterator[Finding]:
    scenario = model.scenario
    warned: set[str] = set()
    for found in model.expressions:
        step = reading_step(found.origin.path, scenario)
        for call, along in _rolling(found.node, along=step is None):
            name = call.arguments[0].name if isinstance(call.arguments[0], Name) else ""
            past = scenario.drivers.get(name) or scenario.formulas.get(name)
            steps = scenario.clock.window(constant(call.arguments[1]) or 0.0)
            if past is None or past.history or name in warned or steps <= (0 if along or step is None else step) + 1:
                continue
            warned.add(name)
            full = "it is never full"
            if scenario.clock.start.year + steps / scenario.clock.per_year < LAST_YEAR:
                full = f"before {scenario.clock.label(steps - 1)} it takes what there is"
            message = f"{call.function}({name}, …) looks back to before the start, where {name} has no history: {full}"
            yield inside(found, f"{message}; give {name} a history", call.offset)


def _rolling(node: Node, along: bool) -> Iterator[tuple[Call, bool]]:
    """Every rolling window, and whether it is followed along the path: also when another function remembers it."""
    function = memory_functions().get(node.function) if isinstance(node, Call) else None
    if isinstance(node, Call) and function is not None and function.looks_back:
        yield node, along
    deeper = along or function is not None
    for child in children(node):
        yield from _rolling(child, deeper)
