"""The trap of commas: `{mean: clip(x, 0, 1)}` without quotes is three keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simengine.errors import Problem
from simengine.yaml.nodes import KeyPath, ScalarNode, Style, YamlNode, is_null, path_text


@dataclass(frozen=True, slots=True)
class Slot:
    """One item between the commas of a collection: its key (None in a list), value, and its span in the text."""

    key: YamlNode | None
    value: YamlNode
    start: int
    end: int


def join_split(slots: Sequence[Slot], text: str, path: KeyPath, problems: list[Problem]) -> list[Slot]:
    """Joins what commas inside parentheses split, one problem for each, so that nothing false is said of the pieces."""
    joined: list[Slot] = []
    at = 0
    while at < len(slots):
        last = _closing(slots, at)
        if last > at:
            problems.append(_problem(slots[at], text[_begin(slots[at]) : slots[last].end], path))
        joined.append(slots[at])
        at = last + 1
    return joined


def _closing(slots: Sequence[Slot], first: int) -> int:
    """The slot in which the parentheses that slot `first` leaves open close; `first` if there are none such."""
    opened = _balance(slots[first])
    if opened <= 0:
        return first
    for at in range(first + 1, len(slots)):
        opened += _balance(slots[at])
        if opened <= 0:
            return at
    return first


def _balance(slot: Slot) -> int:
    nodes = [node for node in (slot.key, slot.value) if isinstance(node, ScalarNode) and node.style is Style.PLAIN]
    return sum(node.text.count("(") - node.text.count(")") for node in nodes)


def _split_in_value(slot: Slot) -> bool:
    return isinstance(slot.key, ScalarNode) and not is_null(slot.value)


def _begin(slot: Slot) -> int:
    if _split_in_value(slot) and isinstance(slot.value, ScalarNode):
        return slot.end - len(slot.value.raw)
    return slot.start


def _problem(slot: Slot, source: str, path: KeyPath) -> Problem:
    expression = " ".join(source.split())
    quoted = f"'{expression}'" if '"' in expression else f'"{expression}"'
    if _split_in_value(slot) and isinstance(slot.key, ScalarNode):
        message = f"the commas split this expression into several keys; quote it: {slot.key.text}: {quoted}"
        return Problem(slot.value.place, path_text((*path, slot.key.text)), message)
    place = slot.key.place if slot.key else slot.value.place
    what = "keys" if slot.key else "items"
    return Problem(place, path_text(path), f"the commas split this expression into several {what}; quote it: {quoted}")
