"""What merging knows of a scenario: short forms, the tags that say what an element is, and what is replaced whole."""

from __future__ import annotations

from simengine.scenario.nodes import Entry, KeyPath, Mapping, Node, Scalar, is_null

SHORT_FORMS = {"formulas": "expr", "measures": "expr", "parameters": "fixed", "outcome": "expr", "functions": "expr"}
WRITTEN_OUT = ("formulas", "measures", "parameters")

_CLOCKS = frozenset({"hazard", "at", "when"})
_OPERATIONS = frozenset({"set", "add", "multiply"})
# Whatever else stands in a parameter is the name of its distribution, so that a new family needs no mention here.
_BESIDE_DISTRIBUTION = frozenset({"unit", "source", "confidence", "note", "tags", "stream", "lower", "upper"})
# What a parameter keeps when a number takes the place of its distribution: what it is, not how well we know it.
_KEPT_BY_NUMBER = ("unit", "tags")


def tags(path: KeyPath, node: Mapping) -> frozenset[str]:
    """What makes the element at a path the kind it is: its process, distribution, clock or operation."""
    keys = frozenset(entry.key for entry in node.entries if not is_null(entry.node))
    match path:
        case ("drivers", _):
            process = node.get("process")
            return frozenset({f"process {process.text}"} if isinstance(process, Scalar) and process.text else ())
        case ("parameters", _):
            return keys - _BESIDE_DISTRIBUTION
        case ("events", _):
            return keys & _CLOCKS
        case ("events", _, "effects", _):
            return keys & _OPERATIONS
    return frozenset()


def changes_kind(path: KeyPath, base: Mapping, over: Mapping) -> bool:
    """Whether `over` makes another kind of element of `base`, without deleting the old tag itself."""
    new = tags(path, over)
    deleted = {entry.key for entry in over.entries if is_null(entry.node)}
    return bool(new) and bool(tags(path, base) - deleted - new)


def replaced_whole(path: KeyPath) -> bool:
    """Whether a mapping at a path is one value, which another replaces and never completes."""
    match path:
        case ("outcome",):
            return True
        case ("parameters", _, str(key)):
            return key not in _BESIDE_DISTRIBUTION
    return False


def written_out(path: KeyPath, node: Node) -> Node:
    """A bare scalar as the mapping it is short for: `{expr: …}`, for a parameter `{fixed: …}`."""
    if len(path) == 2 and isinstance(node, Scalar) and path[0] in SHORT_FORMS:
        return Mapping((Entry(SHORT_FORMS[str(path[0])], node.place, node),), node.place)
    return node


def shortened(tree: Mapping) -> Mapping:
    """The tree with `{expr: …}` alone, and `{fixed: …}` alone, as a bare scalar: for a person to read."""
    return Mapping(tuple(entry._replace(node=_shortened(entry.key, entry.node)) for entry in tree.entries), tree.place)


def _shortened(section: str, node: Node) -> Node:
    key = SHORT_FORMS.get(section)
    if key is None or not isinstance(node, Mapping):
        return node
    entries = tuple(entry._replace(node=_bare(entry.node, key)) for entry in node.entries)
    return Mapping(entries, node.place)


def _bare(element: Node, key: str) -> Node:
    if isinstance(element, Mapping) and element.keys() == (key,) and isinstance(element.entries[0].node, Scalar):
        return element.entries[0].node
    return element


def with_number(parameter: Mapping, number: Mapping) -> Mapping:
    """A parameter whose distribution gives way to a bare number: of the old one only `unit` and `tags` stay."""
    kept = tuple(entry for entry in parameter.entries if entry.key in _KEPT_BY_NUMBER)
    return Mapping((*number.entries, *kept), number.place)


def without_other_tags(path: KeyPath, node: Mapping, key: str) -> Mapping:
    """The element as it must be before its tag `key` is set: without its other tags, and what told of them."""
    among = tags(path, Mapping((Entry(key, node.place, Scalar(0, node.place, "0")),), node.place))
    if key not in among or key in tags(path, node):
        return node
    if path[0] == "parameters":
        return with_number(node, Mapping((), node.place))
    return Mapping(tuple(entry for entry in node.entries if entry.key not in tags(path, node)), node.place)
