"""Which names an expression may use where it stands, and what type they have.

There are three stages: *once*, before a path starts; *look*, at every step; *end*, when a path is finished. Questions
and observations are of the look; that they see the log after the note is the plan's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from simengine.functions import memory_functions
from simengine.language.checker import check
from simengine.language.expression import Call, Node, names, walk
from simengine.language.parse import ExpressionError
from simengine.language.types import ANY, EVENT, NUMBER, TRUTH, Scope, Type
from simengine.scenario.expand import expand
from simengine.scenario.schema import Scenario

TIME_NAMES = ("time", "year")


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of a scenario, its formulas in dependency order, and which of them are evaluated once per path."""

    once: Scope
    look: Scope
    end: Scope
    formula_order: tuple[str, ...]
    once_formulas: frozenset[str]
    measure_order: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]


def make_scopes(scenario: Scenario) -> Scopes:
    """The scopes of a scenario. Circles among formulas or measures are left in `circles`, not raised."""
    formulas = {name: _expanded(formula.expr.node, scenario) for name, formula in scenario.formulas.items()}
    measures = {name: _expanded(measure.expr.node, scenario) for name, measure in scenario.measures.items()}
    formula_order, formula_circles = in_order(formulas)
    measure_order, measure_circles = in_order(measures)
    once_formulas = _once(formulas, formula_order, set(scenario.parameters))
    signatures = {name: function.signature for name, function in memory_functions().items()}
    base: dict[str, Type] = {
        **dict.fromkeys(scenario.declared("parameters"), ANY),
        **dict.fromkeys(scenario.parameters, NUMBER),
    }
    moving: dict[str, Type] = {
        **dict.fromkeys(TIME_NAMES, NUMBER),
        **dict.fromkeys(scenario.declared("drivers"), ANY),
        **dict.fromkeys(scenario.drivers, NUMBER),
        **{name: Type("regime", driver.regimes()) for name, driver in scenario.drivers.items() if driver.regimes()},
        **dict.fromkeys((*event_names(scenario), *scenario.declared("events")), EVENT),
    }
    clock = scenario.clock
    # What could not be read may stand anywhere: its own error is told already.
    unread_formulas = dict.fromkeys(set(scenario.declared("formulas")) - set(formulas), ANY)
    full = Scope({**base, **moving, **unread_formulas}, {}, signatures, clock.date, clock.per_year)
    types = {**unread_formulas, **_formula_types(full, formulas, formula_order)}
    look_types = {**base, **moving, **types}
    look = Scope(look_types, _why_not_measures(scenario), signatures, clock.date, clock.per_year)
    measure_types = _formula_types(look, measures, measure_order)
    end = Scope(
        {**look_types, **dict.fromkeys(scenario.declared("measures"), ANY), **measure_types},
        {},
        signatures,
        clock.date,
        clock.per_year,
    )
    once_types = {**base, **unread_formulas, **{name: kind for name, kind in types.items() if name in once_formulas}}
    refused = "changes along a path; here only parameters and formulas of nothing but parameters can stand"
    elsewhere = {**dict.fromkeys(look_types, refused), **_why_not_measures(scenario)}
    memory = "remembers a path, and here none has begun"
    once = Scope(once_types, elsewhere, signatures, clock.date, clock.per_year, memory)
    return Scopes(once, look, end, formula_order, once_formulas, measure_order, (*formula_circles, *measure_circles))


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


def _once(formulas: Mapping[str, Node], order: Iterable[str], parameters: set[str]) -> frozenset[str]:
    memory = memory_functions()
    known = set(parameters)
    for name in order:
        node = formulas[name]
        if names(node) <= known and not any(isinstance(part, Call) and part.function in memory for part in walk(node)):
            known.add(name)
    return frozenset(known - parameters)


def _formula_types(scope: Scope, nodes: Mapping[str, Node], order: Iterable[str]) -> dict[str, Type]:
    """Whether each is a number or a truth; one that can't be typed counts as a number, its error is told elsewhere."""
    types = {**scope.types, **dict.fromkeys(nodes, NUMBER)}
    for name in order:
        try:
            kind = check(nodes[name], Scope(types, scope.elsewhere, scope.functions, scope.date, scope.per_year))[1]
        except ExpressionError:
            kind = NUMBER
        types[name] = TRUTH if kind == TRUTH else NUMBER
    return {name: types[name] for name in nodes}


def _expanded(node: Node, scenario: Scenario) -> Node:
    """The expression without shorthands; one that can't be written out is told elsewhere and left as it is."""
    try:
        return expand(node, scenario)
    except ExpressionError:
        return node


def _why_not_measures(scenario: Scenario) -> dict[str, str]:
    return dict.fromkeys(scenario.measures, "is a measure and exists only when a path is finished: use a formula")
