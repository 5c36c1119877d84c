"""Members in expressions: whose `x[country]` is, what `sum_over(country, …)` adds, and what a group can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from simengine.errors import did_you_mean
from simengine.language.expression import Call, Compare, Logic, Name, Node, Not, Text, Truth, children, walk
from simengine.language.indexed import Indexed, split_name
from simengine.language.parse import ExpressionError
from simengine.language.types import OVER
from simengine.scenario.groups import Binding, Groups
from simengine.scenario.schema import Function

_AS_CALL = {"sum_over": "sum", "mean_over": "mean", "min_over": "min", "max_over": "max", "count_over": "sum"}
MOST_TERMS = 20_000
_AS_LOGIC = {"any_over": "or", "all_over": "and"}


def bound_name(node: Name, binding: Binding, groups: Groups) -> Name:
    """A name with the members that are meant. Raises ExpressionError where an index means nobody."""
    if node.name in groups.members:
        message = (
            f"{node.name} is a group: ask for a member of it, x[{node.name}], or compare it, {node.name} == '{{}}'"
        )
        raise ExpressionError(message.format(next(iter(groups.members[node.name]))), node.offset)
    name = split_name(node.name)
    if not name.indices:
        return node
    indices = tuple(_member(index, node, binding, groups) for index in name.indices)
    return Name(str(Indexed(name.stem, indices)), node.offset)


def _member(index: str, node: Name, binding: Binding, groups: Groups) -> str:
    if index in binding:
        return binding[index]
    if index in groups.members:
        first = next(iter(groups.members[index]))
        each = f"write sum_over({index}, {node.name}) or the like, or name a member, such as {first}"
        message = f"{node.name}: whose? Nothing here is of one {index}: {each}"
        raise ExpressionError(message, node.offset)
    if not groups.of_member(index):
        raise ExpressionError(f"{node.name}: {groups.unknown(index)}", node.offset)
    if not any(index in members for members in groups.members.values()):
        raise ExpressionError(f"{node.name}: {index} is left out of {groups.of_member(index)[0]}", node.offset)
    return index


def settled_comparison(node: Compare, binding: Binding, groups: Groups) -> Truth | None:
    """`country == 'jp'`, `partner != country`: true or false where it stands; None for any other comparison."""
    sides = [side for side in (node.left, node.right) if isinstance(side, Name) and side.name in groups.members]
    if not sides:
        return None
    if node.op not in ("==", "!="):
        raise ExpressionError("members have no order: compare them by == or !=", node.offset)
    left, right = (_who(side, sides[0], binding, groups) for side in (node.left, node.right))
    return Truth((left == right) == (node.op == "=="), node.offset)


def _who(side: Node, group: Name, binding: Binding, groups: Groups) -> str:
    """The member that one side of a comparison means."""
    if isinstance(side, Name) and side.name in groups.members:
        if side.name not in binding:
            raise ExpressionError(f"{side.name}: which? Nothing here is of one {side.name}", side.offset)
        return binding[side.name]
    if not isinstance(side, Text):
        first = next(iter(groups.members[group.name]))
        message = f"{group.name} is a group: it is compared with a member in quotes, '{first}', or with another group"
        raise ExpressionError(message, side.offset)
    if not groups.knows(group.name, side.text):
        there = ", ".join(groups.members[group.name])
        hint = did_you_mean(side.text, groups.members[group.name])
        raise ExpressionError(f"{group.name} has no member {side.text!r}{hint}; it has {there}", side.offset)
    return side.text


def whether(node: Node) -> bool | None:
    """What a condition of truths comes to; None if it depends on anything."""
    match node:
        case Truth(value=value):
            return value
        case Not(operand=operand):
            known = whether(operand)
            return None if known is None else not known
        case Logic(op=op, operands=operands):
            found = [whether(operand) for operand in operands]
            decisive = op == "or"
            if decisive in found:
                return decisive
            return None if None in found else not decisive
    return None


@dataclass(frozen=True, slots=True)
class Over:
    """`sum_over(country, term)`: the term, and for each time it stands the members that are meant in it."""

    call: Call
    term: Node
    members: Sequence[Binding]

    @property
    def shown(self) -> str:
        """It as a message names it."""
        groups = (argument.name for argument in self.call.arguments[:-1] if isinstance(argument, Name))
        return f"{self.call.function}({', '.join(groups)}, …)"

    def combine(self, terms: tuple[Node, ...]) -> Node:
        """The terms as one expression, in their order."""
        function, offset = self.call.function, self.call.offset
        if function in _AS_LOGIC:
            return Logic(_AS_LOGIC[function], terms, offset)
        name = "sum" if len(terms) == 1 else _AS_CALL[function]  # of one it is that one, and never a name by itself
        return Call(name, terms, offset)


def over_of(call: Call, groups: Groups) -> Over:
    """What a call of one of OVER says. Raises ExpressionError if its first arguments are no groups."""
    *first, term = call.arguments or (None,)
    if not first or term is None:
        example = next(iter(groups.members), "country")
        message = f"{call.function} takes a group and an expression: {call.function}({example}, x[{example}])"
        raise ExpressionError(message, call.offset)
    names: dict[str, Sequence[str]] = {}
    for argument in first:
        if not isinstance(argument, Name) or argument.name not in groups.members or argument.name in names:
            raise ExpressionError(_no_group(call, argument, groups, names), argument.offset)
        names[argument.name] = tuple(groups.members[argument.name])
    if prod(map(len, names.values())) > MOST_TERMS:
        raise ExpressionError(f"{call.function} has more than {MOST_TERMS:,} terms: use formulas", call.offset)
    chosen = product(*names.values())
    return Over(call, term, [dict(zip(names, members, strict=True)) for members in chosen])


def _no_group(call: Call, argument: Node, groups: Groups, before: Mapping[str, object]) -> str:
    if not groups.members:
        return f"{call.function} needs a group, and there are none: declare one, as in groups: {{country: [kr, jp]}}"
    there = f"there are {', '.join(groups.members)}"
    if not isinstance(argument, Name):
        return f"{call.function} needs a group here, then the expression; {there}"
    name = argument.name
    if name in before:
        return f"{name} stands twice: give its members a second group, as in groups: {{partner: {name}}}"
    hint = did_you_mean(name, groups.members)
    return f"{call.function} needs a group here; there is no group {name!r}{hint}; {there}"


def with_argument(node: Name, arguments: Mapping[str, Node]) -> Node:
    """What stands for a name in a function that is written out: of `x[country]`, the members of what x is."""
    if node.name in arguments:
        return arguments[node.name]
    name = split_name(node.name)
    given = arguments.get(name.stem) if name.indices else None
    if given is None:
        return node
    if not isinstance(given, Name) or split_name(given.name).indices:
        raise ExpressionError(
            f"{node.name} is asked of it, so a name is needed here, of what has members", given.offset
        )
    return Name(str(Indexed(given.name, name.indices)), node.offset)


def is_whole(argument: Node) -> bool:
    """Whether an argument is a name by itself, which a function may ask for its members."""
    return isinstance(argument, Name) and not split_name(argument.name).indices


def refuse_captured(call: Call, function: Function, groups: Groups) -> None:
    """Raises ExpressionError for an argument of one member that stands inside a sum over the members."""
    if not groups:
        return
    for name, argument in zip(function.parameters, call.arguments, strict=True):
        inside = {group for group in _asked_over(function.expr.node, name) if group in _mentioned(argument)}
        if inside:
            group = min(inside)
            message = (
                f"{call.function} goes over {group} itself, and here {group} would be the one member that is meant "
                f"outside: pass the name alone, and write {name}[{group}] in the function"
            )
            raise ExpressionError(message, argument.offset)


def _asked_over(node: Node, parameter: str, within: frozenset[str] = frozenset()) -> Iterator[str]:
    """The groups over which an expression goes where a parameter stands in it."""
    if isinstance(node, Name) and node.name == parameter:
        yield from within
    if isinstance(node, Call) and node.function in OVER:
        within = within | {argument.name for argument in node.arguments[:-1] if isinstance(argument, Name)}
    for child in children(node):
        yield from _asked_over(child, parameter, within)


def _mentioned(node: Node) -> set[str]:
    """All names of an expression, and all indices."""
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, Name):
            name = split_name(part.name)
            found.update((name.stem, *name.indices))
    return found
