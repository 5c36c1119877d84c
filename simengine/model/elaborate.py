"""Scenario → Model: each expression is expanded, typed, staged and ordered here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from simengine.functions import memory_functions
from simengine.language.checker import check, number, truth
from simengine.language.expression import Call, Node, Number, names, walk
from simengine.language.fields import Expression
from simengine.language.parse import ExpressionError
from simengine.language.types import NUMBER, TRUTH, Scope, Type
from simengine.model.expand import expand
from simengine.model.model import DriverModel, Model, ModelExpression, Origin
from simengine.model.names import event_names, in_order
from simengine.model.over import aggregated
from simengine.model.scopes import end_scope, end_types, look_scope, look_types, once_scope
from simengine.processes import Process
from simengine.scenario.groups import binding_at
from simengine.scenario.placed import Placed, Stage, expressions, with_expressions
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath

MOST_PARTS = 30_000


class TooLargeError(Exception):
    """The expressions of a scenario have too many parts in all; `path` is where that shows."""

    def __init__(self, path: KeyPath) -> None:
        self.path = path
        reason = f"the expressions up to here have more than {MOST_PARTS:,} parts in all, functions written out"
        super().__init__(f"{reason}: write fewer, or put what is repeated into a formula")


def elaborate(scenario: Scenario) -> Model:
    """The model of a scenario; what is wrong in an expression, or runs in a circle, is noted in it.

    Raises TooLargeError.
    """
    return _Elaboration(scenario, _expanded(scenario)).model()


@dataclass(frozen=True, slots=True, eq=False)
class _Expanded:
    """An expression with shorthands written out, as far as that can be; `read` is what is evaluated in its place."""

    placed: Placed
    node: Node
    error: ExpressionError | None = None
    read: Node | None = None


def _expanded(scenario: Scenario) -> dict[KeyPath, _Expanded]:
    found, total = {}, 0
    for placed in expressions(scenario):
        written = placed.expression.node
        try:
            node = expand(written, scenario, binding_at(scenario.bindings, placed.path))
            total += sum(1 for _ in walk(node))
            found[placed.path] = _Expanded(placed, node)
        except ExpressionError as error:
            found[placed.path] = _Expanded(placed, written, error)
        if total > MOST_PARTS:
            raise TooLargeError(placed.path)
    return found


@dataclass(slots=True, eq=False)
class _Elaboration:
    """Types what has been expanded: formulas and measures in their order, then the rest."""

    scenario: Scenario
    expanded: Mapping[KeyPath, _Expanded]
    typed: dict[KeyPath, ModelExpression] = field(default_factory=dict)
    of_elements: dict[KeyPath, dict[KeyPath, _Expanded]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path, one in self.expanded.items():
            self.of_elements.setdefault(path[:2], {})[path] = one

    def model(self) -> Model:
        scenario = self.scenario
        formulas, measures = self._nodes("formulas"), self._nodes("measures")
        formula_order, formula_circles = in_order(formulas)
        measure_order, measure_circles = in_order(measures)
        once_formulas = _once(formulas, formula_order, set(scenario.parameters))
        expanded = {**self.expanded, **dict(self._over_periods({name: formulas[name] for name in formula_order}))}
        look = look_types(scenario)
        self._type_named("formulas", formula_order, look_scope(scenario, look), look)
        end = end_types(scenario, look)
        self._type_named("measures", measure_order, end_scope(scenario, end), end)
        scopes: Mapping[Stage, Scope] = {
            "once": once_scope(scenario, look, once_formulas),
            "look": look_scope(scenario, look),
            "end": end_scope(scenario, end),
        }
        for path, one in expanded.items():
            if path not in self.typed:
                self.typed[path] = _typed(one, scopes[one.placed.stage])
        return Model(
            scenario=scenario,
            expressions=tuple(self.typed[path] for path in self.expanded),
            drivers={name: self._driver(name, driver, scopes) for name, driver in scenario.drivers.items()},
            formula_order=formula_order,
            once_formulas=once_formulas,
            measure_order=measure_order,
            circles=(*formula_circles, *measure_circles),
            events=event_names(scenario),
            by_path=self.typed,
        )

    def _over_periods(self, formulas: Mapping[str, Node]) -> Iterator[tuple[KeyPath, _Expanded]]:
        """What is observed over a period; `formulas` are each after all it uses."""
        for name, seen in self.scenario.observe.items():
            one = self.expanded.get(("observe", name, "expr"))
            if seen.over is not None and one is not None and one.error is None:
                try:
                    found = replace(one, read=aggregated(one.node, seen, self.scenario, formulas))
                except ExpressionError as error:
                    found = replace(one, error=error)
                yield ("observe", name, "expr"), found

    def _nodes(self, section: str) -> dict[str, Node]:
        return {str(path[1]): one.node for path, one in self.expanded.items() if path[0] == section}

    def _type_named(self, section: str, order: Iterable[str], scope: Scope, types: dict[str, Type]) -> None:
        """Types formulas or measures; `types`, which the scope reads, learns of each."""
        for name in order:
            path = (section, name, "expr")
            self.typed[path] = _typed(self.expanded[path], scope)
            types[name] = TRUTH if self.typed[path].type == TRUTH else NUMBER

    def _driver(self, name: str, driver: Process, scopes: Mapping[Stage, Scope]) -> DriverModel:
        """What a process makes of its fields; a field that it takes as it is has been typed already."""
        path: KeyPath = ("drivers", name)
        own = self.of_elements.get(path, {})
        known = {id(one.node): self.typed[place] for place, one in own.items()}
        full = with_expressions(driver, path, {place: one.node for place, one in own.items()})

        def derived(stage: Stage, node: Node, error: ExpressionError | None = None) -> ModelExpression:
            found = known.get(id(node))
            if found is not None and found.stage == stage:
                return found
            one = _Expanded(Placed(path, Expression("", node), stage), node, error)
            return _typed(one, scopes[stage])

        clock = self.scenario.clock
        bounds = [self.typed[*path, "bounds", end] for end in (0, 1)] if driver.bounds else []
        try:
            start = derived("once", full.start(clock))
            inputs = tuple((field, derived("look", node)) for field, node in full.inputs(clock))
        except ValueError as error:  # of a field that can't be; the checks tell of it
            start, inputs = derived("once", Number(0.0), ExpressionError(str(error), 0)), ()
        return DriverModel(start, (bounds[0], bounds[1]) if bounds else None, inputs)


def _typed(one: _Expanded, scope: Scope) -> ModelExpression:
    placed, node, kind, error = one.placed, one.read or one.node, NUMBER, one.error
    if error is None:
        try:
            if placed.path[0] in ("formulas", "measures"):
                node, kind = check(node, scope)
            elif placed.expression.condition:
                node, kind = truth(node, scope), TRUTH
            else:
                node = number(node, scope)
        except ExpressionError as found:
            error = found
    return ModelExpression(
        Origin(placed.path), placed.stage, placed.expression, one.node, node, kind, error, one.error is None
    )


def _once(formulas: Mapping[str, Node], order: Iterable[str], parameters: set[str]) -> frozenset[str]:
    """The formulas that can't change along a path."""
    memory = memory_functions()
    known = set(parameters)
    for name in order:
        node = formulas[name]
        if names(node) <= known and not any(isinstance(part, Call) and part.function in memory for part in walk(node)):
            known.add(name)
    return frozenset(known - parameters)
