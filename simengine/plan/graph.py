"""Who drives whom: the elements of a scenario and the ways from one to another, read off its plan.

Parameters drive everything and are left out, and so are formulas of nothing but parameters. A formula that ways only
pass through, because one thing uses it or one thing feeds it, is folded into the ways it stands on, unless the whole is
asked for. Measures are folded into the outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from simengine.distributions import Distribution
from simengine.language.expression import Node, Slot, walk
from simengine.language.fields import OTHERWISE
from simengine.model.model import Model
from simengine.plan.graph_words import all_words, delay_words, detail_of
from simengine.plan.plan import Cell, EventPlan, MemoryCell, Plan, ShiftedCell
from simengine.plan.planning import make_plan
from simengine.scenario.schema import Scenario

Kind = Literal["drivers", "formulas", "events", "outcome"]
Relation = Literal["reads", "set", "add", "multiply", "branch", "after"]
OUTCOME: Final = "outcome"


@dataclass(frozen=True, slots=True)
class Way:
    """By which field an element reads another, and the formulas or measures on the way."""

    field: str
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """A driver, formula, event or the outcome. `detail` says in a few words what it is, `words` all of it.

    `own` are the ways by which it reads itself.
    """

    key: str
    kind: Kind
    name: str
    detail: tuple[str, ...]
    words: tuple[str, ...]
    own: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow. A link that `reads` goes from what is read to who reads it, by one or more ways.

    The others go from an event to the driver it sets, adds to or multiplies, or to the event that may come of it
    or follows it; their one way tells the amount, the chance or the delay.
    """

    source: str
    target: str
    relation: Relation
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Elements in the order of the plan, drivers first, and links in the order of their ends."""

    name: str
    title: str
    elements: tuple[Element, ...]
    links: tuple[Link, ...]


def make_graph(model: Model, whole: bool = False) -> Graph:
    """The graph of a scenario; the `whole` has every formula by itself."""
    scenario, plan = model.scenario, make_plan(model)
    reads = _Reads(plan)
    moving = [cell.name for cell in plan.look if isinstance(cell, Cell)]
    for measure in plan.measures:
        reads.fold(f"measures.{measure.name}")
    if not whole:
        reads.fold_where_ways_pass([f"formulas.{name}" for name in moving])
    keys = [f"drivers.{driver.name}" for driver in plan.drivers]
    keys += [key for name in moving if (key := f"formulas.{name}") not in reads.folded]
    keys += [f"events.{event.name}" for event in plan.events]
    keys += [OUTCOME] if plan.classes else []
    words = all_words(scenario)
    place = {key: index for index, key in enumerate(keys)}
    links = sorted((*reads.links(), *_consequences(scenario)), key=lambda a: (place[a.source], place[a.target]))
    return Graph(
        name=plan.name,
        title=plan.title,
        elements=tuple(_element(key, scenario, words.get(key, ()), reads) for key in keys),
        links=tuple(links),
    )


def _element(key: str, scenario: Scenario, words: tuple[str, ...], reads: _Reads) -> Element:
    kind, _, name = key.partition(".")
    return Element(key, _KINDS[kind], name or OUTCOME, detail_of(key, scenario), words, reads.ways(key, key))


_KINDS: dict[str, Kind] = {"drivers": "drivers", "formulas": "formulas", "events": "events", OUTCOME: OUTCOME}


def _consequences(scenario: Scenario) -> Iterator[Link]:
    """What events do to drivers, and the events that may come of them."""
    for name, event in scenario.events.items():
        for driver, effect in event.effects.items():
            yield Link(f"events.{name}", f"drivers.{driver}", effect.operation, (Way(effect.amount.text),))
        if event.after is not None:
            yield Link(f"events.{event.after}", f"events.{name}", "after", (Way(delay_words(event.delay)),))
        for branch, chance in event.branch.items():
            yield Link(f"events.{name}", f"events.{branch}", "branch", (Way(chance.text if chance else OTHERWISE),))


class _Reads:
    """Who reads whom: for each pair of keys its fields, each with what lies on the way."""

    def __init__(self, plan: Plan) -> None:
        self._owners = _owners(plan)
        self._memory = {cell.slot: cell for cell in (*plan.look, *plan.note) if isinstance(cell, MemoryCell)}
        self._pairs: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
        self._place: dict[tuple[str, str], int] = {}  # of a field, in the order of the plan
        self.folded: set[str] = set()
        for target, field, node in _expressions(plan):
            self._place.setdefault((target, field), len(self._place))
            for source in dict.fromkeys(self._sources(node)):
                self._pairs.setdefault((source, target), {})[field] = {}

    def _sources(self, node: Node) -> Iterator[str]:
        """The elements an expression reads, those inside its functions with memory too."""
        for part in walk(node):
            if isinstance(part, Slot):
                if part.index in self._owners:
                    yield self._owners[part.index]
                elif part.index in self._memory:
                    for argument in self._memory[part.index].arguments:
                        yield from self._sources(argument)

    def links(self) -> Iterator[Link]:
        """Every pair that is left, but for what an element reads of itself."""
        for source, target in self._pairs:
            if source != target:
                yield Link(source, target, "reads", self.ways(source, target))

    def ways(self, source: str, target: str) -> tuple[Way, ...]:
        """How one reads the other."""
        fields = self._pairs.get((source, target), {})
        order = sorted(fields, key=lambda field: self._place[target, field])
        return tuple(Way(field, tuple(fields[field])) for field in order)

    def fold_where_ways_pass(self, formulas: Iterable[str]) -> None:
        """Fold each formula that has one user or one source at most; it leaves no more links than there were."""
        open_ones = list(formulas)
        while True:
            sources = Counter(target for _, target in self._pairs)
            users = Counter(source for source, _ in self._pairs)
            found = next((key for key in open_ones if min(sources[key], users[key]) <= 1), None)
            if found is None:
                return
            open_ones.remove(found)
            self.fold(found)

    def fold(self, key: str) -> None:
        """Join what it reads to what reads it."""
        into = {source: fields for (source, target), fields in self._pairs.items() if target == key}
        out = {target: fields for (source, target), fields in self._pairs.items() if source == key}
        self._pairs = {pair: fields for pair, fields in self._pairs.items() if key not in pair}
        self.folded.add(key)
        name = key.partition(".")[2]
        for source, before in into.items():
            earlier = {step: None for through in before.values() for step in through}
            for target, fields in out.items():
                found = self._pairs.setdefault((source, target), {})
                for field, through in fields.items():
                    found.setdefault(field, {}).update({**earlier, name: None, **through})


def _owners(plan: Plan) -> dict[int, str]:
    """The element each slot among the values tells of; an event has three slots."""
    owners = {driver.slot: f"drivers.{driver.name}" for driver in plan.drivers}
    owners |= {cell.slot: f"formulas.{cell.name}" for cell in plan.look if isinstance(cell, Cell)}
    owners |= {cell.slot: cell.origin for cell in plan.look if isinstance(cell, ShiftedCell)}
    owners |= {measure.slot: f"measures.{measure.name}" for measure in plan.measures}
    for event in plan.events:
        owners |= dict.fromkeys(range(event.slot, event.slot + 3), f"events.{event.name}")
    return owners


def _expressions(plan: Plan) -> Iterator[tuple[str, str, Node]]:
    """Every expression that is evaluated along a path: of which element, in which of its fields."""
    for driver in plan.drivers:
        for field, node in driver.inputs:
            yield f"drivers.{driver.name}", field, node
    for cell in plan.look:
        if isinstance(cell, Cell):
            yield f"formulas.{cell.name}", "", cell.expr
    for event in plan.events:
        for field, node in _of_event(plan, event):
            yield f"events.{event.name}", field, node
    for measure in plan.measures:
        yield f"measures.{measure.name}", "", measure.expr
    for name, condition in plan.classes:
        if condition is not None:
            yield OUTCOME, name, condition


def _of_event(plan: Plan, event: EventPlan) -> Iterator[tuple[str, Node]]:
    if event.hazard is not None:
        yield "hazard", event.hazard
    if event.when is not None:
        yield "when", event.when
    if event.delay is not None and not isinstance(event.delay, Distribution):
        yield "delay", event.delay
    for effect in event.effects:
        yield f"effect on {plan.drivers[effect.driver].name}", effect.amount
    for index, chance in event.branch:
        if chance is not None:
            yield f"chance of {plan.events[index].name}", chance
