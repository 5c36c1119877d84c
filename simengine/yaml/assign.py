"""`set` and KEY=VALUE: one value at a dotted path of the merged tree. An unknown path is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from simengine.errors import Place, Problem, ScenarioError, what_there_is
from simengine.language.indexed import PAIR, has_members, normal_key
from simengine.language.names import normal_name
from simengine.yaml.builder import DEEPEST
from simengine.yaml.document import parse_value
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, SequenceNode, YamlNode, is_null, path_text
from simengine.yaml.overlay import Overlay
from simengine.yaml.rules import MergeRules

MOST_SET = 1000
_MEMBERS = r"\[\s*[^\W\d][^.\[\]]*\]"
_KEY = rf"[^.\[\]]+(?:{_MEMBERS}(?:\s*~[^.\[\]]+(?:{_MEMBERS})?)?)?"
_STEP = re.compile(rf"(?P<key>{_KEY})|\[(?P<index>[0-9]{{1,6}})\]")
_PATH = re.compile(rf"{_KEY}(?:\[[0-9]{{1,6}}\])*(?:\.{_KEY}(?:\[[0-9]{{1,6}}\])*)*")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A value for a dotted path; `place` is where the path is written, `where` what messages say before the reason."""

    key: str
    value: YamlNode
    place: Place
    where: str


class _UnknownError(Exception):
    """The path leads nowhere; the message says where it ends."""


def read_assignment(text: str, shown: str = "command line") -> Assignment:
    """An override KEY=VALUE; `shown` is what messages call where it was given. Raises ScenarioError."""
    key, equals, value = text.partition("=")
    file = f"{shown}: {text}"
    if not equals or not key.strip():
        raise ScenarioError([Problem(Place(file), "", "not KEY=VALUE; write, for example, simulate.seed=7")])
    return Assignment(normal_name(key.strip()), parse_value(value, file), Place(file), "")


def assignments_of(section: YamlNode, problems: list[Problem]) -> list[Assignment]:
    """The assignments of a `set` section."""
    if isinstance(section, MappingNode):
        if len(section.entries) > MOST_SET:
            message = f"sets more than {MOST_SET:,} values; write them into the sections they belong to"
            problems.append(Problem(section.place, "set", message))
        return [Assignment(key, node, place, "set") for key, place, node in section.entries[:MOST_SET]]
    if not is_null(section):
        problems.append(Problem(section.place, "set", "must be a mapping, such as {events.ceasefire.latest: 2026-12}"))
    return []


@dataclass(frozen=True, slots=True)
class Assigner:
    """Sets values in a tree by these rules; what is wrong goes to `problems`.

    If it `adds`, a path may also end at a new element: a mapping, an expression, or a pair `a ~ b`.
    """

    rules: MergeRules
    problems: list[Problem]
    adds: bool = False

    def apply(self, tree: MappingNode, assignments: Iterable[Assignment]) -> MappingNode:
        """All assignments, one after the other; one that is impossible leaves the tree as it was."""
        for assignment in assignments:
            tree = self._assign(tree, assignment)
        return tree

    def _assign(self, tree: MappingNode, what: Assignment) -> MappingNode:
        try:
            _check_value(what)
            steps = _steps(what.key)
            if (self.adds or steps[0] in self.rules.optional) and tree.entry(str(steps[0])) is None:
                section = Entry(str(steps[0]), what.place, MappingNode((), what.place))
                tree = MappingNode((*tree.entries, section), tree.place, tree.deleted)
            changed = _Setting(self.rules, self.problems, tree, self.adds).put(tree, steps, (), what)
        except _UnknownError as error:
            self.problems.append(Problem(what.place, what.where, str(error)))
            return tree
        return changed if isinstance(changed, MappingNode) else tree


@dataclass(frozen=True, slots=True)
class _Setting:
    """Sets one value in the tree that is `whole`. Raises _UnknownError for a path that leads nowhere."""

    rules: MergeRules
    problems: list[Problem]
    whole: MappingNode
    adds: bool

    def put(self, node: YamlNode, steps: KeyPath, path: KeyPath, what: Assignment) -> YamlNode:
        """The node at `path` with the value put at the `steps` below it."""
        if not isinstance(steps[0], str):
            return self._put_item(node, steps, path, what)
        node = self.rules.written_out(path, node)
        if not isinstance(node, MappingNode):
            raise _UnknownError(f"{path_text(path)} is {_kind(node)}, so there is no {steps[0]!r} in it")
        key, rest = _longest_key(node, steps)
        under = self.rules.underlay(self.whole, node, (*path, key)) if has_members(key) else None
        if under is not None:
            return self._put_own(node, under, (key, *rest), path, what)
        return self._put_below(node, key, rest, path, what)

    def _put_own(self, node: MappingNode, under: YamlNode, steps: KeyPath, path: KeyPath, what: Assignment) -> YamlNode:
        """The mapping with the value put into what is a member's own, and will be laid over `under`."""
        key, inner = str(steps[0]), (*path, str(steps[0]))
        own, under = node.get(key), self.rules.written_out(inner, under)
        full = under if own is None or is_null(own) else self._last_overlay().lay(under, own, inner)
        changed = self._put_below(_with(node, key, full, what), key, steps[1:], path, what)
        new = changed.get(key)
        left = ScalarNode(None, what.place, "null") if new is None else self._difference(under, new, inner, what.place)
        return _with(node, key, left, what)

    def _difference(self, base: YamlNode, new: YamlNode, path: KeyPath, place: Place) -> YamlNode:
        """What, laid over `base`, gives `new`; nodes that were not touched are the same ones."""
        if not isinstance(base, MappingNode) or not isinstance(new, MappingNode) or self.rules.replaced_whole(path):
            return new
        entries = [
            Entry(key, place, ScalarNode(None, place, "null")) for key, _, _ in base.entries if new.entry(key) is None
        ]
        for entry in new.entries:
            old = base.get(entry.key)
            if old is None:
                entries.append(entry)
            elif old is not entry.node:
                inner = (*path, entry.key)
                entries.append(entry._replace(node=self._difference(old, entry.node, inner, place)))
        return MappingNode(tuple(entries), new.place)

    def _last_overlay(self) -> Overlay:
        return Overlay(self.rules, self.problems, is_last=True)

    def _put_below(self, node: MappingNode, key: str, rest: KeyPath, path: KeyPath, what: Assignment) -> MappingNode:
        child = node.get(key)
        if not rest:
            return self._put_last(node, key, path, what)
        if child is None:
            raise _UnknownError(_unknown(node, key, path))
        return node.replaced(key, self.put(child, rest, (*path, key), what))

    def _put_last(self, node: MappingNode, key: str, path: KeyPath, what: Assignment) -> MappingNode:
        child = node.get(key)
        if child is None and (is_null(what.value) or not self._may_add(path, key, what.value)):
            raise _UnknownError(_unknown(node, key, path))
        if is_null(what.value):
            left = tuple(entry for entry in node.entries if entry.key != key)
            return MappingNode(left, node.place, {**node.deleted, key: what.place})
        inner = (*path, key)
        if isinstance(child, MappingNode) and isinstance(what.value, MappingNode) and self._holds_elements(path, key):
            for entry in what.value.entries:  # each of which must exist
                child = self._put_last(_as_mapping(child), entry.key, inner, _part(what, entry))
            return node.replaced(key, child)
        node = self.rules.without_other_kinds(path, node, key, what.value)
        value = Overlay(self.rules, self.problems).lay(child, what.value, inner)
        if child is not None and node.get(key) is not None:
            return node.replaced(key, value)
        deleted = {gone: place for gone, place in node.deleted.items() if gone != key}
        return MappingNode((*node.entries, Entry(key, what.place, value)), node.place, deleted)

    def _holds_elements(self, path: KeyPath, section: str) -> bool:
        return not path and section not in self.rules.settings and not self.rules.replaced_whole((section,))

    def _may_add(self, path: KeyPath, key: str, value: YamlNode) -> bool:
        """Whether a key that isn't there may be set: in an element or in settings, but no new section or element.

        A number for an element that isn't there is rather a slip of the pen, even if elements may be added.
        """
        if not path:
            return key in self.rules.identity
        if self.adds and len(path) == 1:
            is_number = isinstance(value, ScalarNode) and not isinstance(value.value, str)
            return not is_number or PAIR in key
        return len(path) > 1 or path[0] in self.rules.settings

    def _put_item(self, node: YamlNode, steps: KeyPath, path: KeyPath, what: Assignment) -> YamlNode:
        index, rest = int(steps[0]), steps[1:]
        where = path_text(path)
        if not isinstance(node, SequenceNode):
            raise _UnknownError(f"{where} is {_kind(node)}, so [{index}] means nothing; leave it out")
        if index >= len(node.items):
            raise _UnknownError(f"{where} has {len(node.items)} items, counted from [0], so there is no [{index}]")
        items = list(node.items)
        if rest:
            items[index] = self.put(items[index], rest, (*path, index), what)
        elif is_null(what.value):
            del items[index]
        else:
            items[index] = what.value
        return SequenceNode(tuple(items), node.place)


def _check_value(assignment: Assignment) -> None:
    if isinstance(assignment.value, ScalarNode) and is_null(assignment.value) and assignment.value.text == "":
        raise _UnknownError(f"{assignment.key} has no value; write one, or null to delete")


def _steps(key: str) -> KeyPath:
    """`a.b[2].c` as its steps."""
    if not _PATH.fullmatch(key):
        raise _UnknownError(f"{key!r} is not a path; write section.element.key, with [0] for an item of a list")
    if key.count(".") + key.count("[") >= DEEPEST:
        raise _UnknownError(f"a path of more than {DEEPEST} steps")
    return tuple(int(step["index"]) if step["index"] else normal_key(step["key"]) for step in _STEP.finditer(key))


def _longest_key(node: MappingNode, steps: KeyPath) -> tuple[str, KeyPath]:
    """The first key of the steps, and the steps left; a key with dots of its own, such as 2.5%, is found by joining."""
    texts: list[str] = []
    for at, step in enumerate(steps):
        if not isinstance(step, str):
            break
        texts.append(step)
        if node.entry(".".join(texts)):
            return ".".join(texts), steps[at + 1 :]
    return str(steps[0]), steps[1:]


def _with(node: MappingNode, key: str, value: YamlNode, what: Assignment) -> MappingNode:
    """The mapping with a value under a key, which may be new."""
    if node.entry(key) is not None:
        return node.replaced(key, value)
    return MappingNode((*node.entries, Entry(key, what.place, value)), node.place)


def _part(what: Assignment, entry: Entry) -> Assignment:
    return Assignment(f"{what.key}.{entry.key}", entry.node, entry.key_place, what.where)


def _as_mapping(node: YamlNode) -> MappingNode:
    if not isinstance(node, MappingNode):
        raise _UnknownError(f"not a mapping but {_kind(node)}")
    return node


def _unknown(node: MappingNode, key: str, path: KeyPath) -> str:
    hint = what_there_is(key, node.keys())
    if not path:
        inside = [one.key for one in node.entries if isinstance(one.node, MappingNode) and one.node.entry(key)]
        return f"no section {key!r}; write {inside[0]}.{key}" if inside else f"no section {key!r}{hint}"
    return f"no {key!r} in {path_text(path)}{hint}"


def _kind(node: YamlNode) -> str:
    return (
        "a list"
        if isinstance(node, SequenceNode)
        else "a mapping"
        if isinstance(node, MappingNode)
        else "a single value"
    )
