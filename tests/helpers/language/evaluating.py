"""Expressions evaluated as an engine does it: parsed, checked, their names made places, written as source, and run."""

from __future__ import annotations

from collections.abc import Mapping

from simengine.language.checker import check
from simengine.language.clock import make_clock
from simengine.language.expression import Call, Name, Node, Slot, rebuild
from simengine.language.parse import parse
from simengine.language.source import NAMESPACE, source
from simengine.language.types import EVENT, NUMBER, OFFSET, TRUTH, WINDOW, Scope, Signature, Type

CLOCK = make_clock("2024-07", "2036-07", "month")
WAR = Type("regime", ("full", "low", "ceasefire"))
NUMBERS = {
    "x": 3.0,
    "y": -2.0,
    "z": 0.5,
    "nothing": float("nan"),
    "endless": float("inf"),
    "time": 1.5,
    "year": 2026.0,
    "month_of_year": 4.0,
}
TRUTHS = {"calm": 1.0, "angry": 0.0}
VALUES: Mapping[str, float] = {**NUMBERS, **TRUTHS, "war": 1.0, "front": 2.0}
NAMES = tuple(VALUES)
MEMORY = {
    "occurred": Signature((EVENT,), gives=TRUTH),
    "since": Signature((EVENT,), on_grid=True),
    "first_time": Signature((EVENT,), on_grid=True),
    "held": Signature((TRUTH,), on_grid=True),
    "lag": Signature((NUMBER, WINDOW)),
    "value_at": Signature((NUMBER, EVENT, OFFSET), required=2),
}
SCOPE = Scope(
    types={
        **dict.fromkeys(NUMBERS, NUMBER),
        **dict.fromkeys(TRUTHS, TRUTH),
        **dict.fromkeys(("war", "front"), WAR),
        **dict.fromkeys(("ceasefire", "treaty_exit"), EVENT),
    },
    elsewhere={"kept": "is a measure and exists only when a path is finished"},
    functions=MEMORY,
    date=CLOCK.date,
    per_year=CLOCK.per_year,
)


def settled(text: str) -> tuple[Node, Type]:
    """The checked tree of a text, and its type."""
    return check(parse(text), SCOPE)


def remembers(node: Node) -> bool:
    """Whether a function with memory stands in it, which has no value without a path."""
    return isinstance(node, Call) and node.function in MEMORY


def placed(node: Node) -> Node:
    """Names as places among the values."""
    return Slot(NAMES.index(node.name), node.name) if isinstance(node, Name) else rebuild(node, placed)


def value_of(node: Node) -> object:
    """The value of a checked tree at VALUES."""
    return eval(source(placed(node)), {**NAMESPACE}, {"v": list(VALUES.values())})  # noqa: S307  # written by ourselves


def value(text: str) -> object:
    """The value of an expression at VALUES: a float, or a bool for a condition."""
    return value_of(settled(text)[0])
