"""The shapes of a diagram and the course of an arrow from the border of one to the border of another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from simengine.plan.graph import Kind
from simengine.report.graph_layout import Box, Point

SLANT = 11.0  # of a hexagon's sides
HEAD_LENGTH, HEAD_WIDTH = 8.0, 6.6  # of an arrow
_HALVINGS = 30


def corners(box: Box) -> tuple[Point, ...]:
    """The six corners of an event's hexagon, from the left."""
    left, right = box.x - box.width / 2, box.x + box.width / 2
    top, bottom = box.y - box.height / 2, box.y + box.height / 2
    return (
        (left, box.y),
        (left + SLANT, top),
        (right - SLANT, top),
        (right, box.y),
        (right - SLANT, bottom),
        (left + SLANT, bottom),
    )


def is_inside(kind: Kind, box: Box, point: Point) -> bool:
    """Whether a point lies in an element's shape or on its border."""
    across, along = abs(point[0] - box.x) / (box.width / 2), abs(point[1] - box.y) / (box.height / 2)
    if kind == "formulas":
        return across**2 + along**2 <= 1.0
    if kind == "events":
        return along <= 1.0 and abs(point[0] - box.x) <= box.width / 2 - SLANT * along
    return across <= 1.0 and along <= 1.0


@dataclass(frozen=True, slots=True)
class Course:
    """An arrow's curve between two borders, and its heads: each a triangle, its tip first."""

    curve: tuple[Point, ...]
    head: tuple[Point, ...]
    back: tuple[Point, ...]


def course(
    curve: tuple[Point, ...], starts: Callable[[Point], bool], ends: Callable[[Point], bool], two_heads: bool
) -> Course:
    """A curve from middle to middle, cut where it leaves its start and where it enters its end, and cut back to its
    heads. `starts` and `ends` tell what lies inside the two shapes.
    """
    from_start = _cut(curve[::-1], starts)[::-1]
    between = _cut(from_start, ends)
    head, between = _head(between)
    back: tuple[Point, ...] = ()
    if two_heads:
        back, turned = _head(between[::-1])
        between = turned[::-1]
    return Course(between, head, back)


def _cut(curve: tuple[Point, ...], inside: Callable[[Point], bool]) -> tuple[Point, ...]:
    """The curve up to where it enters a shape for good."""
    pieces = (len(curve) - 1) // 3
    while pieces > 1 and inside(curve[3 * pieces - 3]):
        pieces -= 1
    kept = curve[: 3 * pieces + 1]
    piece = kept[-4:]
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if inside(_split(piece, middle)[3]) else (middle, high)
    return (*kept[:-4], *_split(piece, high))


def _split(piece: tuple[Point, ...], part: float) -> tuple[Point, ...]:
    """The first part of one cubic Bézier curve (de Casteljau)."""
    rows = [piece]
    while len(rows[-1]) > 1:
        rows.append(tuple(_between(a, b, part) for a, b in zip(rows[-1], rows[-1][1:], strict=False)))
    return tuple(row[0] for row in rows)


def _between(a: Point, b: Point, part: float) -> Point:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def point_from_start(curve: tuple[Point, ...], distance: float) -> Point:
    """A point on a curve about so far from its start, but in its first half."""
    start, steps = curve[0], 24
    trail = [_split(curve[i : i + 4], j / steps)[3] for i in range(0, len(curve) - 1, 3) for j in range(1, steps + 1)]
    for point in trail[: len(trail) // 2]:
        if math.dist(start, point) >= distance:
            return point
    return trail[len(trail) // 2 - 1]


def _head(curve: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The head at the end of a curve, and the curve cut back to its base."""
    tip = curve[-1]
    trimmed = _cut(curve, lambda point: math.dist(point, tip) <= HEAD_LENGTH)
    base = trimmed[-1]
    length = math.dist(base, tip) or 1.0
    across = ((tip[1] - base[1]) / length * HEAD_WIDTH / 2, (base[0] - tip[0]) / length * HEAD_WIDTH / 2)
    head = (tip, (base[0] + across[0], base[1] + across[1]), (base[0] - across[0], base[1] - across[1]))
    return head, trimmed
