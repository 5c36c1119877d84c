"""Where the boxes and arrows of a diagram lie, layer by layer from left to right, without any other program.

After K. Sugiyama, S. Tagawa and M. Toda (1981), Methods for visual understanding of hierarchical system structures,
IEEE Transactions on Systems, Man, and Cybernetics 11, 109–125: arrows that close a circle are turned; each element is
one layer after the last that leads to it; arrows over several layers get a place in each; the order in a layer is that
of the means of what is linked to it. What `dot` makes (`graph_layout`) has smoother curves; this is there always, and
the same everywhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from simengine.plan.graph import OUTCOME, Graph
from simengine.report.graph_layout import Box, Layout, Point, arrows_of, size_of

_BETWEEN, _ABOVE, _LANE = 64.0, 12.0, 5.0  # from layer to layer, between boxes, for an arrow that passes
_SWEEPS, _PULLS = 8, 6
Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Net:
    """Places by number, the elements first: by layer, their heights, and what is linked to each on either side."""

    layers: tuple[tuple[int, ...], ...]
    heights: tuple[float, ...]
    before: Mapping[int, tuple[int, ...]]
    after: Mapping[int, tuple[int, ...]]


def layered_layout(graph: Graph) -> Layout:
    """Places for all elements and links."""
    keys = [element.key for element in graph.elements]
    number = {key: at for at, key in enumerate(keys)}
    sizes = [size_of(element) for element in graph.elements]
    arrows = arrows_of(graph.links)
    ends = [(number[one.link.source], number[one.link.target]) for one in arrows]
    last = number.get(OUTCOME)
    layer = _layers(len(keys), ends, last)
    net, chains = _net(layer, ends, [height for _, height in sizes])
    y = _heights(net, _ordered(net))
    x = _across(net, [width for width, _ in sizes])
    top = min((y[at] - net.heights[at] / 2 for at in range(len(net.heights))), default=0.0)
    boxes = {key: Box(x[number[key]], y[number[key]] - top, *sizes[number[key]]) for key in keys}
    places = [(x[at], y[at] - top) for at in range(len(net.heights))]
    width = max((box.x + box.width / 2 for box in boxes.values()), default=0.0)
    height = max((y[at] - top + net.heights[at] / 2 for at in range(len(net.heights))), default=0.0)
    drawn = (
        replace(one, curve=_curve([places[at] for at in chain])) for one, chain in zip(arrows, chains, strict=True)
    )
    return Layout(boxes, tuple(drawn), width, height)


def _layers(count: int, ends: Sequence[Edge], last: int | None) -> list[int]:
    """The layer of each element: one after the last of those before it; the outcome's is the last of all."""
    after: dict[int, list[int]] = {at: [] for at in range(count)}
    for source, target in sorted(_without_circles(count, ends)):
        after[source].append(target)
    layer = [0] * count
    for at in _from_the_start(count, after):
        for then in after[at]:
            layer[then] = max(layer[then], layer[at] + 1)
    led_to = {then for found in after.values() for then in found}
    for at in range(count):
        if at not in led_to and after[at]:
            layer[at] = min(layer[then] for then in after[at]) - 1
    if last is not None:
        layer[last] = max(layer)
    return layer


def _without_circles(count: int, ends: Sequence[Edge]) -> set[Edge]:
    """The arrows, those turned that lead back to where a walk came from, in the order of the elements."""
    after: dict[int, list[int]] = {at: [] for at in range(count)}
    for source, target in ends:
        after[source].append(target)
    state, turned = [0] * count, set[Edge]()
    for start in range(count):
        stack = [(start, iter(after[start]))] if not state[start] else []
        state[start] = state[start] or 1
        while stack:
            at, rest = stack[-1]
            then = next(rest, None)
            if then is None:
                state[at] = 2
                stack.pop()
            elif state[then] == 1:
                turned.add((at, then))
            elif not state[then]:
                state[then] = 1
                stack.append((then, iter(after[then])))
    return {(b, a) if (a, b) in turned else (a, b) for a, b in ends if a != b}


def _from_the_start(count: int, after: Mapping[int, Sequence[int]]) -> list[int]:
    """All elements, each after those that lead to it."""
    waits = [0] * count
    for found in after.values():
        for then in found:
            waits[then] += 1
    order = [at for at in range(count) if not waits[at]]
    for at in order:  # grows as it goes
        for then in after[at]:
            waits[then] -= 1
            if not waits[then]:
                order.append(then)
    return order


def _net(layer: Sequence[int], ends: Sequence[Edge], heights: Sequence[float]) -> tuple[_Net, list[list[int]]]:
    """The places of elements and of passing arrows, and by arrow the places it passes from its source to its target."""
    in_layer: list[list[int]] = [[] for _ in range(max(layer, default=0) + 1)]
    for at, of in enumerate(layer):
        in_layer[of].append(at)
    sizes, chains = [height + _ABOVE for height in heights], []
    for source, target in ends:
        low, high = sorted((source, target), key=lambda at: layer[at])
        passed = list(range(len(sizes), len(sizes) + max(0, layer[high] - layer[low] - 1)))
        for at, of in zip(passed, range(layer[low] + 1, layer[high]), strict=True):
            in_layer[of].append(at)
        sizes += [_LANE] * len(passed)
        chain = [low, *passed, high]
        chains.append(chain if low == source else chain[::-1])
    steps = [pair for chain in chains for pair in itertools.pairwise(chain)]
    of_place = {at: of for of, places in enumerate(in_layer) for at in places}
    forward = [(a, b) if of_place[a] < of_place[b] else (b, a) for a, b in steps]
    before, after = _linked((b, a) for a, b in forward), _linked(forward)
    return _Net(tuple(map(tuple, in_layer)), tuple(sizes), before, after), chains


def _linked(pairs: Iterable[Edge]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for a, b in pairs:
        found.setdefault(a, []).append(b)
    return {at: tuple(others) for at, others in found.items()}


def _ordered(net: _Net) -> list[list[int]]:
    """The order in each layer with the fewest crossings of some sweeps to and fro."""
    layers = [list(places) for places in net.layers]
    best, fewest = layers, _crossings(net, layers)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        layers = [list(places) for places in layers]
        for of in range(1, len(layers)) if forth else range(len(layers) - 2, -1, -1):
            near = layers[of - 1] if forth else layers[of + 1]
            rank = {at: float(row) for row, at in enumerate(near)}
            linked = net.before if forth else net.after
            own = {at: row * len(near) / len(layers[of]) for row, at in enumerate(layers[of])}
            layers[of].sort(key=lambda at, r=rank, k=linked, o=own: _mean([r[n] for n in k.get(at, ())], o[at]))  # type: ignore[misc]
        if (found := _crossings(net, layers)) < fewest:
            best, fewest = layers, found
    return best


def _crossings(net: _Net, layers: Sequence[Sequence[int]]) -> int:
    """How many pairs of arrows cross between neighbouring layers."""
    found = 0
    for left, right in itertools.pairwise(layers):
        rank = {at: row for row, at in enumerate(right)}
        ends = [end for at in left for end in sorted(rank[then] for then in net.after.get(at, ()) if then in rank)]
        seen: list[int] = []
        for end in ends:
            found += sum(other > end for other in seen)
            seen.append(end)
    return found


def _heights(net: _Net, layers: Sequence[Sequence[int]]) -> dict[int, float]:
    """How far down each place lies: as near to what it is linked to as its layer has room."""
    y: dict[int, float] = {}
    for places in layers:
        y.update(zip(places, _apart([0.0] * len(places), [net.heights[at] for at in places]), strict=True))
    for _ in range(_PULLS):
        for places in (*layers, *layers[::-1]):
            wanted = [
                _mean([y[other] for other in (*net.before.get(at, ()), *net.after.get(at, ()))], y[at]) for at in places
            ]
            y.update(zip(places, _apart(wanted, [net.heights[at] for at in places]), strict=True))
    return y


def _apart(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, in squares, that keep their order and have room for their sizes.

    Less the room before them they only have to rise, which is isotonic regression: neighbours that don't are pooled
    (Ayer, Brunk, Ewing, Reid and Silverman 1955).
    """
    room, at = list[float](), 0.0
    for before, size in zip((0.0, *sizes), sizes, strict=False):
        at += (before + size) / 2 if room else 0.0
        room.append(at)
    pools: list[tuple[float, int]] = []
    for place, taken in zip(wanted, room, strict=True):
        pools.append((place - taken, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n), (b, m) = pools[-2:]
            pools[-2:] = [((a * n + b * m) / (n + m), n + m)]
    level = [value for value, number in pools for _ in range(number)]
    return [value + taken for value, taken in zip(level, room, strict=True)]


def _across(net: _Net, widths: Sequence[float]) -> dict[int, float]:
    """How far to the right the middle of each place lies."""
    found, left = dict[int, float](), 0.0
    for places in net.layers:
        wide = max((widths[at] for at in places if at < len(widths)), default=0.0)
        found.update(dict.fromkeys(places, left + wide / 2))
        left += wide + _BETWEEN
    return found


def _curve(points: Sequence[Point]) -> tuple[Point, ...]:
    """A chain of curves that are level where they pass a layer."""
    curve = [points[0]]
    for (x, y), (then_x, then_y) in itertools.pairwise(points):
        middle = (x + then_x) / 2
        curve += [(middle, y), (middle, then_y), (then_x, then_y)]
    return tuple(curve)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
