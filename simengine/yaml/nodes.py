"""The located tree: what a YAML text says, every key and value with the place it stands at."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from simengine.errors import Place

ScalarValue: TypeAlias = bool | int | float | str | None
KeyPath: TypeAlias = tuple[str | int, ...]


def advance(place: Place, text: str) -> Place:
    """The place just behind a text that begins at `place`."""
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) == 1:
        return Place(place.file, place.line, place.column + len(text))
    return Place(place.file, place.line + len(lines) - 1, len(lines[-1]) + 1)


class Style(enum.Enum):
    """How a scalar was written; only a plain one can be anything but text."""

    PLAIN = "plain"
    SINGLE = "'"
    DOUBLE = '"'
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A leaf: `value` as YAML 1.2 reads it, `text` its characters without quotes, `raw` the source with them."""

    value: ScalarValue
    place: Place
    text: str
    style: Style = Style.PLAIN
    raw: str = field(default="", compare=False, repr=False)

    def place_at(self, offset: int) -> Place:
        """The place of `text[offset]` in the file, also within quotes and in a text of several lines."""
        if not self.place.line:
            return self.place
        return advance(self.place, self.raw[: _raw_index(self, offset)])


class Entry(NamedTuple):
    """One `key: value` of a mapping; the key's text is exactly as written (`2023-09`, `5%` and `0` are texts)."""

    key: str
    key_place: Place
    node: YamlNode


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys to nodes in the order of the text; no key stands twice. Keys that are `deleted` have been so at a place."""

    entries: tuple[Entry, ...]
    place: Place
    deleted: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    _order: dict[str, int] = field(default_factory=dict, compare=False, repr=False)  # keys to places, when first asked

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, or None."""
        at = self._at(key)
        return None if at is None else self.entries[at]

    def _at(self, key: str) -> int | None:
        if not self._order:
            self._order.update((entry.key, at) for at, entry in enumerate(self.entries))
        return self._order.get(key)

    def replaced(self, key: str, node: YamlNode) -> MappingNode:
        """The mapping with another node for one of its keys."""
        at = self._at(key)
        if at is None:
            return self
        entry = self.entries[at]._replace(node=node)
        return MappingNode((*self.entries[:at], entry, *self.entries[at + 1 :]), self.place, self.deleted, self._order)

    def get(self, key: str) -> YamlNode | None:
        """The node of a key, or None."""
        entry = self.entry(key)
        return entry.node if entry else None

    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the text."""
        return tuple(entry.key for entry in self.entries)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list of nodes."""

    items: tuple[YamlNode, ...]
    place: Place


YamlNode: TypeAlias = MappingNode | SequenceNode | ScalarNode
Plain: TypeAlias = "ScalarValue | dict[str, Plain] | list[Plain]"

_UNITS = {
    Style.PLAIN: re.compile(r"\S"),
    Style.BLOCK: re.compile(r"\S"),
    Style.SINGLE: re.compile(r"''|\S"),
    # An escape is one character of the text; those that make white space or join lines count as none.
    Style.DOUBLE: re.compile(
        r"(?:\\(?:[nt _]|[ \t]*[\r\n]+))|(?P<unit>\\x..|\\u.{4}|\\U.{8}|\\.|\S)",
    ),
}


def _raw_index(scalar: ScalarNode, offset: int) -> int:
    """Where `text[offset]` stands in `raw`: exact on one line, else by counting what isn't white space."""
    raw, style = scalar.raw, scalar.style
    quote = 1 if style in (Style.SINGLE, Style.DOUBLE) else 0
    if raw[quote : len(raw) - quote] == scalar.text:
        return quote + min(offset, len(scalar.text))
    start = re.search(r"[\r\n]|$", raw).end() if style is Style.BLOCK else quote  # type: ignore[union-attr]  # always found
    wanted = len("".join(scalar.text[:offset].split()))
    matches = _UNITS[style].finditer(raw, start, len(raw) - quote)
    units = [unit for unit in matches if style is not Style.DOUBLE or unit.group("unit")]
    if wanted < len(units):
        return units[wanted].start()
    return units[-1].end() if units else start


def is_null(node: YamlNode) -> bool:
    """Whether a node is `null`, `~` or empty."""
    return isinstance(node, ScalarNode) and node.value is None


def plain(node: YamlNode) -> Plain:
    """The tree as nested dict, list and scalars, without places."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.node) for entry in node.entries}


def from_plain(value: Plain, place: Place) -> YamlNode:
    """The tree of nested Python values, everything at one place; the reverse of `plain`."""
    if isinstance(value, dict):
        return MappingNode(tuple(Entry(key, place, from_plain(item, place)) for key, item in value.items()), place)
    if isinstance(value, list):
        return SequenceNode(tuple(from_plain(item, place) for item in value), place)
    if isinstance(value, str):
        return ScalarNode(value, place, value, Style.DOUBLE)
    return ScalarNode(value, place, _number_text(value))


def _number_text(value: float | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(repr(value), repr(value))


def node_at(tree: YamlNode, path: KeyPath) -> YamlNode | None:
    """The node at a path of keys and list indices, or None."""
    node: YamlNode | None = tree
    for step in path:
        if isinstance(node, MappingNode) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def place_of(tree: YamlNode, path: KeyPath) -> Place:
    """The place of the value at a path; where it doesn't exist, of its deletion, or of the nearest thing around it."""
    for length in range(len(path), -1, -1):
        node = node_at(tree, path[:length])
        if node is not None:
            gone = node.deleted.get(str(path[length])) if isinstance(node, MappingNode) and length < len(path) else None
            return gone or node.place
    return tree.place


def key_place_of(tree: YamlNode, path: KeyPath) -> Place:
    """The place of the key (not the value) at a path; for a list item or a missing key as `place_of`."""
    around = node_at(tree, path[:-1]) if path else None
    entry = around.entry(str(path[-1])) if isinstance(around, MappingNode) else None
    return entry.key_place if entry else place_of(tree, path)


def path_text(path: KeyPath) -> str:
    """A path as a person writes it: `observe.start_share.between[1]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
