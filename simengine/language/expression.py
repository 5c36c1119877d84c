"""What an expression is: a small tree of frozen nodes.

A tree is written by `parse`, given types by `types.check`, its names turned into `Slot`s by the plan, and read
by `source`. Nodes carry the offset of their text, which takes no part in equality, so that equal expressions are
equal wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace


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


Leaf = Number | Truth | Text | Name | Slot
Node = Leaf | Negative | Not | Arithmetic | Power | Compare | Logic | Choice | Call | ToNumber | IsTrue


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below one, in the order of the text."""
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, tuple):
            yield from value
        elif isinstance(value, Node):
            yield value


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node with `change` applied to each node directly below it."""
    changed: dict[str, object] = {}
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, tuple):
            changed[part.name] = tuple(change(item) for item in value)
        elif isinstance(value, Node):
            changed[part.name] = change(value)
    return replace(node, **changed) if changed else node  # type: ignore[arg-type]  # the fields are the node's own


def names(node: Node) -> frozenset[str]:
    """All names an expression mentions."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Name))
