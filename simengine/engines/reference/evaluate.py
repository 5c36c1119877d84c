"""Expressions of a plan as Python functions of a path's values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from simengine.functions._memory_function import Log
from simengine.language.expression import Node
from simengine.language.source import NAMESPACE, source

Values = list[float]
Numeric = Callable[[Values], float]
Row = Callable[[Values], tuple[float, ...]]


def numeric(node: Node) -> Numeric:
    """The function that evaluates an expression."""
    return _function(f"float({source(node)})")


def truth(node: Node) -> Callable[[Values], bool]:
    """The function that evaluates a condition."""
    return _function(source(node))


def row(nodes: Sequence[Node]) -> Row:
    """The function that evaluates several expressions at once."""
    return _function("(" + "".join(f"{source(node)}, " for node in nodes) + ")")


def _function(text: str) -> Callable[[Values], Any]:
    # The text is our own: numbers, places and known functions, written from a checked tree, never a user's.
    found: Callable[[Values], Any] = eval(f"lambda v: {text}", {**NAMESPACE, "Log": Log, "float": float})  # noqa: S307
    return found
