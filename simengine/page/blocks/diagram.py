"""The model's diagram: who drives whom, drawn, and as a table."""

from __future__ import annotations

import re

from simengine.page.block import Block, Made, command, figure
from simengine.page.facts import Facts
from simengine.page.markup import Markup, described, joined, table, tag
from simengine.plan.graph import Graph, Link, make_graph
from simengine.report.graph_svg import graph_svg
from simengine.report.layered_layout import layered_layout
from simengine.report.numbers import spaced

_ANCHOR = "diagram-picture"
_ID = re.compile(r'\bid="(n\d+)"')
_SIZE = re.compile(r'<svg xmlns="[^"]*" width="(\d+)" height="(\d+)"')
_ONE = {"drivers": "driver", "formulas": "formula", "events": "event", "outcome": "outcome"}
_DOES = {"reads": "is read by", "set": "sets", "add": "adds to", "multiply": "multiplies", "branch": "may bring about"}


def diagram(facts: Facts) -> Block:
    """Elements by layers from left to right; the table says the same."""
    graph = make_graph(facts.run.model)
    alt = f"Who drives whom in {facts.run.name}, from left to right: {len(graph.elements)} elements"
    formula = "each element that reads another, or an event that changes one; parameters are left out"
    made = Made(command("show", "FILE.yaml", "--graph", "-o", "FILE.svg"), formula)
    rows = [
        (_titled(facts, one.kind, one.name), _ONE[one.kind], one.name, _led_to(graph, one.key))
        for one in graph.elements
    ]
    numbers = table("Every element and what it acts on", ("element", "kind", "name", "acts on"), rows)
    note = tag("p", "Resting the pointer on an element shows what it is linked to.")
    drawn = described(_scoped(graph_svg(graph, layered_layout(graph)), _ANCHOR), alt)
    return Block("diagram", "The model", joined([figure(_ANCHOR, drawn, alt, numbers, made, wide=True), note]))


def _titled(facts: Facts, kind: str, name: str) -> str:
    return facts.summary.words.title(kind, name) or spaced(name)


def _led_to(graph: Graph, key: str) -> str:
    """`is read by a, b; sets c`."""
    by: dict[str, list[str]] = {}
    for link in graph.links:
        if link.source == key:
            by.setdefault(_does(link), []).append(link.target.partition(".")[2] or link.target)
    return "; ".join(f"{does} {', '.join(names)}" for does, names in by.items())


def _does(link: Link) -> str:
    return _DOES.get(link.relation, "is followed by")


def _scoped(svg: str, anchor: str) -> Markup:
    """A picture whose ids and rules hold within the figure alone."""
    head, style, rest = re.split(r"</?style>", svg, maxsplit=2)
    style = style.replace("svg:has(#n", f"svg:has(#{anchor}-n")
    rules = "".join(f"#{anchor} {rule}}}" for rule in style.split("}") if rule)
    head = _SIZE.sub(r'<svg width="\1" height="\2" aria-hidden="true" focusable="false"', head)
    head = head.replace(' role="img"', "")
    body = f"{head}<style>{rules}</style>{rest}"
    return Markup(_ID.sub(rf'id="{anchor}-\1"', body).strip())
