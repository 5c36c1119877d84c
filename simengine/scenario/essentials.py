"""A settled scenario without what bears on no path and on none of the figures that are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simengine.scenario.answer import Answer
from simengine.yaml.nodes import Entry, MappingNode, ScalarNode, SequenceNode, YamlNode

_OF_PEOPLE = frozenset({"report", "invariants", "note"})
_WORD = re.compile(r"\w+")


def essentials(tree: MappingNode, figure: Answer, other: MappingNode) -> MappingNode:
    """The tree with only that question, and the measures that it, the classes or each other may name.

    Sources and mechanisms are those of both trees, so that whatever cites them is sound in either.
    """
    measures = _named_measures(tree, figure)
    questions = figure.names if figure.of == "question" else ()
    entries = []
    for entry in tree.entries:
        node: YamlNode | None = entry.node
        if entry.key in _OF_PEOPLE:
            continue
        if entry.key == "measures":
            node = _only(entry.node, measures)
        elif entry.key == "questions":
            node = _only(entry.node, questions)
        elif entry.key in ("sources", "mechanisms"):
            continue
        if node is not None:
            entries.append(entry._replace(node=node))
    cited = (("sources", _joined(tree, other, "sources")), ("mechanisms", _without_acts(tree, other)))
    entries += [Entry(key, tree.place, node) for key, node in cited if node.entries]
    return MappingNode(tuple(entries), tree.place, tree.deleted)


def _only(section: YamlNode, names: Iterable[str]) -> MappingNode | None:
    if not isinstance(section, MappingNode):
        return None
    wanted = set(names)
    kept = tuple(entry for entry in section.entries if entry.key in wanted)
    return MappingNode(kept, section.place) if kept else None


def _joined(tree: MappingNode, other: MappingNode, section: str) -> MappingNode:
    """A section with what only the other has behind it."""
    own, more = tree.get(section), other.get(section)
    entries = {entry.key: entry for one in (more, own) if isinstance(one, MappingNode) for entry in one.entries}
    return MappingNode(tuple(entries.values()), tree.place)


def _without_acts(tree: MappingNode, other: MappingNode) -> MappingNode:
    """The mechanisms of both, without what they act on, which may not be there in between."""
    mechanisms = _joined(tree, other, "mechanisms")
    bare = []
    for entry in mechanisms.entries:
        node = entry.node
        if isinstance(node, MappingNode):
            node = MappingNode(tuple(one for one in node.entries if one.key != "acts"), node.place)
        bare.append(entry._replace(node=node))
    return MappingNode(tuple(bare), mechanisms.place)


def _named_measures(tree: MappingNode, figure: Answer) -> set[str]:
    """The measures whose names stand in what is read, whether they are meant there or not."""
    section = tree.get("measures")
    if not isinstance(section, MappingNode):
        return set()
    first = {key: _WORD.findall(key)[:1] for key in section.keys()}  # noqa: SIM118 (no dict)
    found = set(figure.names) & set(first) if figure.of == "measure" else set[str]()
    question = tree.get("questions")
    asked = question.get(figure.names[0]) if isinstance(question, MappingNode) and figure.of == "question" else None
    waiting = [
        node
        for node in (tree.get("outcome"), tree.get("functions"), asked, *(section.get(name) for name in found))
        if node
    ]
    while waiting:
        words = set(_words(waiting.pop()))
        more = {key for key, word in first.items() if words.issuperset(word) and key not in found}
        found |= more
        waiting += [node for key in more if (node := section.get(key)) is not None]
    return found


def _words(node: YamlNode) -> list[str]:
    if isinstance(node, ScalarNode):
        return _WORD.findall(node.text)
    parts = node.items if isinstance(node, SequenceNode) else [entry.node for entry in node.entries]
    return [word for part in parts for word in _words(part)]
