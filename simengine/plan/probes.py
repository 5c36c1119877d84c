"""A plan that also computes, at every step, parts of its expressions that nobody asks for by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simengine.language.expression import Call, Node, Slot, constant, walk
from simengine.language.wording import shown
from simengine.plan.invariants import INVARIANTS
from simengine.plan.plan import Cell, Plan
from simengine.yaml.nodes import KeyPath

EXTREMES = ("min", "max")


@dataclass(frozen=True, slots=True)
class Extreme:
    """A `min` or `max` that stands at a path of the scenario: its terms, and the names that hold their values."""

    path: KeyPath
    function: str
    text: str
    terms: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """The `hazard` of an event, which names things that may move: `moving`, by the names of the scenario.

    `parts` are all its slots, each with the name that holds its values; `name` holds the hazard's own.
    """

    event: str
    text: str
    moving: tuple[str, ...]
    name: str
    hazard: Node
    parts: tuple[tuple[Slot, str], ...]


@dataclass(frozen=True, slots=True)
class Pull:
    """What a driver with a level, a speed and a volatility is fed, by the names that hold the values."""

    driver: str
    process: str
    level: str
    speed: str
    volatility: str


@dataclass(frozen=True, slots=True)
class Probed:
    """A plan whose look has the terms of every extreme, the rate of every hazard and what pulls every driver."""

    plan: Plan
    extremes: tuple[Extreme, ...]
    rates: tuple[Rate, ...]
    pulls: tuple[Pull, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What is to be kept: all probes, and the drivers that are pulled."""
        terms = (name for one in self.extremes for name in one.names)
        inputs = (name for one in self.pulls for name in (one.driver, one.level, one.speed, one.volatility))
        rates = (name for one in self.rates for name in (one.name, *(held for _, held in one.parts)))
        return tuple(dict.fromkeys((*terms, *rates, *inputs)))


def probed(plan: Plan) -> Probed:
    """The plan with probes in its look, without observations and questions; its paths are otherwise the same.

    Extremes inside what a function with memory remembers are left out, and those read at the end only.
    """
    probes = _Probes(plan)
    extremes = tuple(probes.extremes())
    rates = tuple(probes.rates())
    pulls = tuple(probes.pulls())
    always = (replace(cell, only_when_read=False) for cell in plan.look)
    note = tuple(replace(cell, only_when_read=False) for cell in plan.note)
    look = (*always, *probes.cells)
    return Probed(replace(plan, look=look, note=note, values=probes.next_slot), extremes, rates, pulls)


class _Probes:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.next_slot = plan, plan.values
        self.cells: list[Cell] = []
        self._held: dict[int, str] = {}
        self._still = {one.slot for one in plan.parameters} | {cell.slot for cell in plan.once}

    def extremes(self) -> Iterator[Extreme]:
        for path, node in _read_in_look(self.plan):
            for call in walk(node):
                if isinstance(call, Call) and call.function in EXTREMES:
                    names = tuple(self._probe(term) for term in call.arguments)
                    terms = tuple(shown(term) for term in call.arguments)
                    yield Extreme(path, call.function, shown(call, 80), terms, names)

    def rates(self) -> Iterator[Rate]:
        for event in self.plan.events:
            if event.hazard is not None:
                slots = [part for part in walk(event.hazard) if isinstance(part, Slot)]
                moving = tuple(dict.fromkeys(slot.name for slot in slots if slot.index not in self._still))
                if moving:
                    parts = tuple((slot, self._holds(slot)) for slot in {slot.index: slot for slot in slots}.values())
                    text, name = shown(event.hazard, 80), self._probe(event.hazard)
                    yield Rate(event.name, text, moving, name, event.hazard, parts)

    def pulls(self) -> Iterator[Pull]:
        for driver in self.plan.drivers:
            inputs = dict(driver.inputs)
            if {"level", "speed", "volatility"} <= inputs.keys():
                names = [self._probe(inputs[field]) for field in ("level", "speed", "volatility")]
                yield Pull(driver.name, driver.process, *names)

    def _holds(self, slot: Slot) -> str:
        """The name that holds what a slot does."""
        if slot.index not in self._held:
            self._held[slot.index] = self._probe(slot)
        return self._held[slot.index]

    def _probe(self, node: Node) -> str:
        name = f"probe {len(self.cells)}"  # no element of a scenario has such a name
        self.cells.append(Cell(name, self.next_slot, node))
        self.next_slot += 1
        return name


def _read_in_look(plan: Plan) -> Iterator[tuple[KeyPath, Node]]:
    """The expressions whose values are known at every step, with where they stand."""
    for cell in (*plan.once, *plan.look):
        if isinstance(cell, Cell) and not cell.name.startswith(INVARIANTS):
            yield ("formulas", cell.name), cell.expr
    for driver in plan.drivers:
        yield from ((("drivers", driver.name, field), node) for field, node in driver.inputs)
    for event in plan.events:
        if event.hazard is not None:
            yield ("events", event.name, "hazard"), event.hazard
        if event.when is not None:
            yield ("events", event.name, "when"), event.when
        for effect in event.effects:
            if constant(effect.amount) is None:
                yield ("events", event.name, "effects", plan.drivers[effect.driver].name), effect.amount
