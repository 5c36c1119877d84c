"""Expressions with the scenario's own functions and the readings of processes written out.

`kept(visits, 0.3)` becomes the text of `functions: {kept(x, ref): …}` with its arguments put in; `realised_outflow(x)`
becomes the expression that the process of x gives for it. What is put in carries the offset of the call.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from simengine.language.expression import Call, Name, Node, names, rebuild, walk
from simengine.language.parse import ExpressionError
from simengine.scenario.schema import Function, Scenario

MOST_NODES = 20_000


def expand(node: Node, scenario: Scenario, trail: tuple[str, ...] = ()) -> Node:
    """The expression without shorthands.

    Raises:
        ExpressionError: for a wrong number of arguments, a circle, or an expression that grows beyond all bounds.
    """
    if isinstance(node, Call):
        function = scenario.functions.get(node.function)
        if function is not None:
            return _function(node, function, scenario, trail)
        reading = _reading(node, scenario)
        if reading is not None:
            written_out = expand(_at(reading, node.offset), scenario, _entered(_told(node), node, trail))
            return _bounded(written_out, node)
    return rebuild(node, lambda child: expand(child, scenario, trail))


def _function(call: Call, function: Function, scenario: Scenario, trail: tuple[str, ...]) -> Node:
    wanted, given = len(function.parameters), len(call.arguments)
    if wanted != given:
        written = f"{call.function}({', '.join(function.parameters)})"
        raise ExpressionError(f"{written} takes {wanted} argument{'s' * (wanted != 1)} (got {given})", call.offset)
    inner = _entered(call.function, call, trail)
    arguments = {
        name: expand(argument, scenario, trail)
        for name, argument in zip(function.parameters, call.arguments, strict=True)
    }
    # The arguments go in first: `realised_outflow(s)` in a function of s has to know which stock s is.
    body = _bounded(_with_arguments(_at(function.expr.node, call.offset), arguments), call)
    return _bounded(expand(body, scenario, inner), call)


def _bounded(node: Node, call: Call) -> Node:
    if any(True for _ in islice(walk(node), MOST_NODES, None)):
        raise ExpressionError(f"{call.function} has more than {MOST_NODES:,} parts: use formulas", call.offset)
    return node


def _told(call: Call) -> str:
    return f"{call.function}({', '.join(sorted(names(call)))})"


def _entered(name: str, call: Call, trail: tuple[str, ...]) -> tuple[str, ...]:
    if name in trail:
        raise ExpressionError(f"a circle: {' → '.join([*trail[trail.index(name) :], name])}", call.offset)
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
