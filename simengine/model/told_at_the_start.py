"""Parameters that can't have another value later, since what is made of them is made once."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.language.expression import Node, names
from simengine.model.model import Model


def told_at_the_start(model: Model) -> dict[str, str]:
    """Each with whom it is told to at the start alone: `gate, a markov_chain`, or `the bounds of gate`.

    Bounds are computed once; a process may make more of what it is fed if that never changes.
    """
    parameters, once = set(model.scenario.parameters), model.once_formulas
    found: dict[str, str] = {}
    for whom, nodes in _once(model):
        read: set[str] = set()
        waiting = [name for node in nodes for name in names(node)]
        while waiting:
            name = waiting.pop()
            if name in once and name not in read:
                waiting += names(model.at("formulas", name, "expr").node)
            read.add(name)
        found |= {name: whom for name in sorted(read & parameters) if name not in found}
    return found


def _once(model: Model) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """What is evaluated once beside where drivers begin, and for whom."""
    steady = model.scenario.parameters.keys() | model.once_formulas
    for name, driver in model.drivers.items():
        process = model.scenario.drivers[name]
        fed = tuple(one.node for field, one in driver.inputs if field in process.prepared)
        if process.prepare_once is not None and all(names(node) <= steady for node in fed):
            yield f"{name}, a {process.kind}", fed
        if driver.bounds is not None:
            yield f"the bounds of {name}", tuple(one.node for one in driver.bounds)
