"""Templates written out: `support[country]` as an element for each member, what is a member's own laid over it.

Nothing is said twice of a template and its members: the nodes are the same, so that each keeps its place. The texts of
expressions are left as they are; which member is meant in them, the bindings tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from math import prod

from simengine.errors import Problem, Problems, ScenarioError
from simengine.language.indexed import Indexed, split_key, split_name
from simengine.language.names import normal_name
from simengine.scenario.groups import MOST_TOGETHER, NOBODY, Binding, Groups, few, read_groups
from simengine.scenario.template_keys import Key, Slot, by_name, repeated
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, SequenceNode, YamlNode, is_null, path_text
from simengine.yaml.overlay import Overlay
from simengine.yaml.rules import MergeRules

MOST_WRITTEN = 20_000
TEXTS = frozenset(("title", "text", "note", "claim", "because"))
"""What is written for people: there `[country]` is shown as the member's title."""
_SHOWN = re.compile(r"\[\s*([^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)\s*\]")


@dataclass(frozen=True, slots=True)
class Written:
    """A tree without templates, and for the paths of what came of them the members that are meant there."""

    tree: MappingNode
    groups: Groups
    bindings: Mapping[KeyPath, Binding]
    problems: Problems


def write_out(tree: MappingNode, rules: MergeRules) -> Written:
    """The merged tree of a scenario without templates."""
    problems = Problems()
    groups = read_groups(tree, problems)
    writer = _Writer(groups, rules, problems)
    entries = tuple(entry._replace(node=writer.section(entry)) for entry in tree.entries)
    known = {one.key for entry in entries if isinstance(entry.node, MappingNode) for one in entry.node.entries}
    entries = tuple(
        entry._replace(node=writer.listed(entry.node, known)) if entry.key in rules.settings else entry
        for entry in entries
    )
    return Written(MappingNode(entries, tree.place, tree.deleted), groups, writer.bindings, problems)


@dataclass(slots=True)
class _Writer:
    groups: Groups
    rules: MergeRules
    problems: Problems
    bindings: dict[KeyPath, Binding] = field(default_factory=dict)
    written: int = 0

    def section(self, entry: Entry) -> YamlNode:
        """A section with its templates written out, where it may have any."""
        node, path = entry.node, (entry.key,)
        if not isinstance(node, MappingNode) or entry.key in self.rules.settings:
            return node
        if entry.key in self.rules.without_members:
            for one in node.entries:
                if "[" in one.key:
                    message = f"nothing in {entry.key} has members: write one for each"
                    self.problems.append(Problem(one.key_place, path_text((*path, one.key)), message))
            return node
        return self.mapping(node, path, NOBODY)

    def listed(self, node: YamlNode, known: Set[str]) -> YamlNode:
        """A setting in which a name `support[country]` stands for those of all members, as far as these are known."""
        if isinstance(node, MappingNode):
            return MappingNode(
                tuple(one._replace(node=self.listed(one.node, known)) for one in node.entries), node.place
            )
        if isinstance(node, SequenceNode):
            found = [self.listed(item, known) for item in node.items]
            return SequenceNode(
                tuple(one for item in found for one in (item.items if isinstance(item, SequenceNode) else (item,))),
                node.place,
            )
        own = [name for name in self.groups.instances(node.text) if name in known] if "[" in node.text else []
        return SequenceNode(tuple(replace(node, value=name, text=name) for name in own), node.place) if own else node

    def mapping(self, node: MappingNode, path: KeyPath, binding: Binding) -> MappingNode:
        """A mapping with its templates written out, in which these members are meant already."""
        keys = {entry.key: self._key(entry, path, binding) for entry in node.entries if "[" in entry.key}
        families: dict[tuple[tuple[str, int], ...], list[Key]] = {}
        for key in keys.values():
            if key is not None:
                families.setdefault(key.family, []).append(key)
        entries: dict[str, Entry] = {}
        for entry in node.entries:
            key = keys.get(entry.key)
            if key is None:
                entries[entry.key] = entry._replace(node=self._inside(entry.node, (*path, entry.key), binding))
                continue
            family = families.pop(key.family, None) if self._begins(key, families) else None
            if family is not None:
                self._write_family(family, path, binding, entries)
        return MappingNode(tuple(entries.values()), node.place, node.deleted)

    @staticmethod
    def _begins(key: Key, families: Mapping[tuple[tuple[str, int], ...], list[Key]]) -> bool:
        """Whether a family's elements stand where this key does: where its first template does, if it has any."""
        family = families.get(key.family, [])
        first = next((one for one in family if one.is_template), family[0] if family else None)
        return first is key

    def _key(self, entry: Entry, path: KeyPath, binding: Binding) -> Key | None:
        """A key with members; None for one that has none, or none that can be, which is told."""
        names = split_key(entry.key)
        alone = len(path) == 1 and path[0] in self.rules.pairs and len(names) == 1
        indices = [index for name in names for index in name.indices]
        if alone or not indices:
            return None
        slots = [self._slot(index, binding) for index in indices]
        for index, slot in zip(indices, slots, strict=True):
            if slot is None:
                message = self.groups.unknown(index)
                self.problems.append(Problem(entry.key_place, path_text((*path, entry.key)), message))
        found = tuple(slot for slot in slots if slot is not None)
        if len(found) < len(slots):
            return None
        own = [slot.group for name_slots in by_name(names, found) for slot in repeated(name_slots) if slot.is_free]
        if own:
            message = (
                f"{own[0]} stands twice in it: give its members a second group, as in groups: {{partner: {own[0]}}}"
            )
            self.problems.append(Problem(entry.key_place, path_text((*path, entry.key)), message))
            return None
        free = {slot.group: len(slot.members) for slot in found if slot.is_free}
        if prod(free.values()) > MOST_TOGETHER:
            message = f"stands for {prod(free.values()):,} elements, and {MOST_TOGETHER:,} are the most: write fewer"
            self.problems.append(Problem(entry.key_place, path_text((*path, entry.key)), message))
            return None
        return Key(entry, names, found)

    def _slot(self, index: str, binding: Binding) -> Slot | None:
        if index in binding:
            return Slot(index, (binding[index],), False)
        if index in self.groups.members:
            return Slot(index, tuple(self.groups.members[index]), True)
        return Slot(None, (index,), False) if self.groups.of_member(index) else None

    def _write_family(self, family: list[Key], path: KeyPath, binding: Binding, entries: dict[str, Entry]) -> None:
        layers: dict[str, list[tuple[Key, Binding]]] = {}
        for key in sorted(family, key=lambda one: one.literals):
            for name, own in key.instances():
                layers.setdefault(name, []).append((key, own))
        self.written += len(layers)
        if self.written > MOST_WRITTEN:
            first = family[0].entry
            message = f"up to here templates stand for more than {MOST_WRITTEN:,} elements and their parts: write fewer"
            raise ScenarioError([*self.problems, Problem(first.key_place, path_text((*path, first.key)), message)])
        for name, found in layers.items():
            bottom = found[0][0]
            if not bottom.is_template and not self._is_own(bottom, family, path):
                continue
            node: YamlNode | None = None
            where = (*path, name)
            for key, _ in found:
                node = self._laid(node, key.entry.node, where)
            if node is None:
                continue
            bound = {**self._own_binding(bottom), **binding, **found[0][1]}
            if bound:
                self.bindings[where] = bound
            entries[name] = Entry(name, found[-1][0].entry.key_place, self._inside(node, where, bound))

    def _laid(self, base: YamlNode | None, over: YamlNode, path: KeyPath) -> YamlNode | None:
        """What is a member's own over what it has of a template; None for what is deleted."""
        if is_null(over):
            return None
        return Overlay(self.rules, self.problems, is_last=True).lay(base, over, path)

    def _is_own(self, key: Key, family: list[Key], path: KeyPath) -> bool:
        """Whether an element without a template over it can be: its members are those of its relatives' groups."""
        if any(slot.group is None and self._is_left_out(slot.members[0]) for slot in key.slots):
            return False
        for template in family:
            for slot, other in zip(key.slots, template.slots, strict=True):
                member = slot.members[0]
                if other.is_free and other.group and slot.group is None and member not in other.members:
                    if not is_null(key.entry.node):
                        there = few(tuple(self.groups.members[other.group]))
                        message = (
                            f"{member} is no member of {other.group} ({there}), for which {template.entry.key} stands"
                        )
                        where = path_text((*path, key.entry.key))
                        self.problems.append(Problem(key.entry.key_place, where, message))
                    return False
        return True

    def _is_left_out(self, member: str) -> bool:
        """Whether every group that knows a name leaves it out."""
        return not any(member in members for members in self.groups.members.values())

    def _own_binding(self, key: Key) -> dict[str, str]:
        """The groups that a written member can only be meant of, as no other has it."""
        found = {}
        for slot in key.slots:
            if slot.group is None:
                of = self.groups.of_member(slot.members[0])
                if len(of) == 1 and of[0] not in found:
                    found[of[0]] = slot.members[0]
        return found

    def _inside(self, node: YamlNode, path: KeyPath, binding: Binding) -> YamlNode:
        """What stands in an element: templates within it written out, names in it with the members that are meant."""
        if isinstance(node, MappingNode):
            return self.mapping(node, path, binding)
        if isinstance(node, SequenceNode):
            items = tuple(self._inside(item, (*path, index), binding) for index, item in enumerate(node.items))
            return SequenceNode(items, node.place)
        return self._scalar(node, str(path[-1]), binding) if binding and "[" in node.text else node

    def _scalar(self, node: ScalarNode, key: str, binding: Binding) -> ScalarNode:
        """A text in which `[country]` is a title; or a name, alone, of which the members are those meant here."""
        if not isinstance(node.value, str):
            return node
        if key in TEXTS:
            text = _SHOWN.sub(lambda found: self._titles(found, binding), node.text)
        else:
            name = split_name(normal_name(node.text))
            if not name.stem.isidentifier():
                return node
            text = str(Indexed(name.stem, tuple(binding.get(index, index) for index in name.indices)))
        return replace(node, value=text, text=text)

    def _titles(self, found: re.Match[str], binding: Binding) -> str:
        groups = [index.strip() for index in found[1].split(",")]
        if not all(group in binding for group in groups):
            return found[0]
        return ", ".join(self.groups.title(group, binding[group]) for group in groups)
