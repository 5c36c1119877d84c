"""The model in one picture: groups of elements, and arrows where a member of one is read by a member of another."""

from collections.abc import Iterator, Mapping

from simengine.model.model import Model
from simengine.plan.graph import Element, Graph, Kind, Link, Relation, Way, make_graph
from simengine.report.graph_svg import graph_svg

# What stands in a box, in the order of the model's files; each line is a name, or several of a kind under one.
GROUPS: Mapping[str, tuple[Kind, str]] = {
    "the war": ("drivers", "war talks intensity"),
    "Russian shells": ("drivers", "russian_output supply wanted"),
    "DPRK shells": ("drivers", "production dprk_stock offered willingness"),
    "the trade": ("formulas", "shipments arms arms_share"),
    "what both want": ("formulas", "moscow_wants pyongyang_wants wants"),
    "the tie": ("drivers", "depth trust"),
    "technology": ("drivers", "technology"),
    "the treaty": ("drivers", "treaty clause"),
    "five channels": ("drivers", "visits oil exercises veto exchange"),
    "the peninsula": ("drivers", "tension thaw"),
    "Washington, Tokyo, Seoul": ("drivers", "trilateral"),
    "China": ("drivers", "china china_trade"),
    "other doors": ("drivers", "opening seoul"),
    "clashes and tests": ("events", "nuclear_test serious_clash lethal_clash"),
    "the UN": ("events", "unsc_draft draft_blocked sanctions_vote"),
    "leaders": ("events", "putin_exit kim_exit"),
    "border": ("drivers", "border_closed"),
    "T₀": ("events", "need_faded need_returned"),
    "outcome": ("outcome", ""),
}
_EFFECTS: tuple[Relation, ...] = ("set", "add", "multiply")


def diagram(model: Model) -> str:
    """The picture as SVG. KeyError if a group names an element that isn't there."""
    return graph_svg(grouped(make_graph(model, whole=True)))


def grouped(whole: Graph) -> Graph:
    """The groups as elements. A link stands where a member reaches a member over elements that are in no group."""
    kinds = {element.name: element.key for element in whole.elements}
    members = {group: [kinds[name] for name in (names or group).split()] for group, (_, names) in GROUPS.items()}
    group_of = {key: group for group, keys in members.items() for key in keys}
    onward: dict[str, list[Link]] = {}
    for link in whole.links:
        onward.setdefault(link.source, []).append(link)
    found: dict[tuple[str, str], Relation] = {}
    for key, group in group_of.items():
        for other, relation in _reached(key, onward, group_of):
            if other != group:
                pair = (group, other)
                found[pair] = "reads" if "reads" in (relation, found.get(pair)) else relation
    elements = tuple(
        Element(group, kind, group, _lines(names.split()) if names else _lines(_classes(whole)), tuple(members[group]))
        for group, (kind, names) in GROUPS.items()
    )
    return Graph(whole.name, whole.title, elements, tuple(Link(a, b, how, (Way(""),)) for (a, b), how in found.items()))


def _reached(
    start: str, onward: Mapping[str, list[Link]], group_of: Mapping[str, str]
) -> Iterator[tuple[str, Relation]]:
    """Groups that an element leads to without passing through another group's members."""
    waiting, seen = [(link, link.relation) for link in onward.get(start, ())], {start}
    while waiting:
        link, first = waiting.pop()
        how: Relation = link.relation if link.relation in _EFFECTS and link.source == start else "reads"
        if link.target in group_of:
            yield group_of[link.target], how
        elif link.target not in seen:
            seen.add(link.target)
            waiting += [(further, first) for further in onward.get(link.target, ())]


def _classes(whole: Graph) -> list[str]:
    return list(next(element.detail for element in whole.elements if element.kind == "outcome"))


def _lines(names: list[str]) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in names)
