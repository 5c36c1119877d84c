"""Groups and their members: what `groups:` says, and which of them an index means."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from types import MappingProxyType

from simengine.errors import Problem, did_you_mean
from simengine.language.indexed import Indexed, split_name
from simengine.yaml.nodes import KeyPath, MappingNode, ScalarNode, SequenceNode, YamlNode, is_null, path_text

SECTION = "groups"
MOST_MEMBERS = 1000
MOST_TOGETHER = 3000
"""So many elements may one template stand for."""

Binding = Mapping[str, str]
"""Which member of each group is meant somewhere."""
BRACKET = re.compile(r"\[([^\[\]]*)\]")
NOBODY: Binding = MappingProxyType({})


def in_general(text: str, binding: Binding) -> str:
    """A text with groups in place of the members that are meant."""
    return BRACKET.sub(lambda found: f"[{_groups_in(found[1], binding)}]", text)


def _groups_in(inside: str, binding: Binding) -> str:
    left = dict(binding)
    indices = []
    for index in (one.strip() for one in inside.split(",")):
        group = next((group for group, member in left.items() if member == index), None)
        if group is not None:
            del left[group]
        indices.append(index if group is None else group)
    return ", ".join(indices)


def binding_at(bindings: Mapping[KeyPath, Binding], path: KeyPath) -> Binding:
    """Which members are meant at a path: those of the nearest thing around it that tells."""
    around = (path[:length] for length in range(len(path), 1, -1)) if bindings else ()
    return next((bindings[one] for one in around if one in bindings), NOBODY)


@dataclass(frozen=True, slots=True)
class Groups:
    """The members of each group with their titles, in order, and those that a group knows and leaves out."""

    members: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.members)

    def of_member(self, name: str) -> tuple[str, ...]:
        """The groups that a name is a member of, or would be if it were not left out."""
        return tuple(group for group in self.members if self.knows(group, name))

    def knows(self, group: str, name: str) -> bool:
        """Whether a name is a member of a group, or left out of it."""
        return name in self.members[group] or name in self.left_out.get(group, ())

    def title(self, group: str, member: str) -> str:
        """What a member is called for people."""
        return self.members[group].get(member, member)

    def instances(self, text: str) -> list[str]:
        """The names that a name with groups stands for, in the order of the lists; none if it stands for no group."""
        name = split_name(text)
        free = {index: tuple(self.members[index]) for index in name.indices if index in self.members}
        if not free or not all(index in free or self.of_member(index) for index in name.indices):
            return []
        if prod(map(len, free.values())) > MOST_TOGETHER:
            return []
        chosen = (dict(zip(free, members, strict=True)) for members in product(*free.values()))
        return [str(Indexed(name.stem, tuple(one.get(index, index) for index in name.indices))) for one in chosen]

    def unknown(self, index: str) -> str:
        """What to say of an index that is neither a group nor a member."""
        if not self.members:
            return (
                f"nothing is called {index}, for there are no groups: declare them, as in groups: {{country: [kr, jp]}}"
            )
        known = [*self.members, *dict.fromkeys(one for group in self.members.values() for one in group)]
        there = "; ".join(f"{group} ({few(tuple(members))})" for group, members in self.members.items())
        return f"no group and no member {index!r}{did_you_mean(index, known)}; there are {there}"


def few(members: tuple[str, ...], most: int = 6) -> str:
    """Members for a message: all where they are few."""
    return ", ".join(members if len(members) <= most else (*members[: most - 1], "…", members[-1]))


def read_groups(tree: MappingNode, problems: list[Problem] | None = None) -> Groups:
    """The groups of a merged tree; what is wrong in them goes to `problems`, if anybody wants to know."""
    section = tree.get(SECTION)
    reader = _Reader([] if problems is None else problems)
    if not isinstance(section, MappingNode):
        if section is not None and not is_null(section):
            reader.report(section, (), "a mapping is needed: {country: [kr, jp, us]}")
        return Groups()
    found: dict[str, dict[str, str | None]] = {}
    for entry in section.entries:
        path: KeyPath = (SECTION, entry.key)
        if isinstance(entry.node, ScalarNode) and entry.node.text in found:  # another name for the same members
            found[entry.key] = dict(found[entry.node.text])
        else:
            found[entry.key] = dict(reader.members(path, entry.node))
        reader.group(section, entry.key, found[entry.key])
    reader.distinct(section, found)
    return Groups(
        {group: {name: title for name, title in rows.items() if title is not None} for group, rows in found.items()},
        {group: frozenset(name for name, title in rows.items() if title is None) for group, rows in found.items()},
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    problems: list[Problem]

    def report(self, node: YamlNode, path: KeyPath, message: str) -> None:
        self.problems.append(Problem(node.place, path_text(path or (SECTION,)), message))

    def group(self, section: MappingNode, name: str, rows: Mapping[str, str | None]) -> None:
        entry = section.entry(name)
        place, where = entry.key_place if entry else section.place, path_text((SECTION, name))
        if wrong := _no_name(name):
            self.problems.append(Problem(place, where, f"names a group, and {wrong}"))
        elif not any(title is not None for title in rows.values()):
            self.problems.append(Problem(place, where, "has no members: name them, as in [kr, jp, us]"))
        elif len(rows) > MOST_MEMBERS:
            self.problems.append(Problem(place, where, f"has more than {MOST_MEMBERS:,} members: write fewer"))

    def members(self, path: KeyPath, node: YamlNode) -> Iterator[tuple[str, str | None]]:
        if isinstance(node, SequenceNode):
            yield from self._listed(path, node)
        elif isinstance(node, MappingNode):
            yield from self._titled(path, node)
        else:
            self.report(node, path, "its members are needed: [kr, jp, us], or {kr: South Korea, jp: Japan}")

    def _listed(self, path: KeyPath, node: SequenceNode) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for index, item in enumerate(node.items):
            where = (*path, index)
            wrong = _no_name(item.value) if isinstance(item, ScalarNode) else "a member is a name, such as kr"
            if not wrong and isinstance(item, ScalarNode) and item.text in seen:
                wrong = f"{item.text} stands twice"
            if wrong or not isinstance(item, ScalarNode):
                self.report(item, where, wrong)
                continue
            seen.add(item.text)
            yield item.text, item.text

    def _titled(self, path: KeyPath, node: MappingNode) -> Iterator[tuple[str, str | None]]:
        for entry in node.entries:
            wrong = _no_name(entry.key)
            if wrong:
                self.problems.append(Problem(entry.key_place, path_text((*path, entry.key)), wrong))
            elif not isinstance(entry.node, ScalarNode):
                self.report(entry.node, (*path, entry.key), "a title is needed, such as South Korea")
            elif is_null(entry.node) and entry.node.text == "":
                self.report(entry.node, (*path, entry.key), "has no title; write one, or null to leave the member out")
            else:
                yield entry.key, None if is_null(entry.node) else entry.node.text

    def distinct(self, section: MappingNode, found: Mapping[str, Mapping[str, str | None]]) -> None:
        for entry in section.entries:
            group = next((group for group, rows in found.items() if entry.key in rows), None)
            if group is not None:
                message = f"is a member of {group} too: in brackets {entry.key} must mean one of them; rename one"
                self.problems.append(Problem(entry.key_place, path_text((SECTION, entry.key)), message))


def _no_name(value: object) -> str:
    """Why something can't be the name of a group or a member; empty if it can."""
    if isinstance(value, str) and value.isidentifier() and not keyword.iskeyword(value):
        return ""
    if isinstance(value, str) and keyword.iskeyword(value):
        return f"{value!r} is a word of expressions ({value} …): write another, such as {value}_"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (
            f"members are names, never numbers (got {value}): write m{value}"
            if isinstance(value, int)
            else (f"members are names, never numbers (got {value})")
        )
    return f"a name has letters, digits and _ and no digit first (got {value!r}): a title may hold the rest"
