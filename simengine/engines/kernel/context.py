"""What the writers of a kernel share: its rows, its arguments, and the functions written so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from simengine.engines.kernel.expressions import Expressions, Numbers
from simengine.engines.kernel.harvest import Library
from simengine.engines.kernel.layout import Layout
from simengine.language.expression import Call, Node, Number, Slot, rebuild, walk
from simengine.plan.plan import TIME, YEAR, Plan

_COSTLY = frozenset(("exp", "log", "logistic", "logit", "sqrt", "tanh"))
_CONSTANT = re.compile(r"\bc\[(\d+)\]")
_WORD = re.compile(r"[A-Za-z_]\w*")
ARGUMENTS = (
    "v", "c", "s", "code", "noise", "uniforms", "clamps", "i", "n", "k", "q", "time", "year", "dt", "per_year",
)  # fmt: skip
"""What a function of a kernel may be given, always under these names and in this order."""
MOST_STATEMENTS = 10
"""How many values one loop computes at most: more would not fit the registers."""
TAB = "    "


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a loop over paths, and the slots it reads and the one it gives."""

    text: str
    gives: int = -1
    reads: frozenset[int] = frozenset()


@dataclass(slots=True)
class Context:
    """The state of writing one kernel."""

    plan: Plan
    layout: Layout
    library: Library
    numbers: Numbers = field(default_factory=Numbers)
    steps: list[int] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    once: list[str] = field(default_factory=list)
    _hoisted: dict[Node, int] = field(default_factory=dict)
    _fixed: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        plan = self.plan
        self._fixed = frozenset([p.slot for p in plan.parameters] + [cell.slot for cell in plan.once])
        self._names = {row: name for name, row in self.layout.names.items()}
        self.expressions = Expressions(self.library, self.numbers, self.value)

    _names: dict[int, str] = field(init=False, default_factory=dict)
    expressions: Expressions = field(init=False)

    def row(self, row: int) -> str:
        """The name of a row, or of the row it is so many after."""
        first = row
        while first not in self._names:
            first -= 1
        return self._names[first] if first == row else f"{self._names[first]} + {row - first} * B"

    def value(self, slot: Slot) -> str:
        """The value of a slot on path `i`."""
        return self.at(slot.index)

    def at(self, slot: int) -> str:
        """The same for the number of a slot."""
        if slot in (TIME, YEAR):
            return "time" if slot == TIME else "year"
        return f"v[{self.row(self.layout.slots[slot])} + i]"

    def named(self, function: Callable[..., Any]) -> str:
        """The name under which the kernel has a Python function."""
        return self.library.name_of(function)

    def text(self, node: Node, place: str) -> str:
        """An expression's text for path `i`."""
        return self.expressions.text(node, place)

    def each_step(self, node: Node, place: str) -> str:
        """The same for a loop of every step: functions of what stays along a path are computed once, at its start."""
        return self.text(self._without_fixed(node, place), place)

    def _without_fixed(self, node: Node, place: str) -> Node:
        slots = slots_in(node)
        if isinstance(node, Call) and node.function in _COSTLY and slots and slots <= self._fixed:
            # Equal numbers must not make one of two: the text would change with them.
            numbered = any(isinstance(part, Number) for part in walk(node))
            if numbered or node not in self._hoisted:
                slot = self.plan.values + len(self.once)
                name = self.layout.name(f"fixed {len(self.once) + 1}")
                self.layout.slots[slot] = self.layout.names[name]
                self._names[self.layout.names[name]] = name
                self._hoisted[node] = slot
                self.once.append(f"{self.at(slot)} = {self.text(node, place)}")
            return Slot(self._hoisted[node], "fixed")
        return rebuild(node, lambda child: self._without_fixed(child, place))

    def setting(self, value: int) -> str:
        """A whole number as an argument."""
        self.steps.append(value)
        return f"s[{len(self.steps) - 1}]"

    def define(self, name: str, told: str, lines: Sequence[str], given: Iterable[str] = ()) -> str:
        """Writes a function of what its lines mention, and gives the text of a call; `given` are its own locals."""
        if name in self.used:
            raise ValueError(f"two functions of a kernel are called {name}")
        self.used.add(name)
        local = set(given)
        words = {word for line in lines for word in _WORD.findall(line)} - local
        arguments = ", ".join(word for word in ARGUMENTS if word in words and not (word == "i" and _has_loop(lines)))
        body = [f'"""{told}"""', "wide()", *lines]
        self.functions.append("\n".join(["@routine", f"def {name}({arguments}):", *(TAB + line for line in body)]))
        return f"{name}({arguments})"

    def define_loops(self, name: str, told: str, statements: Sequence[str]) -> list[str]:
        """Functions that compute statements in order, so many in a loop; the calls of them."""
        calls = []
        for number, chunk in enumerate(_chunks(statements), 1):
            own = name if len(statements) <= MOST_STATEMENTS else f"{name}_{number}"
            calls.append(self.define(own, told, loop(chunk)))
        return calls


def loop(lines: Sequence[str]) -> list[str]:
    """A loop over the paths of a block, with the constants read before it."""
    indices = sorted({int(index) for line in lines for index in _CONSTANT.findall(line)})
    before = [f"c{index} = c[{index}]" for index in indices]
    inside = [TAB + _CONSTANT.sub(r"c\1", line) for line in lines]
    return [*before, "for i in range(n):", *inside]


def indented(lines: Iterable[str]) -> list[str]:
    """Lines one level further in."""
    return [TAB + line for line in lines]


def slots_in(*nodes: Node) -> frozenset[int]:
    """The slots that expressions read."""
    return frozenset(part.index for node in nodes for part in walk(node) if isinstance(part, Slot))


def _chunks(statements: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(statements), MOST_STATEMENTS):
        yield statements[first : first + MOST_STATEMENTS]


def _has_loop(lines: Sequence[str]) -> bool:
    return any("for i in " in line or line.lstrip().startswith("i = ") for line in lines)
