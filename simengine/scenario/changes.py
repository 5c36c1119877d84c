"""What one settled scenario says otherwise than another, change by change, and the first with some of them made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from simengine.errors import Place
from simengine.scenario.differences import same
from simengine.scenario.shapes import RULES, kind_keys
from simengine.yaml.emit import on_one_line
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, YamlNode, is_null, path_text

OF_PEOPLE = frozenset({"title", "note", "text", "source", "confidence", "tags", "because"})
"""Keys of an element that bear on nothing that is computed, nor on whether a scenario is sound."""
_PASSED_OVER = frozenset({"name", "title", "note", "sources", "mechanisms", "report", "simulate"})
_IN_PARTS = frozenset({"drivers", "events"})
_IN_ORDER = frozenset({"outcome"})
_EFFECTS = "effects"
_EMPTY = MappingNode((), Place("", 0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What stands at a path `before` and `after`; None where there is nothing."""

    path: KeyPath
    before: YamlNode | None
    after: YamlNode | None

    @property
    def name(self) -> str:
        """`drivers.x.level`, `events.e`."""
        return path_text(self.path)

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """What was done."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def element(self) -> KeyPath:
        """The element it is in, or its section if it is no element's."""
        return self.path[:2]

    @property
    def texts(self) -> tuple[str, str]:
        """What stands there before and after, each on one line, without what is for people and what stays the same."""
        nodes = self.before, self.after
        if len(self.path) == 2:
            before, after = nodes
            alike = [key for key in _keys(before) if key in _keys(after) and same(_get(before, key), _get(after, key))]
            kept = [_without(node, OF_PEOPLE.union(alike)) for node in nodes]
            nodes = kept[0] and RULES.in_short(self.path, kept[0]), kept[1] and RULES.in_short(self.path, kept[1])
        return on_one_line(nodes[0]), on_one_line(nodes[1])


def _keys(node: YamlNode | None) -> tuple[str, ...]:
    return node.keys() if isinstance(node, MappingNode) else ()


def _get(node: YamlNode | None, key: str) -> YamlNode | None:
    return node.get(key) if isinstance(node, MappingNode) else None


def _without(node: YamlNode | None, keys: frozenset[str]) -> YamlNode | None:
    if not isinstance(node, MappingNode):
        return node
    return MappingNode(tuple(entry for entry in node.entries if entry.key not in keys), node.place)


def changes_between(base: MappingNode, other: MappingNode) -> tuple[Change, ...]:
    """All that bears on what is computed, in the order of the second text; what is gone comes last in its section.

    Drivers and events that stay what they are change key by key, effects driver by driver; a parameter, a formula or a
    class changes as a whole; so do all classes where they are not the same ones in the same order.
    """
    sections = dict.fromkeys((*other.keys(), *base.keys()))
    found: list[Change] = []
    for section in sections:
        if section not in _PASSED_OVER:
            found += _in_section(section, base.get(section), other.get(section))
    return tuple(found)


def _in_section(section: str, base: YamlNode | None, other: YamlNode | None) -> Iterator[Change]:
    before, after = _mapping(base), _mapping(other)
    if before is None or after is None or (section in _IN_ORDER and before.keys() != after.keys()):
        if not same(base, other):
            yield Change((section,), base, other)
        return
    for key in dict.fromkeys((*after.keys(), *before.keys())):
        path = (section, key)
        yield from _of_element(
            path, *(one and RULES.written_out(path, one) for one in (before.get(key), after.get(key)))
        )


def _of_element(path: KeyPath, base: YamlNode | None, other: YamlNode | None) -> Iterator[Change]:
    if _same_element(base, other):
        return
    if not (
        path[0] in _IN_PARTS
        and isinstance(base, MappingNode)
        and isinstance(other, MappingNode)
        and kind_keys(path, base) == kind_keys(path, other)
    ):
        yield Change(path, base, other)
        return
    for key in dict.fromkeys((*other.keys(), *base.keys())):
        if key not in OF_PEOPLE:
            yield from _of_key((*path, key), base.get(key), other.get(key))


def _of_key(path: KeyPath, base: YamlNode | None, other: YamlNode | None) -> Iterator[Change]:
    if same(base, other):
        return
    if path[-1] == _EFFECTS and isinstance(base, MappingNode) and isinstance(other, MappingNode):
        for key in dict.fromkeys((*other.keys(), *base.keys())):
            if not same(base.get(key), other.get(key)):
                yield Change((*path, key), base.get(key), other.get(key))
    else:
        yield Change(path, base, other)


def _mapping(node: YamlNode | None) -> MappingNode | None:
    """A section as a mapping; one that is missing or says nothing is empty."""
    if node is None or is_null(node):
        return MappingNode((), node.place) if node else _EMPTY
    return node if isinstance(node, MappingNode) else None


def _same_element(base: YamlNode | None, other: YamlNode | None) -> bool:
    """Whether two elements are the same, whatever the order of their keys and what they say for people."""
    if not (isinstance(base, MappingNode) and isinstance(other, MappingNode)):
        return same(base, other)
    keys = {*base.keys(), *other.keys()} - OF_PEOPLE
    return all(same(base.get(key), other.get(key)) for key in keys)


def changed(base: MappingNode, other: MappingNode, changes: Collection[Change]) -> MappingNode:
    """The first tree with these changes made; what is new comes behind what it stands behind in the second."""
    tree: MappingNode = base
    for change in changes:
        tree = _put(tree, change.path, change.after, other)
    return tree


def _put(tree: MappingNode, path: KeyPath, node: YamlNode | None, other: YamlNode | None) -> MappingNode:
    key, rest = str(path[0]), path[1:]
    there = other.get(key) if isinstance(other, MappingNode) else None
    if rest:
        inner = tree.get(key)
        node = _put(inner if isinstance(inner, MappingNode) else MappingNode((), tree.place), rest, node, there)
        node = node if node.entries else None
    entries = [entry for entry in tree.entries if entry.key != key]
    if node is not None:
        place = tree.entry(key)
        at = tree.keys().index(key) if place else _behind(entries, key, other)
        entries.insert(at, Entry(key, place.key_place if place else node.place, node))
    return MappingNode(tuple(entries), tree.place)


def _behind(entries: list[Entry], key: str, other: YamlNode | None) -> int:
    """Where a new key belongs: behind the nearest of those before it in the other text."""
    order = other.keys() if isinstance(other, MappingNode) else ()
    before = order[: order.index(key)] if key in order else ()
    places = {entry.key: at for at, entry in enumerate(entries)}
    return next((places[one] + 1 for one in reversed(before) if one in places), 0 if before else len(entries))
