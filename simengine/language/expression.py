"""What an expression is: a small tree of frozen nodes.

A tree is written by `parse`, given types by `types.check`, its names turned into `Slot`s by the plan, and read
by `source`. Nodes carry the offset of their text, which takes no part in equality, so that equal expressions are
equal wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import is_


@dataclass(frozen=True, slots=True)
class Number:
    """A literal."""

    value: float
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text: a regime's name, or the date in `date('2026-10')`."""

    text: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, driver, formula, measure or event, or `time` or `year`, by its name."""

    name: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """A value by its place in a path's values; what a `Name` or a function with memory becomes in a plan."""

    index: int
    name: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """`-operand`."""

    operand: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`not operand`."""

    operand: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right` with op one of + - * /."""

    op: str
    left: Node
    right: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Power:
    """`base ** exponent`."""

    base: Node
    exponent: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right` with op one of < <= > >= == !=; a chain is a `Logic` of these."""

    op: str
    left: Node
    right: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """`a and b and …` or `a or b or …`."""

    op: str
    operands: tuple[Node, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """`yes if condition else no`."""

    condition: Node
    yes: Node
    no: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`."""

    function: str
    arguments: tuple[Node, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ToNumber:
    """A truth value used as a number, 1 or 0; put in by the type check."""

    operand: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A stored truth (a formula or a cell that holds 1 or 0) read as a truth; put in by the type check."""

    operand: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Middle:
    """A number as it is at the middle of the step that begins; what a process tells of itself may have it."""

    operand: Node
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Start:
    """A number as it is where the step begins, also within a `Middle`."""

    operand: Node
    offset: int = field(default=0, compare=False)


Leaf = Number | Truth | Text | Name | Slot
Node = Leaf | Negative | Not | Arithmetic | Power | Compare | Logic | Choice | Call | ToNumber | IsTrue | Middle | Start
_BELOW: Mapping[type[Node], tuple[str, ...]] = {
    **dict.fromkeys((Number, Truth, Text, Name, Slot), ()),
    **dict.fromkeys((Negative, Not, ToNumber, IsTrue, Middle, Start), ("operand",)),
    **dict.fromkeys((Arithmetic, Compare), ("left", "right")),
    Power: ("base", "exponent"),
    Logic: ("operands",),
    Choice: ("condition", "yes", "no"),
    Call: ("arguments",),
}
"""The fields of each kind that hold nodes, in the order of the text."""


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below one, in the order of the text."""
    for name in _BELOW[type(node)]:
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, parents first."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if _BELOW[type(current)]:
            waiting.extend([*children(current)][::-1])


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node with `change` applied to each node directly below it."""
    changed: dict[str, object] = {}
    for name in _BELOW[type(node)]:
        value = getattr(node, name)
        new = tuple([change(item) for item in value]) if isinstance(value, tuple) else change(value)
        if new is not value and not (isinstance(new, tuple) and all(map(is_, new, value))):
            changed[name] = new
    return replace(node, **changed) if changed else node  # type: ignore[arg-type]  # the fields are the node's own


def names(node: Node) -> frozenset[str]:
    """All names an expression mentions."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Name))


def constant(node: Node) -> float | None:
    """The value of an expression of literals, or None if it has anything else in it."""
    match node:
        case Number(value=value):
            return value
        case Negative(operand=operand):
            inner = constant(operand)
            return None if inner is None else -inner
        case Arithmetic(op=op, left=left, right=right):
            a, b = constant(left), constant(right)
            if a is None or b is None or (op == "/" and b == 0):
                return None
            return {"+": a + b, "-": a - b, "*": a * b}[op] if op != "/" else a / b
    return None
