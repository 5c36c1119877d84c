"""`set` and KEY=VALUE: one value at a dotted path of the merged scenario. An unknown path is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listing
from dataclasses import dataclass

from simengine.errors import Place, Problem, ScenarioError, did_you_mean
from simengine.scenario.builder import DEEPEST
from simengine.scenario.document import parse_value
from simengine.scenario.nodes import Entry, KeyPath, Mapping, Node, Scalar, Sequence, is_null, path_text
from simengine.scenario.overlay import overlay
from simengine.scenario.shapes import replaced_whole, without_other_tags, written_out

MOST_SET = 1000
_STEP = re.compile(r"(?P<key>[^.\[\]]+)|\[(?P<index>[0-9]{1,6})\]")
_PATH = re.compile(r"[^.\[\]]+(?:\[[0-9]{1,6}\])*(?:\.[^.\[\]]+(?:\[[0-9]{1,6}\])*)*")
# Sections that hold settings, not elements: a setting may be given where none was.
_SETTINGS = ("clock", "simulate")
# What a file says of itself alone.
IDENTITY = ("name", "title", "note")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A value for a dotted path; `place` is where the path is written, `where` what messages say before the reason."""

    key: str
    value: Node
    place: Place
    where: str


class _UnknownError(Exception):
    """The path leads nowhere; the message says where it ends."""


def read_assignment(text: str) -> Assignment:
    """An override KEY=VALUE of a command line. Raises ScenarioError."""
    key, equals, value = text.partition("=")
    file = f"command line: {text}"
    if not equals or not key.strip():
        raise ScenarioError([Problem(Place(file), "", "not KEY=VALUE; write, for example, simulate.seed=7")])
    return Assignment(key.strip(), parse_value(value, file), Place(file), "")


def assignments_of(section: Node, problems: list[Problem]) -> list[Assignment]:
    """The assignments of a `set` section."""
    if isinstance(section, Mapping):
        if len(section.entries) > MOST_SET:
            message = f"sets more than {MOST_SET:,} values; write them into the sections they belong to"
            problems.append(Problem(section.place, "set", message))
        return [Assignment(key, node, place, "set") for key, place, node in section.entries[:MOST_SET]]
    if not is_null(section):
        problems.append(Problem(section.place, "set", "must be a mapping, such as {events.ceasefire.latest: 2026-12}"))
    return []


def assign(tree: Mapping, assignment: Assignment, problems: list[Problem]) -> Mapping:
    """The tree with one value set; where that is impossible, the tree as it was and a problem more."""
    try:
        _check_value(assignment)
        steps = _steps(assignment.key)
        if steps[0] == "simulate" and "simulate" not in tree.keys():  # noqa: SIM118 (not a dict)
            section = Entry("simulate", assignment.place, Mapping((), assignment.place))
            tree = Mapping((*tree.entries, section), tree.place)
        changed = _put(tree, steps, (), assignment, problems)
    except _UnknownError as error:
        problems.append(Problem(assignment.place, assignment.where, str(error)))
        return tree
    return changed if isinstance(changed, Mapping) else tree


def _check_value(assignment: Assignment) -> None:
    if isinstance(assignment.value, Scalar) and is_null(assignment.value) and assignment.value.text == "":
        raise _UnknownError(f"{assignment.key} has no value; write one, or null to delete")


def _steps(key: str) -> KeyPath:
    """`a.b[2].c` as its steps."""
    if not _PATH.fullmatch(key):
        raise _UnknownError(f"{key!r} is not a path; write section.element.key, with [0] for an item of a list")
    if key.count(".") + key.count("[") >= DEEPEST:
        raise _UnknownError(f"a path of more than {DEEPEST} steps")
    return tuple(int(step["index"]) if step["index"] else step["key"] for step in _STEP.finditer(key))


def _put(node: Node, steps: KeyPath, path: KeyPath, what: Assignment, problems: list[Problem]) -> Node:
    """The node at `path` with the value put at the `steps` below it."""
    if not isinstance(steps[0], str):
        return _put_item(node, steps, path, what, problems)
    node = written_out(path, node)
    if not isinstance(node, Mapping):
        raise _UnknownError(f"{path_text(path)} is {_kind(node)}, so there is no {steps[0]!r} in it")
    key, rest = _longest_key(node, steps)
    child = node.get(key)
    if not rest:
        return _put_last(node, key, path, what, problems)
    if child is None:
        raise _UnknownError(_unknown(node, key, path))
    return _with(node, key, _put(child, rest, (*path, key), what, problems))


def _longest_key(node: Mapping, steps: KeyPath) -> tuple[str, KeyPath]:
    """The first key of the steps, and the steps left; a key with dots of its own, such as 2.5%, is found by joining."""
    texts: list[str] = []
    for at, step in enumerate(steps):
        if not isinstance(step, str):
            break
        texts.append(step)
        if node.entry(".".join(texts)):
            return ".".join(texts), steps[at + 1 :]
    return str(steps[0]), steps[1:]


def _put_last(node: Mapping, key: str, path: KeyPath, what: Assignment, problems: list[Problem]) -> Node:
    child = node.get(key)
    if child is None and (is_null(what.value) or not _may_add(path, key)):
        raise _UnknownError(_unknown(node, key, path))
    if is_null(what.value):
        return Mapping(tuple(entry for entry in node.entries if entry.key != key), node.place)
    inner = (*path, key)
    if isinstance(child, Mapping) and isinstance(what.value, Mapping) and not path and not _settings(key):
        for entry in what.value.entries:  # the elements of a section, each of which must exist
            child = _put_last(_as_mapping(child), entry.key, inner, _part(what, entry), problems)
        return _with(node, key, child)
    node = without_other_tags(path, node, key)
    value = overlay(child, what.value, inner, problems)
    if child is not None and node.get(key) is not None:
        return _with(node, key, value)
    return Mapping((*node.entries, Entry(key, what.place, value)), node.place)


def _part(what: Assignment, entry: Entry) -> Assignment:
    return Assignment(f"{what.key}.{entry.key}", entry.node, entry.key_place, what.where)


def _as_mapping(node: Node) -> Mapping:
    if not isinstance(node, Mapping):
        raise _UnknownError(f"not a mapping but {_kind(node)}")
    return node


def _settings(section: str) -> bool:
    return section in _SETTINGS or replaced_whole((section,))


def _may_add(path: KeyPath, key: str) -> bool:
    """Whether a key that isn't there may be set: in an element or in settings, but no new section or element."""
    if not path:
        return key in IDENTITY
    return len(path) > 1 or path[0] in _SETTINGS


def _put_item(node: Node, steps: KeyPath, path: KeyPath, what: Assignment, problems: list[Problem]) -> Node:
    index, rest = int(steps[0]), steps[1:]
    where = path_text(path)
    if not isinstance(node, Sequence):
        raise _UnknownError(f"{where} is {_kind(node)}, so [{index}] means nothing; leave it out")
    if index >= len(node.items):
        raise _UnknownError(f"{where} has {len(node.items)} items, counted from [0], so there is no [{index}]")
    items = list(node.items)
    if rest:
        items[index] = _put(items[index], rest, (*path, index), what, problems)
    elif is_null(what.value):
        del items[index]
    else:
        items[index] = what.value
    return Sequence(tuple(items), node.place)


def _with(node: Mapping, key: str, child: Node) -> Mapping:
    return node.replaced(key, child)


def _unknown(node: Mapping, key: str, path: KeyPath) -> str:
    hint = did_you_mean(key, node.keys())
    if not path:
        return f"no section {key!r}{hint}"
    return f"no {key!r} in {path_text(path)}{hint}"


def _kind(node: Node) -> str:
    return "a list" if isinstance(node, Sequence) else "a mapping" if isinstance(node, Mapping) else "a single value"


def apply(tree: Mapping, assignments: Listing[Assignment], problems: list[Problem]) -> Mapping:
    """All assignments, one after the other."""
    for assignment in assignments:
        tree = assign(tree, assignment, problems)
    return tree
