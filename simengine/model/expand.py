"""Expressions with the scenario's own functions and the readings of processes written out.

`kept(visits, 0.3)` becomes the text of `functions: {kept(x, ref): …}` with its arguments put in; `realised_outflow(x)`
becomes the expression that the process of x gives for it. `x[country]` becomes the x of whichever member is meant where
it stands, and `sum_over(country, …)` as many terms as there are members. What is put in carries the offset of the call.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simengine.language.expression import Call, Choice, Compare, Name, Node, Truth, names, rebuild
from simengine.language.parse import TALLEST, ExpressionError
from simengine.language.types import OVER
from simengine.model.members import (
    bound_name,
    is_whole,
    over_of,
    refuse_captured,
    settled_comparison,
    whether,
    with_argument,
)
from simengine.scenario.groups import NOBODY, Binding, binding_at
from simengine.scenario.schema import Function, Scenario

MOST_NODES = 20_000
DEEPEST = 40  # functions in functions


def expand(node: Node, scenario: Scenario, binding: Binding = NOBODY) -> Node:
    """The expression without shorthands; `binding` tells which member of each group is meant where it stands.

    Raises:
        ExpressionError: for a wrong number of arguments, a circle, an index that means nobody, or an expression that
            grows beyond all bounds.
    """
    return _Expansion(scenario).expand(node, _Around(binding), 0)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a part of an expression stands in: whose it is, the functions it is written out in, and the outermost."""

    binding: Binding
    trail: tuple[str, ...] = ()
    outermost: str = ""


@dataclass(slots=True)
class _Expansion:
    """Writes out one expression; `parts` counts what is put in, so that nothing doubles without end."""

    scenario: Scenario
    parts: int = 0

    def expand(self, node: Node, around: _Around, depth: int) -> Node:
        if around.outermost:
            self._count(node, around.outermost, depth)
        groups = self.scenario.groups
        match node:
            case Name():
                return bound_name(node, around.binding, groups)
            case Compare():
                settled = settled_comparison(node, around.binding, groups)
                if settled is not None:
                    return settled
            case Choice():
                return self._choice(node, around, depth)
            case Call(function=name) if name in OVER:
                return self._over(node, around, depth)
            case Call():
                return self._call(node, around, depth)
        return rebuild(node, lambda child: self.expand(child, around, depth + 1))

    def _call(self, call: Call, around: _Around, depth: int) -> Node:
        function = self.scenario.functions.get(call.function)
        if function is not None:
            return self._function(call, function, around, depth)
        call = rebuild(call, lambda child: self.expand(child, around, depth + 1))  # type: ignore[assignment]
        found = _reading(call, self.scenario)
        if found is None:
            return call
        text, (driver, reading) = _call_text(call), found
        trail, outermost = _extend_trail(text, call, around.trail), around.outermost or text
        # What the driver says of itself is said of its members.
        inside = _Around(binding_at(self.scenario.bindings, ("drivers", driver)), trail, outermost)
        return self.expand(_at(reading, call.offset), inside, depth)

    def _choice(self, node: Choice, around: _Around, depth: int) -> Node:
        """A choice that the members decide is what they choose; the rest need not even be there."""
        condition = self.expand(node.condition, around, depth + 1)
        known = whether(condition) if self.scenario.groups else None
        if known is not None and not isinstance(node.condition, Truth):
            return self.expand(node.yes if known else node.no, around, depth)
        yes, no = (self.expand(child, around, depth + 1) for child in (node.yes, node.no))
        return replace(node, condition=condition, yes=yes, no=no)

    def _over(self, call: Call, around: _Around, depth: int) -> Node:
        """An expression once for each member, in the order of the list: as many terms side by side."""
        over = over_of(call, self.scenario.groups)
        inside = replace(around, outermost=around.outermost or over.shown)
        terms = []
        for members in over.members:
            bound = replace(inside, binding={**around.binding, **members})
            terms.append(self.expand(over.term, bound, depth + 1))
        return over.combine(tuple(terms))

    def _function(self, call: Call, function: Function, around: _Around, depth: int) -> Node:
        wanted, given = len(function.parameters), len(call.arguments)
        if wanted != given:
            written = f"{call.function}({', '.join(function.parameters)})"
            raise ExpressionError(f"{written} takes {wanted} argument{'s' * (wanted != 1)} (got {given})", call.offset)
        trail = _extend_trail(call.function, call, around.trail)
        refuse_captured(call, function, self.scenario.groups)
        arguments = {
            name: argument if is_whole(argument) else self.expand(argument, around, depth + 1)
            for name, argument in zip(function.parameters, call.arguments, strict=True)
        }
        # The arguments go in first: `realised_outflow(s)` in a function of s has to know which stock s is.
        body = _with_arguments(_at(function.expr.node, call.offset), arguments)
        return self.expand(body, replace(around, trail=trail, outermost=around.outermost or call.function), depth)

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


def _reading(call: Call, scenario: Scenario) -> tuple[str, Node] | None:
    """The driver a call reads, and what its process gives for it."""
    if len(call.arguments) != 1 or not isinstance(call.arguments[0], Name):
        return None
    name = call.arguments[0].name
    driver = scenario.drivers.get(name)
    reading = driver.reading(call.function, call.arguments[0], scenario.clock) if driver else None
    return None if reading is None else (name, reading)


def _at(node: Node, offset: int) -> Node:
    return replace(rebuild(node, lambda child: _at(child, offset)), offset=offset)


def _with_arguments(node: Node, arguments: dict[str, Node]) -> Node:
    if isinstance(node, Name):
        return with_argument(node, arguments)
    return rebuild(node, lambda child: _with_arguments(child, arguments))
