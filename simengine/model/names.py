"""The order of what a scenario names: of events, and of formulas or measures that use each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.language.expression import Node, names
from simengine.scenario.schema import Scenario


def event_names(scenario: Scenario) -> tuple[str, ...]:
    """Every event in the order of the file; one that only a branch names stands right after the event that branches."""
    ordered: dict[str, None] = {}

    def enter(name: str) -> None:
        if name in ordered:
            return
        ordered[name] = None
        event = scenario.events.get(name)
        for branch in event.branch if event else ():
            if branch not in scenario.events:
                enter(branch)

    for name in scenario.events:
        enter(name)
    return tuple(ordered)


def in_order(nodes: Mapping[str, Node]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Names so that each stands after all it uses, else in the order given; and the circles, each once."""
    places = {name: place for place, name in enumerate(nodes)}
    needs = {name: sorted(names(node) & places.keys(), key=places.__getitem__) for name, node in nodes.items()}
    order: dict[str, None] = {}
    circles: list[tuple[str, ...]] = []
    for root in nodes:
        _visit(root, needs, order, circles)
    return tuple(order), tuple(circles)


def _visit(root: str, needs: Mapping[str, list[str]], order: dict[str, None], circles: list[tuple[str, ...]]) -> None:
    """Depth first, without recursion: a chain of formulas may be long."""
    trail: dict[str, Iterator[str]] = {}
    pending = iter([root])
    while True:
        name = next(pending, None)
        if name is None:
            if not trail:
                return
            done, pending = trail.popitem()
            order.setdefault(done)
            continue
        if name in trail:
            on_trail = list(trail)
            circles.append((*on_trail[on_trail.index(name) :], name))
        elif name not in order:
            trail[name] = pending
            pending = iter(needs[name])
