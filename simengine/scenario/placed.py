"""Every expression of a scenario, with the path it stands at and the stage it is evaluated in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from simengine.language.expression import Node
from simengine.language.fields import Expression
from simengine.processes import Process
from simengine.scenario.observation import Observation
from simengine.scenario.observed_event import came_in
from simengine.scenario.schema import Event, Scenario
from simengine.yaml.nodes import KeyPath, MappingNode, node_at

Stage = Literal["once", "look", "end"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An expression and where it stands."""

    path: KeyPath
    expression: Expression
    stage: Stage


def expressions(scenario: Scenario) -> Iterator[Placed]:
    """All expressions in the order of the sections."""
    for name, driver in scenario.drivers.items():
        yield from _driver(name, driver)
    for name, formula in scenario.formulas.items():
        yield Placed(("formulas", name, "expr"), formula.expr, "look")
    unread = frozenset(scenario.declared("drivers")) - frozenset(scenario.drivers)  # they may have regimes
    regimes = unread.union(name for name, driver in scenario.drivers.items() if driver.regimes())
    for name, event in scenario.events.items():
        yield from _event(name, event, regimes)
    for name, observation in scenario.observe.items():
        yield from _observation(scenario, name, observation)
    for name, measure in scenario.measures.items():
        yield Placed(("measures", name, "expr"), measure.expr, "end")
    for name, invariant in scenario.invariants.items():
        yield Placed(("invariants", name, "when"), invariant.when, "look")
    for name, outcome in scenario.outcome.items():
        if outcome.condition is not None:
            yield Placed(class_path(scenario, name), outcome.condition, "end")
    for name, question in scenario.questions.items():
        for key in ("when", "value", "given"):
            expression = getattr(question, key)
            if expression is not None:
                yield Placed(("questions", name, key), expression, "look")


def _observation(scenario: Scenario, name: str, observation: Observation) -> Iterator[Placed]:
    if observation.expr is not None:
        yield Placed(("observe", name, "expr"), observation.expr, "look")
    if observation.when is not None:
        yield Placed(("observe", name, "when"), observation.when, "look")
    if observation.event is not None and observation.error is None:
        yield Placed(("observe", name, "event"), came_in(scenario, observation), "look")
    for law in observation.error.laws if observation.error is not None else ():
        size = getattr(observation.error, law)
        if isinstance(size, Expression):
            yield Placed(error_path(scenario, name, law), size, "once")


def error_path(scenario: Scenario, name: str, law: str) -> KeyPath:
    """Where the size of an observation's error stands: under its law, or in the place of all if it is nothing else."""
    path = ("observe", name, "error")
    return (*path, law) if isinstance(node_at(scenario.tree, path), MappingNode) else path


def class_path(scenario: Scenario, name: str) -> KeyPath:
    """Where the condition of a class stands: under `when`, or in its place if nothing stands beside it."""
    path = ("outcome", name)
    return (*path, "when") if isinstance(node_at(scenario.tree, path), MappingNode) else path


def _driver(name: str, driver: Process) -> Iterator[Placed]:
    for key in type(driver).model_fields:
        stage: Stage = "once" if key in ("initial", "bounds") else "look"
        for path, expression in _within(("drivers", name, key), getattr(driver, key)):
            yield Placed(path, expression, stage)


def _within(path: KeyPath, value: object) -> Iterator[tuple[KeyPath, Expression]]:
    """The expressions a field holds: itself, or those in its rows and items."""
    if isinstance(value, Expression):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _within((*path, str(key)), item)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _within((*path, index), item)


def _event(name: str, event: Event, regimes: frozenset[str]) -> Iterator[Placed]:
    for key in ("hazard", "when", "delay"):
        expression = getattr(event, key)
        if isinstance(expression, Expression):  # a delay may be a distribution
            yield Placed(("events", name, key), expression, "look")
    for driver, effect in event.effects.items():
        if driver in regimes:  # there a regime's name stands, no expression
            continue
        yield Placed(("events", name, "effects", driver, effect.operation), effect.amount, "look")
    for branch, chance in event.branch.items():
        if chance is not None:
            yield Placed(("events", name, "branch", branch), chance, "look")


def with_expressions(driver: Process, path: KeyPath, nodes: Mapping[KeyPath, Node]) -> Process:
    """The driver at a path with these nodes in place of those of the expressions that stand at their paths."""
    fields = {key: getattr(driver, key) for key in type(driver).model_fields}
    changed = {key: _replaced(value, (*path, key), nodes) for key, value in fields.items()}
    return driver.model_copy(update={key: value for key, value in changed.items() if value is not fields[key]})


def _replaced(value: object, path: KeyPath, nodes: Mapping[KeyPath, Node]) -> object:
    if isinstance(value, Expression):
        return replace(value, node=nodes[path]) if nodes[path] is not value.node else value
    if isinstance(value, Mapping):
        return {key: _replaced(item, (*path, str(key)), nodes) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_replaced(item, (*path, index), nodes) for index, item in enumerate(value))
    return value
