"""How large a number may be that is made of parameters: for who has to know before any path is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product

from simengine.language.expression import Name, Node, Number, constant, names, rebuild
from simengine.model.model import Model, number_of

_LOW, _HIGH = 0.01, 0.99
_MOST = 6  # parameters whose corners are looked at


def largest(model: Model, node: Node) -> float | None:
    """The largest value of an expression with each parameter at its 1 % or its 99 % point, or as it is later.

    None for one that has more in it than arithmetic of numbers, of formulas of such, and of six parameters at most.
    """
    used = _below(model, node)
    parameters = [name for name in model.scenario.parameters if name in used]
    if len(parameters) > _MOST:
        return None
    laws = [model.scenario.parameters[name].distribution for name in parameters]
    formulas = {
        name: number_of(model.at("formulas", name, "expr"))
        for name in model.formula_order
        if name in used & model.once_formulas
    }
    later = [model.scenario.parameters[name].later_number for name in parameters]
    ends = ((law.quantile(_LOW), law.quantile(_HIGH), then) for law, then in zip(laws, later, strict=True))
    corners = product(*([value for value in some if value is not None] for some in ends))
    values = [*_values(node, formulas, (dict(zip(parameters, corner, strict=True)) for corner in corners))]
    return max(values) if all(map(math.isfinite, values)) else None


def _below(model: Model, node: Node) -> set[str]:
    """The names an expression uses, those of its formulas too."""
    found: set[str] = set()
    waiting = [*names(node)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            inner = model.by_path.get(("formulas", name, "expr"))
            waiting += names(inner.node) if inner is not None else ()
    return found


def _values(node: Node, formulas: Mapping[str, Node], corners: Iterator[dict[str, float]]) -> Iterator[float]:
    """The value at each corner; NaN where it is more than arithmetic."""
    for known in corners:
        for name, formula in formulas.items():
            known[name] = _value(formula, known)
        yield _value(node, known)


def _value(node: Node, known: Mapping[str, float]) -> float:
    value = constant(_with(node, known))
    return math.nan if value is None else value


def _with(node: Node, known: Mapping[str, float]) -> Node:
    if isinstance(node, Name):
        return Number(known[node.name]) if node.name in known else node
    return rebuild(node, lambda child: _with(child, known))
