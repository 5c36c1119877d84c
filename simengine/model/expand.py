"""Expressions with the scenario's own functions and the readings of processes written out.

`kept(visits, 0.3)` becomes the text of `functions: {kept(x, ref): …}` with its arguments put in; `realised_outflow(x)`
becomes the expression that the process of x gives for it. What is put in carries the offset of the call.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simengine.language.expression import Call, Name, Node, names, rebuild
from simengine.language.parse import TALLEST, ExpressionError
from simengine.scenario.schema import Function, Scenario

MOST_NODES = 20_000
DEEPEST = 40  # functions in functions


def expand(node: Node, scenario: Scenario) -> Node:
    """The expression without shorthands.

    Raises:
        ExpressionError: for a wrong number of arguments, a circle, or an expression that grows beyond all bounds.
    """
    return _Expansion(scenario).expand(node, (), 0)


@dataclass(slots=True)
class _Expansion:
    """Writes out one expression; `parts` counts what is put in, so that nothing doubles without end."""

    scenario: Scenario
    parts: int = 0

    def expand(self, node: Node, trail: tuple[str, ...], depth: int) -> Node:
        if trail:
            self._count(node, trail[0], depth)
        if isinstance(node, Call):
            function = self.scenario.functions.get(node.function)
            if function is not None:
                return self._function(node, function, trail, depth)
            reading = _reading(node, self.scenario)
            if reading is not None:
                return self.expand(_at(reading, node.offset), _extend_trail(_call_text(node), node, trail), depth)
        return rebuild(node, lambda child: self.expand(child, trail, depth + 1))

    def _function(self, call: Call, function: Function, trail: tuple[str, ...], depth: int) -> Node:
        wanted, given = len(function.parameters), len(call.arguments)
        if wanted != given:
            written = f"{call.function}({', '.join(function.parameters)})"
            raise ExpressionError(f"{written} takes {wanted} argument{'s' * (wanted != 1)} (got {given})", call.offset)
        inner = _extend_trail(call.function, call, trail)
        arguments = {
            name: self.expand(argument, trail, depth + 1)
            for name, argument in zip(function.parameters, call.arguments, strict=True)
        }
        # The arguments go in first: `realised_outflow(s)` in a function of s has to know which stock s is.
        body = _with_arguments(_at(function.expr.node, call.offset), arguments)
        return self.expand(body, inner, depth)

    def _count(self, node: Node, outermost: str, depth: int) -> None:
        self.parts += 1
        if self.parts > MOST_NODES:
            raise ExpressionError(f"{outermost} has more than {MOST_NODES:,} parts: use formulas", node.offset)
        if depth > TALLEST:
            message = f"{outermost}: more than {TALLEST} operations hang on one another: use formulas"
            raise ExpressionError(message, node.offset)


def _call_text(call: Call) -> str:
    return f"{call.function}({', '.join(sorted(names(call)))})"


def _extend_trail(name: str, call: Call, trail: tuple[str, ...]) -> tuple[str, ...]:
    if name in trail:
        raise ExpressionError(f"a circle: {' → '.join([*trail[trail.index(name) :], name])}", call.offset)
    if len(trail) >= DEEPEST:
        raise ExpressionError(
            f"{trail[0]}: more than {DEEPEST} functions within one another: use formulas", call.offset
        )
    return (*trail, name)


def _reading(call: Call, scenario: Scenario) -> Node | None:
    if len(call.arguments) != 1 or not isinstance(call.arguments[0], Name):
        return None
    driver = scenario.drivers.get(call.arguments[0].name)
    return driver.reading(call.function, call.arguments[0], scenario.clock) if driver else None


def _at(node: Node, offset: int) -> Node:
    return replace(rebuild(node, lambda child: _at(child, offset)), offset=offset)


def _with_arguments(node: Node, arguments: dict[str, Node]) -> Node:
    if isinstance(node, Name) and node.name in arguments:
        return arguments[node.name]
    return rebuild(node, lambda child: _with_arguments(child, arguments))
