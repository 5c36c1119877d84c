"""What merging knows of a scenario: short forms, keys that make an element another kind, what is replaced whole."""

from __future__ import annotations

from typing import ClassVar

from simengine.language.indexed import has_members
from simengine.scenario.column_form import CSV
from simengine.scenario.groups import read_groups
from simengine.scenario.schema import OPERATIONS, TRIGGERS
from simengine.scenario.sections import SECTIONS, SHORT_FORMS
from simengine.scenario.underlay import stands_on_something, templates_of
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, SequenceNode, YamlNode, is_null
from simengine.yaml.overlay import Overlay
from simengine.yaml.rules import MergeRules

_NUMBER = SHORT_FORMS["parameters"]
WRITTEN_OUT = ("formulas", "measures", "parameters", "invariants")

# Whatever else stands in a parameter is the name of its distribution, so that a new family needs no mention here.
_BESIDE_DISTRIBUTION = frozenset(
    {"title", "unit", "source", "confidence", "note", "tags", "stream", "later", "lower", "upper", "weights", "pool"}
)
# What a parameter keeps when a number takes the place of its distribution: what it is, and is later, not how well we
# know it.
_KEPT_BY_NUMBER = ("title", "unit", "tags", "later")


_OF_CLASSES = ("answer", "together")


def kind_keys(path: KeyPath, node: MappingNode) -> frozenset[str]:
    """What makes the element at a path the kind it is: its process, distribution, trigger or operation."""
    keys = frozenset(entry.key for entry in node.entries if not is_null(entry.node))
    match path:
        case ("drivers", _):
            process = node.get("process")
            return frozenset({f"process {process.text}"} if isinstance(process, ScalarNode) and process.text else ())
        case ("parameters", _) | ("parameters", _, "experts", _):
            return keys - _BESIDE_DISTRIBUTION
        case ("events", _):
            return keys & frozenset(TRIGGERS)
        case ("events", _, "effects", _):
            return keys & frozenset(OPERATIONS)
    return frozenset()


class ScenarioRules:
    """How the files of a scenario merge.

    Where the kind of an element changes (the process of a driver, the distribution of a parameter, the hazard/at/when
    of an event, the operation of an effect) the element is replaced, unless the old key is deleted by name; to set
    such a key inside an element removes the element's others only. `outcome` is replaced whole, and what the report
    says of classes goes with it; so is the value of a distribution. A bare number over a parameter keeps the
    parameter's `title`, `unit`, `tags` and `later` and nothing else, a bare name the distribution too, which has it
    among its names. The weights of experts are theirs, not the parameter's, and stay whatever takes the place of what
    they say. `name`, `title` and `note` belong to the file that states them.
    """

    identity: ClassVar[tuple[str, ...]] = ("name", "title", "note")
    settings: ClassVar[tuple[str, ...]] = ("clock", "groups", "report", "simulate")
    optional: ClassVar[tuple[str, ...]] = ("groups", "report", "simulate")
    pairs: ClassVar[tuple[str, ...]] = tuple(section.name for section in SECTIONS if section.form == "pairs")
    without_members: ClassVar[tuple[str, ...]] = ("outcome", "functions")

    def inherited(self, tree: MappingNode, over: MappingNode) -> MappingNode:
        """Without what the report says of classes, where the file has classes of its own."""
        report = tree.get("report")
        if over.get("outcome") is None or not isinstance(report, MappingNode):
            return tree
        kept = tuple(entry for entry in report.entries if entry.key not in _OF_CLASSES)
        return tree.replaced("report", MappingNode(kept, report.place))

    def same_form(self, path: KeyPath, base: YamlNode | None, over: YamlNode) -> tuple[YamlNode | None, YamlNode]:
        """Both written out, where one of them is a mapping or the section always is."""
        section = path[0] if len(path) == 2 else None
        if section == "groups" and isinstance(base, SequenceNode) and isinstance(over, MappingNode):
            rows = (Entry(item.text, item.place, item) for item in base.items if isinstance(item, ScalarNode))
            return MappingNode(tuple(rows), base.place), over
        if section not in SHORT_FORMS or not (section in WRITTEN_OUT or MappingNode in (type(base), type(over))):
            return base, over
        full = self.written_out(path, over)
        number = section == "parameters" and isinstance(over, ScalarNode)
        if number and isinstance(base, MappingNode) and isinstance(full, MappingNode):
            named = _distribution(base) if _is_name(over) else ()
            return None, _with_number(base, MappingNode((*named, *full.entries), full.place))
        under = self.written_out(path, base) if base else None
        if section == "parameters" and isinstance(under, MappingNode) and isinstance(full, MappingNode):
            kept = () if full.entry("weights") or not self.changes_kind(path, under, full) else _weights_of_all(under)
            full = MappingNode((*full.entries, *kept), full.place, full.deleted)
        return under, full

    def written_out(self, path: KeyPath, node: YamlNode) -> YamlNode:
        """A bare scalar as the mapping it is short for: `{expr: …}`, for a parameter `{fixed: …}`."""
        if len(path) == 2 and isinstance(node, ScalarNode) and path[0] in SHORT_FORMS:
            return MappingNode((Entry(SHORT_FORMS[str(path[0])], node.place, node),), node.place)
        return node

    def in_short(self, path: KeyPath, node: YamlNode) -> YamlNode:
        """`{expr: …}` or `{fixed: …}` alone as a bare scalar."""
        key = SHORT_FORMS.get(str(path[0])) if len(path) == 2 else None
        return _bare(node, key) if key is not None else node

    def replaced_whole(self, path: KeyPath) -> bool:
        """Whether it is `outcome`, or the value of a distribution."""
        match path:
            case ("outcome",):
                return True
            case ("parameters", _, str(key)) | ("parameters", _, "experts", _, str(key)):
                return key not in _BESIDE_DISTRIBUTION and key != "experts"
        return False

    def changes_kind(self, path: KeyPath, base: MappingNode, over: MappingNode) -> bool:
        """Whether `over` makes another kind of element of `base`, without deleting the old key itself."""
        if _is_column(over) and not _is_column(base):
            return True
        new = kind_keys(path, over)
        if path[:1] == ("parameters",) and _is_name(over.get(_NUMBER)):
            new -= {_NUMBER}  # one of its names
        deleted = {entry.key for entry in over.entries if is_null(entry.node)}
        return bool(new) and bool(kind_keys(path, base) - deleted - new)

    def without_other_kinds(self, path: KeyPath, node: MappingNode, key: str, value: YamlNode) -> MappingNode:
        """The element without the keys that make it another kind than with this value, and what goes with them."""
        if len(path) > 2 and key == CSV and not _is_column(node):
            return MappingNode((), node.place)
        among = kind_keys(path, MappingNode((Entry(key, node.place, ScalarNode(0, node.place, "0")),), node.place))
        if key not in among or key in kind_keys(path, node):
            return node
        if path[0] == "parameters":
            kept = _distribution(node) if key == _NUMBER and _is_name(value) else ()
            return _with_number(node, MappingNode(kept, node.place))
        return MappingNode(tuple(entry for entry in node.entries if entry.key not in kind_keys(path, node)), node.place)

    def keeps_null(self, path: KeyPath) -> bool:
        """Whether it leaves a member out of a group, or stands in what is a member's own."""
        return (path[0] == "groups" and len(path) == 3) or any(map(has_members, path))

    def underlay(self, tree: MappingNode, mapping: MappingNode, path: KeyPath) -> YamlNode | None:
        """The templates that stand for a member's own element too, laid over one another."""
        found: YamlNode | None = None
        for entry in templates_of(mapping, str(path[-1]), read_groups(tree)):
            if not is_null(entry.node):
                found = Overlay(RULES, [], is_last=True).lay(found, entry.node, path)
        return found

    def is_needless(self, tree: MappingNode, path: KeyPath) -> bool:
        """Whether no template says anything that a null in what is a member's own would delete."""
        return any(map(has_members, path)) and not stands_on_something(tree, path, read_groups(tree))


def _is_column(node: MappingNode) -> bool:
    """Whether it names a CSV file, whose rows no typed ones are mixed with that were there before."""
    named = node.get(CSV)
    return isinstance(named, ScalarNode) and isinstance(named.value, str)


RULES: MergeRules = ScenarioRules()


def shortened(tree: MappingNode) -> MappingNode:
    """The tree with `{expr: …}` alone, and `{fixed: …}` alone, as a bare scalar: for a person to read."""
    return MappingNode(
        tuple(entry._replace(node=_shortened(entry.key, entry.node)) for entry in tree.entries), tree.place
    )


def _shortened(section: str, node: YamlNode) -> YamlNode:
    key = SHORT_FORMS.get(section)
    if key is None or not isinstance(node, MappingNode):
        return node
    entries = tuple(entry._replace(node=_bare(entry.node, key)) for entry in node.entries)
    return MappingNode(entries, node.place)


def _bare(element: YamlNode, key: str) -> YamlNode:
    if (
        isinstance(element, MappingNode)
        and element.keys() == (key,)
        and isinstance(element.entries[0].node, ScalarNode)
    ):
        return element.entries[0].node
    return element


def _is_name(node: YamlNode | None) -> bool:
    return isinstance(node, ScalarNode) and isinstance(node.value, str)


def _distribution(parameter: MappingNode) -> tuple[Entry, ...]:
    """What gives a parameter its names, to one of which it is fixed: a `choice`, as any that tells them one by one."""
    return tuple(
        entry
        for entry in parameter.entries
        if entry.key not in (*_BESIDE_DISTRIBUTION, _NUMBER) and isinstance(entry.node, MappingNode)
    )


def _with_number(parameter: MappingNode, number: MappingNode) -> MappingNode:
    """A parameter whose distribution gives way to a bare number: what `_KEPT_BY_NUMBER` names stays."""
    kept = tuple(entry for entry in parameter.entries if entry.key in _KEPT_BY_NUMBER)
    return MappingNode((*number.entries, *kept, *_weights_of_all(parameter)), number.place)


def _weights_of_all(parameter: MappingNode) -> tuple[Entry, ...]:
    """The weights with which experts are asked for all parameters; what a pool of its own has is its own."""
    pool, weights = parameter.get("pool"), parameter.entry("weights")
    own = isinstance(pool, ScalarNode) and pool.text == "quantiles"
    return () if own or weights is None or is_null(weights.node) else (weights,)
