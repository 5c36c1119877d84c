"""Builds a located tree from the YAML parser's events, one by one, collecting what is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from yaml import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from simengine.errors import Place, Problem, Problems, what_there_is
from simengine.language.names import normal_name, normal_text
from simengine.yaml.lines import Lines
from simengine.yaml.nodes import (
    Entry,
    KeyPath,
    MappingNode,
    ScalarNode,
    ScalarValue,
    SequenceNode,
    Style,
    YamlNode,
    advance,
    path_text,
)
from simengine.yaml.open_collections import Built, OpenCollection
from simengine.yaml.scalars import resolve
from simengine.yaml.stream import events
from simengine.yaml.syntax import Complaint, explain
from simengine.yaml.traps import Slot, join_split

DEEPEST = 40
MOST_NODES = 30_000  # a third of a second of reading, and more of checking
LONG = 20  # characters; as many more count as a value more
LONGEST_KEY = 200

_STYLES = {"'": Style.SINGLE, '"': Style.DOUBLE, "|": Style.BLOCK, ">": Style.BLOCK}
_ANCHOR = re.compile(r"&\S+\s*")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


class _StopError(Exception):
    """The rest of the text can't or mustn't be read; the reason is among the problems."""


class Builder:
    """Builds one tree; problems are collected and the building goes on wherever that makes sense."""

    def __init__(self, text: str, file: str, *, in_lines: bool, most: int = MOST_NODES) -> None:
        self.problems, self._most = Problems(), most
        self.unquoted: Complaint | None = None  # a name with members that wants quotes stopped the reading
        self.mended = Problems()  # after which the tree is as it was meant all the same
        self._text, self._file, self._in_lines = normal_text(text).lstrip("\ufeff"), file, in_lines
        self._lines = Lines(self._text)
        self._stack: list[OpenCollection] = []
        self._anchors: dict[str, Built | None] = {}  # None: its collection is still open
        self._nodes = 0
        self._documents = 0
        self._root: YamlNode | None = None
        self._reached = 0  # the index at which the latest event began

    def build(self) -> YamlNode | None:
        """The root node, None if the text holds none; look at `problems` first."""
        self._check_characters()
        try:
            if not self.problems:
                for event in self._events():
                    self._take(event)
        except _StopError:
            for collection in self._stack:  # what was read of them can still be looked at
                list(self._entries(collection.slots, collection) if collection.mapping and not collection.flow else ())
            return None
        return self._root

    def report(self, place: Place, path: KeyPath, message: str) -> None:
        self.problems.append(Problem(place, path_text(path), message))

    def _check_characters(self) -> None:
        match = _UNREADABLE.search(self._text)
        if match:
            name = f"U+{ord(match.group()):04X} {unicodedata.name(match.group(), '')}".strip()
            self.report(self._place(match.start()), (), f"the character {name} can't stand in a scenario; remove it")

    def _events(self) -> Iterator[Event]:
        try:
            for event in events(self._text):
                self._reached = event.start_mark.index
                yield event
        except MarkedYAMLError as error:
            complaint = explain(error, self._text, self._lines)
            self.report(self._place(complaint.at), (), complaint.message)
            self.unquoted = complaint if complaint.end else None
            raise _StopError from error
        except (ValueError, OverflowError) as error:
            self.report(self._place(self._reached), (), f"not YAML, somewhere after here ({error})")
            raise _StopError from error

    def _place(self, index: int) -> Place:
        """The place of a character of the text, of which places of a command line tell nothing."""
        return Place(self._file, *self._lines.at(index)) if self._in_lines else Place(self._file)

    def _path(self) -> KeyPath:
        return self._stack[-1].child_path() if self._stack else ()

    def _take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):  # most are
            self._refuse_tag(event)
            scalar = self._scalar(event)
            size = 1 + len(scalar.text) // LONG
            self._add(Built(scalar, size, 0, event.start_mark.index, event.end_mark.index), event.anchor)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._close(event)
        elif isinstance(event, AliasEvent):
            self._add(self._alias(event), None)
        elif isinstance(event, DocumentStartEvent):
            self._open_document(event)

    def _open_document(self, event: DocumentStartEvent) -> None:
        place = self._place(event.start_mark.index)
        if event.version or event.tags:
            self.report(place, (), "lines that begin with '%' are not used here; remove them")
        self._documents += 1
        if self._documents > 1:
            self.report(place, (), "a second document begins here; write it to a file of its own, or remove this '---'")
            raise _StopError

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self._refuse_tag(event)
        place = self._place(event.start_mark.index)
        self._count(1, 1, place)
        if event.anchor:
            self._anchors[event.anchor] = None
        mapping = isinstance(event, MappingStartEvent)
        collection = OpenCollection(
            mapping, bool(event.flow_style), event.anchor, place, self._path(), event.start_mark.index
        )
        self._stack.append(collection)

    def _close(self, event: MappingEndEvent | SequenceEndEvent) -> None:
        collection = self._stack.pop()
        slots = collection.slots
        if collection.flow:
            slots = join_split(slots, self._text, collection.path, self.mended)
        node: YamlNode
        if collection.mapping:
            node = MappingNode(tuple(self._entries(slots, collection)), collection.place)
        else:
            node = SequenceNode(tuple(slot.value for slot in slots), collection.place)
        self._add(
            Built(node, collection.size, collection.height, collection.start, event.end_mark.index), collection.anchor
        )

    def _add(self, built: Built, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = built
        if self._stack:
            self._stack[-1].add(built)
        else:
            self._root = built.node

    def _count(self, size: int, height: int, place: Place) -> None:
        """Refuses what grows without bound; an alias counts as all that it stands for."""
        self._nodes += size
        if self._nodes > self._most:
            self.report(
                place,
                (),
                f"more than {self._most:,} values (long texts and what an alias repeats count as several): write fewer",
            )
            raise _StopError
        if len(self._stack) + height > DEEPEST:
            self.report(place, (), f"nested more than {DEEPEST} deep; nothing in a scenario needs that")
            raise _StopError

    def _refuse_tag(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"tags are not used here; remove {tag!r}, or quote the value if '!' belongs to it"
            self.report(self._place(event.start_mark.index), self._path(), message)

    def _alias(self, event: AliasEvent) -> Built:
        place, name = self._place(event.start_mark.index), event.anchor
        start, end = event.start_mark.index, event.end_mark.index
        if self._stack and self._stack[-1].mapping and self._stack[-1].key is None:
            self.report(place, self._path(), f"a key can't be an alias (*{name}); write it out, or quote it")
            return Built(ScalarNode(None, place, f"*{name}", Style.SINGLE), 1, 0, start, end)
        built = self._anchors.get(name)
        if built is None:
            message = f"no anchor &{name} before this *{name}{what_there_is(name, self._anchors)}"
            if name in self._anchors:
                message = f"*{name} stands inside what it repeats"
            self.report(place, self._path(), f"{message}; if '*' belongs to the value, quote it")
            return Built(ScalarNode(None, place, "null"), 1, 0, start, end)
        self._count(built.size, built.height, place)
        return Built(built.node, built.size, built.height, start, end)

    def _scalar(self, event: ScalarEvent) -> ScalarNode:
        start = event.start_mark.index
        raw = self._text[start : event.end_mark.index]
        place = self._place(start)
        around = self._stack[-1] if self._stack else None
        key = around.key if around else None
        is_key = around is not None and around.mapping and key is None
        if not raw and key:  # nothing stands there; the parser would place it at the next thing there is
            place = key.node.place
        self._count(1 + len(event.value) // LONG, 0, place)
        anchor = _ANCHOR.match(raw) if event.anchor else None
        if anchor:
            raw = raw[anchor.end() :]
            place = advance(place, anchor.group()) if self._in_lines else place
        style = _STYLES.get(event.style, Style.PLAIN)
        control = _CONTROL.search(event.value)
        if control:
            name = f"U+{ord(control.group()):04X}"
            self.report(place, self._path(), f"the character {name} can't stand in a text; remove it")
        text = normal_name(event.value) if is_key or event.value.isidentifier() else event.value
        value = text if is_key else self._value(text, style, place, start)
        return ScalarNode(value, place, text, style, raw)

    def _value(self, text: str, style: Style, place: Place, start: int) -> ScalarValue:
        if style is not Style.PLAIN:
            return text
        try:
            return resolve(text)
        except ValueError as error:
            split = len(text) == 3 and text.isdigit() and self._text[start - 1 : start] == ","
            advice = f"the comma before {text} splits a number: write 1000, not 1,000, or a space after the comma"
            self.report(place, self._path(), advice if split else str(error))
            return text

    def _entries(self, slots: list[Slot], collection: OpenCollection) -> Iterator[Entry]:
        first: dict[str, ScalarNode] = {}
        for slot in slots:
            key = slot.key
            if not isinstance(key, ScalarNode):
                place = key.place if key else collection.place
                self.report(place, collection.path, "a key must be a text, not a list or mapping")
                continue
            wrong = _wrong_key(key)
            if wrong:
                self.report(key.place, collection.path, wrong)
            elif key.text in first:
                where = f" on line {first[key.text].place.line}" if self._in_lines else ""
                other = next((one.raw for one in (key, first[key.text]) if _respelt(one)), "")
                spelt = f" ({other} is read as {key.text})" if other else ""
                message = f"given twice, first{where}{spelt}; remove one of them"
                self.mended.append(Problem(key.place, path_text((*collection.path, key.text)), message))
            else:
                first[key.text] = key
                yield Entry(key.text, key.place, slot.value)


def _respelt(key: ScalarNode) -> bool:
    """Whether a key is written otherwise than the name it is read as."""
    return key.style is Style.PLAIN and key.raw != key.text


def _wrong_key(key: ScalarNode) -> str:
    """What is wrong with a key, or nothing."""
    if key.text == "<<":
        return "merge keys (<<) are not used here; let a scenario extend another with 'extends: other.yaml'"
    if not key.text.strip():
        return "no key before the ':'"
    if len(key.text) > LONGEST_KEY:
        return f"a key of more than {LONGEST_KEY} characters ({key.text[:20]}…); write it shorter"
    if not key.text.isprintable():
        return f"a key must be one line of printable characters (got {key.text!r})"
    return ""
