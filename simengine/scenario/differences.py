"""What two scenarios say otherwise that bears on their futures, as dotted paths."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.yaml.nodes import KeyPath, MappingNode, ScalarNode, SequenceNode, YamlNode, is_null

_OF_PEOPLE = frozenset({"title", "note", "text", "source", "confidence", "tags", "unit", "because"})
"""Keys of an element that no path knows of."""
_NOT_OF_PATHS = frozenset(
    {"name", "title", "note", "sources", "mechanisms", "measures", "invariants", "outcome", "questions", "report"}
)
"""Sections that tell what is read off a path, or shown to people."""


def differences(base: MappingNode, other: MappingNode) -> tuple[KeyPath, ...]:
    """Where what draws the futures differs, in the order of the second text; what one of them hasn't counts whole.

    How many futures there are, and with which seed, counts not.
    """
    sections = dict.fromkeys(key for key in (*other.keys(), *base.keys()) if key not in (*_NOT_OF_PATHS, "simulate"))
    return tuple(path for key in sections for path in _within((key,), base.get(key), other.get(key)))


def same_classes(base: MappingNode, other: MappingNode) -> bool:
    """Whether both say the same of the outcome, titles and texts aside."""
    return not any(True for _ in _within(("outcome",), base.get("outcome"), other.get("outcome")))


def _within(path: KeyPath, base: YamlNode | None, other: YamlNode | None) -> Iterator[KeyPath]:
    if isinstance(base, MappingNode) and isinstance(other, MappingNode):
        for key in dict.fromkeys((*other.keys(), *base.keys())):
            if len(path) < 2 or key not in _OF_PEOPLE:
                yield from _within((*path, key), base.get(key), other.get(key))
    elif not same(base, other):
        yield path


def same(base: YamlNode | None, other: YamlNode | None) -> bool:
    """Whether two nodes say the same, in the same order; null is as good as nothing."""
    if base is None or other is None:
        return base is other or is_null(base or other)  # type: ignore[arg-type]  # one of them is there
    if isinstance(base, ScalarNode) and isinstance(other, ScalarNode):
        return base.value == other.value or base.text == other.text
    if isinstance(base, SequenceNode) and isinstance(other, SequenceNode):
        return len(base.items) == len(other.items) and all(map(same, base.items, other.items))
    if isinstance(base, MappingNode) and isinstance(other, MappingNode):
        return base.keys() == other.keys() and all(same(base.get(key), other.get(key)) for key in base.keys())  # noqa: SIM118 (no dict)
    return False
