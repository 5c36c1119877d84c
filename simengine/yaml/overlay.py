"""Lays one tree over another: mappings merge, the rest is replaced, `null` deletes, another kind replaces."""

from __future__ import annotations

from dataclasses import dataclass, field

from simengine.errors import Problem, what_there_is
from simengine.language.indexed import has_members, normal_key
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, YamlNode, is_null, path_text
from simengine.yaml.rules import MergeRules


@dataclass(frozen=True, slots=True)
class Overlay:
    """Lays trees over one another by these rules; what is wrong goes to `problems`.

    A null that is kept goes to `doubted` if nothing that it deletes was there. When all files are merged, and what is a
    member's own is laid over its template (`is_last`), no null is doubted any more.
    """

    rules: MergeRules
    problems: list[Problem]
    doubted: dict[KeyPath, Problem] = field(default_factory=dict)
    is_last: bool = False

    def lay(self, base: YamlNode | None, over: YamlNode, path: KeyPath) -> YamlNode:
        """`over` laid over `base` at a path of the document."""
        base = None if base is not None and is_null(base) else base
        over = self.rules.in_short(path, over) if self.is_last else over
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
        entries, deleted = {entry.key: entry for entry in start.entries}, dict(start.deleted)
        written: dict[str, str] = {}
        for given, key_place, node in over.entries:
            key = normal_key(given)
            if written.setdefault(key, given) != given:
                self.problems.append(
                    Problem(key_place, path_text((*path, key)), f"stands twice: as {written[key]!r} too")
                )
            elif not is_null(node):
                base = entries.get(key)
                deleted.pop(key, None)
                entries[key] = Entry(key, key_place, self.lay(base.node if base else None, node, (*path, key)))
            elif isinstance(node, ScalarNode) and node.text == "" and not path:
                # A section whose lines are all commented out says nothing; it must not delete the base's.
                entries.setdefault(key, Entry(key, key_place, MappingNode((), node.place)))
            else:
                self._delete(entries, Entry(key, key_place, node), known, path)
                deleted[key] = key_place
        return MappingNode(tuple(entries.values()), over.place, deleted)

    def _delete(self, entries: dict[str, Entry], what: Entry, known: MappingNode, path: KeyPath) -> None:
        """Deletes an entry; where that must wait for what is laid under it, keeps the null in its place."""
        key, where = what.key, (*path, what.key)
        wrong = None
        if known.entry(key) is None and not self.is_last:
            wrong = Problem(what.node.place, path_text(where), _nothing(key, what.node, known))
        is_empty = isinstance(what.node, ScalarNode) and what.node.text == ""
        if has_members(key) if self.is_last else self.rules.keeps_null(where) and not is_empty:
            entries[key] = what
            if wrong:
                self.doubted[where] = wrong
        elif wrong:
            self.problems.append(wrong)
        else:
            entries.pop(key, None)


def _nothing(key: str, node: YamlNode, known: MappingNode) -> str:
    if isinstance(node, ScalarNode) and node.text == "":
        return "has no value; write one, or remove the line"
    return f"null deletes, but there is no {key!r} to delete{what_there_is(key, known.keys())}"
