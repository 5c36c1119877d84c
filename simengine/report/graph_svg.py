"""A diagram of who drives whom, as SVG.

Shapes tell the kinds of elements and dashes the kinds of links, so that it reads in grey too. Resting the pointer on an
element tells all it says and dims what is not linked to it; on an arrow, by which field and through which formulas.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from xml.sax.saxutils import escape

from simengine.plan.graph import OUTCOME, Element, Graph, Kind, Link, Relation, Way
from simengine.report.graph_layout import (
    DETAIL_SIZE,
    LINE,
    NAME_SIZE,
    Arrow,
    Box,
    Layout,
    Point,
    make_layout,
    text_width,
)
from simengine.report.graph_shapes import Course, corners, course, is_inside, point_from_start
from simengine.report.plots._style import BLUE, FAINT, INK

_FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_VERMILION = "#D55E00"  # Okabe and Ito (2008), as the other colours
_EDGE, _TITLE, _KEY = 24.0, 30.0, 34.0  # around the whole; heights of the title and of the key
_TITLE_SIZE = 15.0
_SIGNS: Mapping[Relation, str] = {"set": "=", "add": "+", "multiply": "×"}
_SAID: Mapping[Relation, str] = {"set": "sets", "add": "adds to", "multiply": "multiplies"}
_COLOURS = {"reads": FAINT, "effect": BLUE, "branch": _VERMILION}
_UNTOLD = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = (
    f"text{{fill:{INK};text-anchor:middle}}text.start{{text-anchor:start}}text.detail{{fill:{FAINT}}}"
    f".drivers>.shape{{fill:#E3EFF8;stroke:{INK};stroke-width:1.3}}"
    f".formulas>.shape{{fill:#FFFFFF;stroke:{FAINT};stroke-width:1}}"
    f".events>.shape{{fill:#FFF1D6;stroke:{INK};stroke-width:1.1}}"
    f".outcome>.shape{{fill:#FFFFFF;stroke:{INK};stroke-width:2.6}}"
    ".line{fill:none}"
    f".line.reads{{stroke:{FAINT};stroke-width:1.1}}"
    f".line.effect{{stroke:{BLUE};stroke-width:1.8;stroke-dasharray:7 3}}"
    f".line.branch{{stroke:{_VERMILION};stroke-width:1.8;stroke-dasharray:2 3}}"
    ".feel{fill:none;stroke:transparent;stroke-width:9}"
    ".arrow:hover .line{stroke-width:3}"
)
_SAMPLES: tuple[tuple[Kind, str], ...] = (
    ("drivers", "driver"),
    ("formulas", "formula"),
    ("events", "event"),
    (OUTCOME, "outcome"),
)
_LINES = (
    ("reads", "is read by"),
    ("effect", "an event sets =, adds to +, multiplies ×"),
    ("branch", "may come of it"),
)
_KEY_LINE = _TITLE + 4.0


def graph_svg(graph: Graph, layout: Layout | None = None) -> str:
    """The diagram of a graph: the same bytes for the same graph. Without a `layout` Graphviz makes it.

    Raises:
        NoGraphvizError: if it has to, and the package that brings it is not installed.
    """
    layout = make_layout(graph) if layout is None else layout
    key, key_width = _key(graph)
    inner = max(layout.width, text_width(graph.title, _TITLE_SIZE) * 1.1, key_width)
    width, height = f"{inner + 2 * _EDGE:.0f}", f"{layout.height + _TITLE + _KEY + 2 * _EDGE:.0f}"
    sizes = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {sizes} role="img" font-family="{_FONT}">',
        f"<title>{_text(graph.name)}: who drives whom</title>",
        f"<style>{_STYLE}{''.join(_dimming(graph, layout))}</style>",
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        f'<g transform="translate({_EDGE:g} {_EDGE:g})">',
        f'<text class="start" x="0" y="12" font-size="{_TITLE_SIZE:g}" font-weight="bold">{_text(graph.title)}</text>',
        *key,
        "</g>",
        f'<g transform="translate({_EDGE + (inner - layout.width) / 2:g} {_EDGE + _TITLE + _KEY:g})">',
        *_body(graph, layout),
        "</g>",
        "</svg>",
    ]
    return "\n".join([*lines, ""])


def _dimming(graph: Graph, layout: Layout) -> Iterator[str]:
    """While the pointer rests on an element, arrows of others are faint."""
    used = {key for arrow in layout.arrows for key in (arrow.link.source, arrow.link.target)}
    for index, element in enumerate(graph.elements):
        if element.key in used:
            yield f"svg:has(#n{index}:hover) .arrow:not(.n{index}){{opacity:.12}}"


def _body(graph: Graph, layout: Layout) -> Iterator[str]:
    elements = {element.key: element for element in graph.elements}
    number = {key: f"n{index}" for index, key in enumerate(elements)}
    signs: list[Point] = []
    for arrow in layout.arrows:
        way = _course(arrow, elements, layout.boxes)
        said = [_sentence(link) for link in (arrow.link, arrow.back) if link is not None]
        yield f'<g class="arrow {number[arrow.link.source]} {number[arrow.link.target]}">'
        yield f"<title>{_text(chr(10).join(said))}</title>"
        yield from _arrow(arrow, way)
        if arrow.link.relation in _SIGNS:
            yield from _sign(arrow.link.relation, _place_of_sign(way, signs))
        yield "</g>"
    for key, element in elements.items():
        yield f'<g class="{element.kind}" id="{number[key]}">'
        yield f"<title>{_text(_title(element))}</title>"
        yield from _element(element, layout.boxes[key])
        yield "</g>"


def _course(arrow: Arrow, elements: Mapping[str, Element], boxes: Mapping[str, Box]) -> Course:
    source, target = arrow.link.source, arrow.link.target
    starts = partial(is_inside, elements[source].kind, boxes[source])
    ends = partial(is_inside, elements[target].kind, boxes[target])
    return course(arrow.curve, starts, ends, arrow.back is not None)


# Elements


def _element(element: Element, box: Box) -> Iterator[str]:
    yield _shape(element.kind, box)
    base = box.y - (NAME_SIZE + LINE * len(element.detail)) / 2 + NAME_SIZE - 1.5
    yield f'<text x="{box.x:.1f}" y="{base:.1f}" font-size="{NAME_SIZE:g}">{_text(element.name)}</text>'
    for index, line in enumerate(element.detail, 1):
        at = f'x="{box.x:.1f}" y="{base + LINE * index:.1f}"'
        yield f'<text class="detail" {at} font-size="{DETAIL_SIZE:g}">{_text(line)}</text>'


def _shape(kind: Kind, box: Box) -> str:
    if kind == "formulas":
        size = f'rx="{box.width / 2:.1f}" ry="{box.height / 2:.1f}"'
        return f'<ellipse class="shape" cx="{box.x:.1f}" cy="{box.y:.1f}" {size}/>'
    if kind == "events":
        return f'<polygon class="shape" points="{_points(corners(box))}"/>'
    place = f'x="{box.x - box.width / 2:.1f}" y="{box.y - box.height / 2:.1f}"'
    rounded = ' rx="8"' if kind == "drivers" else ""
    return f'<rect class="shape" {place} width="{box.width:.1f}" height="{box.height:.1f}"{rounded}/>'


def _title(element: Element) -> str:
    own = [f"reads itself: {_ways(element.own)}"] if element.own else []
    return "\n".join([element.name, *element.words, *own])


# Arrows


def _arrow(arrow: Arrow, way: Course) -> Iterator[str]:
    kind = _kind(arrow.link.relation)
    line = f"M{_points(way.curve[:1])}C{_points(way.curve[1:])}"
    yield f'<path class="feel" d="{line}"/>'
    yield f'<path class="line {kind}" d="{line}"/>'
    yield f'<polygon points="{_points(way.head)}" fill="{_COLOURS[kind]}"/>'
    if arrow.back is not None:
        yield f'<polygon points="{_points(way.back)}" fill="{_COLOURS[_kind(arrow.back.relation)]}"/>'


def _place_of_sign(way: Course, signs: list[Point]) -> Point:
    """Near the start of an arrow, apart from the signs that are there; it is added to these."""
    places = [point_from_start(way.curve, 18.0 + 8.0 * further) for further in range(9)]
    free = (place for place in places if all(math.dist(place, other) >= 16.0 for other in signs))
    signs.append(next(free, places[0]))
    return signs[-1]


def _sign(relation: Relation, place: Point) -> Iterator[str]:
    x, y = place
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#FFFFFF" stroke="{BLUE}"/>'
    yield f'<text x="{x:.1f}" y="{y + 3.8:.1f}" font-size="11" font-weight="bold">{_SIGNS[relation]}</text>'


def _kind(relation: Relation) -> str:
    return "effect" if relation in _SIGNS else "branch" if relation == "after" else relation


def _sentence(link: Link) -> str:
    source, target = (key.partition(".")[2] or key for key in (link.source, link.target))
    if link.relation in _SAID:
        return f"{source} {_SAID[link.relation]} {target}: {link.ways[0].field}"
    if link.relation == "branch":
        return f"{source} → {target}, a branch: {link.ways[0].field}"
    if link.relation == "after":
        return f"{source} → {target}, later by {link.ways[0].field}"
    ways = _ways(link.ways)
    return f"{source} → {target}: {ways}" if ways else f"{source} → {target}"


def _ways(ways: tuple[Way, ...]) -> str:
    parts = (f"{way.field} through {', '.join(way.through)}" if way.through else way.field for way in ways)
    return "; ".join(part.strip() for part in parts)


# The key


def _key(graph: Graph) -> tuple[list[str], float]:
    """What shapes and lines mean, as far as they occur, in a row; and the width of it."""
    kinds = {element.kind for element in graph.elements}
    relations = {_kind(link.relation) for link in graph.links}
    lines: list[str] = []
    x = 0.0
    for kind, text in _SAMPLES:
        if kind in kinds:
            width = text_width(text, DETAIL_SIZE) + 26.0
            lines += _shape_in_key(kind, text, Box(x + width / 2, _KEY_LINE, width, 18.0))
            x += width + 12.0
    for relation, text in _LINES:
        if relation in relations:
            lines += _line_in_key(relation, text, x)
            x += 52.0 + text_width(text, DETAIL_SIZE) + 12.0
    return lines, x


def _shape_in_key(kind: Kind, text: str, box: Box) -> Iterator[str]:
    yield f'<g class="{kind}">'
    yield _shape(kind, box)
    yield f'<text x="{box.x:.1f}" y="{box.y + 3:.1f}" font-size="{DETAIL_SIZE:g}">{text}</text>'
    yield "</g>"


def _line_in_key(relation: str, text: str, x: float) -> Iterator[str]:
    yield f'<path class="line {relation}" d="M{x:.1f},{_KEY_LINE:g}h38"/>'
    head = ((x + 46.0, _KEY_LINE), (x + 38.0, _KEY_LINE - 3.3), (x + 38.0, _KEY_LINE + 3.3))
    yield f'<polygon points="{_points(head)}" fill="{_COLOURS[relation]}"/>'
    yield f'<text class="start" x="{x + 52:.1f}" y="{_KEY_LINE + 3:g}" font-size="{DETAIL_SIZE:g}">{text}</text>'


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _text(text: str) -> str:
    """A text as XML can hold it: without control characters."""
    return escape(_UNTOLD.sub("\N{REPLACEMENT CHARACTER}", text))
