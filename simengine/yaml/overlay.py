"""Lays one tree over another: mappings merge, the rest is replaced, `null` deletes, another kind replaces."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.errors import Problem, what_there_is
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, YamlNode, is_null, path_text
from simengine.yaml.rules import MergeRules


@dataclass(frozen=True, slots=True)
class Overlay:
    """Lays trees over one another by these rules; what is wrong goes to `problems`."""

    rules: MergeRules
    problems: list[Problem]

    def lay(self, base: YamlNode | None, over: YamlNode, path: KeyPath) -> YamlNode:
        """`over` laid over `base` at a path of the document."""
        base, over = self.rules.same_form(path, base, over)
        if not isinstance(over, MappingNode):
            return over
        nothing = MappingNode((), over.place)
        if not isinstance(base, MappingNode):
            return self._combine(nothing, over, nothing, path)
        if self.rules.replaced_whole(path) or self.rules.changes_kind(path, base, over):
            return self._combine(nothing, over, base, path)
        return self._combine(base, over, base, path)

    def _combine(self, start: MappingNode, over: MappingNode, known: MappingNode, path: KeyPath) -> MappingNode:
        """`start` with the entries of `over`; a null deletes what is in `known`."""
        entries = {entry.key: entry for entry in start.entries}
        deletable = set(known.keys())
        for key, key_place, node in over.entries:
            if not is_null(node):
                base = entries.get(key)
                entries[key] = Entry(key, key_place, self.lay(base.node if base else None, node, (*path, key)))
            elif isinstance(node, ScalarNode) and node.text == "" and not path:
                # A section whose lines are all commented out says nothing; it must not delete the base's.
                entries.setdefault(key, Entry(key, key_place, MappingNode((), node.place)))
            elif key in deletable:
                entries.pop(key, None)
            else:
                self.problems.append(Problem(node.place, path_text((*path, key)), _nothing(key, node, known)))
        return MappingNode(tuple(entries.values()), over.place)


def _nothing(key: str, node: YamlNode, known: MappingNode) -> str:
    if isinstance(node, ScalarNode) and node.text == "":
        return "has no value; write one, or remove the line"
    return f"null deletes, but there is no {key!r} to delete{what_there_is(key, known.keys())}"
