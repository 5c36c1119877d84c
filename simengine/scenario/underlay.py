"""What a member's own element is laid over: the templates in its mapping that stand for it too."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.language.indexed import has_members, split_key
from simengine.scenario.groups import Groups, read_groups
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, YamlNode, is_null


def templates_of(mapping: MappingNode, key: str, groups: Groups) -> list[Entry]:
    """The entries that say something of all that a key with members stands for, the most general first."""
    found = [entry for entry in mapping.entries if entry.key != key and covers(entry.key, key, groups)]
    return sorted(found, key=lambda entry: sum(index not in groups.members for index in _indices(entry.key)))


def covers(template: str, key: str, groups: Groups) -> bool:
    """Whether one key stands for all that another does."""
    if not has_members(template):
        return False
    wide, narrow = split_key(template), split_key(key)
    if [(name.stem, len(name.indices)) for name in wide] != [(name.stem, len(name.indices)) for name in narrow]:
        return False
    pairs = zip(_indices(template), _indices(key), strict=True)
    return all(one == other or (one in groups.members and groups.knows(one, other)) for one, other in pairs)


def overridings(tree: MappingNode) -> Iterator[tuple[str, Entry, Entry]]:
    """The section of each member's own element in a merged tree, the element, and the template it is laid over."""
    groups = read_groups(tree)
    for section in tree.entries if groups else ():
        if isinstance(section.node, MappingNode):
            for entry in section.node.entries:
                templates = templates_of(section.node, entry.key, groups) if has_members(entry.key) else []
                yield from ((section.key, entry, template) for template in templates[-1:])


def _indices(key: str) -> list[str]:
    return [index for name in split_key(key) for index in name.indices]


def stands_on_something(tree: MappingNode, path: KeyPath, groups: Groups) -> bool:
    """Whether a null at a path of a merged tree deletes anything: something that a template says of it."""
    here: list[YamlNode] = [tree]
    for step in path:
        here = [found for node in here for found in _below(node, step, groups)]
    return any(not is_null(node) for node in here)


def _below(node: YamlNode, step: str | int, groups: Groups) -> Iterator[YamlNode]:
    if not isinstance(node, MappingNode):
        return
    exact = node.get(str(step))
    if exact is not None:
        yield exact
    if has_members(step):
        yield from (entry.node for entry in templates_of(node, str(step), groups))
