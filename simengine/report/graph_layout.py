"""Where the boxes and arrows of a diagram lie: sizes from the texts, places from Graphviz's `dot`, from left to right.

`dot` (Gansner, Koutsofios, North and Vo 1993) is asked for places only. It never sees a text, so that no font of this
machine plays a part, and the same graph has the same layout wherever Graphviz is of the same version.
"""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import SimengineError
from simengine.plan.graph import OUTCOME, Element, Graph, Kind, Link

Point = tuple[float, float]
_INCH = 72.0  # points; a point is drawn as a unit of the SVG
NAME_SIZE, DETAIL_SIZE, LINE = 12.0, 9.0, 12.0  # heights of letters; of a line of detail
_CARE = "splines=true, mclimit=8, searchsize=100"  # few crossings, curves around boxes
_HASTE = "splines=line, mclimit=0.1, nslimit=0.1, nslimit1=0.1"  # for so many arrows that it would take minutes
_MANY = 300
_ROUND_ABOUT: Mapping[Kind, Point] = {  # what a shape needs beside its text, in width and height
    "drivers": (18.0, 10.0),
    "formulas": (26.0, 12.0),
    "events": (34.0, 10.0),
    "outcome": (22.0, 16.0),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle and its size; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link, or two that lie between the same elements in opposite directions, and its course.

    `curve` are the points of a chain of cubic Bézier curves: one, then three for each; it goes from the source of
    `link` to its target. An arrow that goes `back` carries the opposite link too, and has a head at either end.
    """

    link: Link
    back: Link | None
    curve: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by the keys of their elements, arrows, and the size of the whole."""

    boxes: Mapping[str, Box]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


class NoGraphvizError(SimengineError):
    """Graphviz is not there to make a layout."""


def make_layout(graph: Graph) -> Layout:
    """Places for all elements and links.

    Raises:
        NoGraphvizError: if the package that brings Graphviz is not installed.
    """
    try:
        from pygraphviz import AGraph  # noqa: PLC0415 (only who draws a diagram waits for it)
    except ImportError as error:
        remedy = f"{Path(sys.executable).as_posix()} -m pip install pygraphviz"
        raise NoGraphvizError(f"a diagram is laid out by Graphviz, which is not here ({error}): {remedy}") from None
    sizes = {element.key: size_of(element) for element in graph.elements}
    arrows = arrows_of(graph.links)
    drawn = AGraph(string=_question(graph, sizes, arrows))
    drawn.layout(prog="dot")
    left, bottom, right, top = _numbers(drawn.graph_attr["bb"])
    boxes = {}
    for number, (key, size) in enumerate(sizes.items()):
        x, y = _numbers(drawn.get_node(f"n{number}").attr["pos"])
        boxes[key] = Box(x - left, top - y, *size)
    curves = {edge.attr["id"]: edge.attr["pos"] for edge in drawn.edges_iter()}
    placed = []
    for number, arrow in enumerate(arrows):
        curve = [(x - left, top - y) for x, y in _curve(curves[f"e{number}"])]
        if arrow.link.target == OUTCOME:  # all end at one place, of which `dot` may fall short by a point
            curve[-1] = _left_side(boxes[OUTCOME])
        placed.append(Arrow(arrow.link, arrow.back, tuple(curve)))
    return Layout(boxes, tuple(placed), right - left, top - bottom)


def _left_side(box: Box) -> Point:
    return box.x - box.width / 2, box.y


def arrows_of(links: Sequence[Link]) -> list[Arrow]:
    """One for each pair of elements; of two opposite links the consequence of an event leads."""
    ends: dict[frozenset[str], list[Link]] = {}
    for link in links:
        ends.setdefault(frozenset((link.source, link.target)), []).append(link)
    arrows = []
    for pair in ends.values():
        first, *others = sorted(pair, key=lambda link: link.relation == "reads")
        back = [link for link in others if link.source == first.target]
        arrows += [Arrow(first, back[0] if back else None)]
        arrows += [Arrow(link, None) for link in others if link not in back[:1]]
    return arrows


def _question(graph: Graph, sizes: Mapping[str, Point], arrows: Sequence[Arrow]) -> str:
    """What `dot` is asked, in its language; elements and arrows go by numbers."""
    number = {element.key: f"n{index}" for index, element in enumerate(graph.elements)}
    lines = [
        f"digraph {{ graph [rankdir=LR, nodesep=0.16, ranksep=0.55, {_CARE if len(arrows) <= _MANY else _HASTE}]",
        'node [shape=box, fixedsize=true, label=""] edge [arrowhead=none, headclip=false, tailclip=false]',
    ]
    for element in graph.elements:
        width, height = sizes[element.key]
        lines.append(f"{number[element.key]} [width={width / _INCH:.4f}, height={height / _INCH:.4f}]")
    lines += [f"{{rank=max; {number[element.key]}}}" for element in graph.elements if element.kind == "outcome"]
    for index, arrow in enumerate(arrows):
        port = ", headport=w" if arrow.link.target == OUTCOME else ""
        lines.append(f"{number[arrow.link.source]} -> {number[arrow.link.target]} [id=e{index}{port}]")
    return "\n".join([*lines, "}"])


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def _curve(text: str) -> list[Point]:
    points = [_numbers(part) for part in text.split() if part[0] not in "es"]
    return [(x, y) for x, y in points]


def size_of(element: Element) -> Point:
    """The width and height of an element's shape: room for its texts in a wide font."""
    texts = [text_width(element.name, NAME_SIZE), *(text_width(line, DETAIL_SIZE) for line in element.detail)]
    beside, above = _ROUND_ABOUT[element.kind]
    width, height = max(texts) + beside, NAME_SIZE + 4.0 + LINE * len(element.detail) + above
    return 2.0 * math.ceil(width / 2), 2.0 * math.ceil(height / 2)  # `dot` rounds half a side to whole points


def text_width(text: str, size: float) -> float:
    """The width of a text at most, in the widest of the usual fonts (DejaVu Sans)."""
    return size * sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    if letter in "iIjl.,:;'|! ":
        return 0.34
    if letter in "ftr()[]/-":
        return 0.42
    if letter in "mwMW%@" or letter == "—":
        return 1.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return 0.72 if letter.isupper() else 0.64
