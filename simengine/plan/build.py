"""The plan of a scenario, part by part."""

from __future__ import annotations

from simengine.language.clock import period
from simengine.language.expression import Node, Number, Slot, walk
from simengine.plan.lower import Lowering
from simengine.plan.needs import staged, traced
from simengine.plan.plan import (
    YEAR,
    Cell,
    DriverPlan,
    EffectPlan,
    EventPlan,
    Key,
    Mixing,
    ObservationPlan,
    ParameterMixing,
    ParameterPlan,
    Plan,
    QuestionPlan,
)
from simengine.processes import Process
from simengine.processes._base import Draw
from simengine.randomness.correlation import symmetric_root
from simengine.randomness.keys import stream_key
from simengine.scenario.check_links import components, normal_correlations
from simengine.scenario.schema import Effect, Event, Question, Scenario
from simengine.scenario.scopes import TIME_NAMES, event_names, make_scopes

LOG_PLACES = 3


def make_plan(scenario: Scenario, seed: int | None = None, nested: int | None = None) -> Plan:
    """The plan of a scenario; `seed` and `nested` override what it says under `simulate`."""
    builder = _Builder(scenario, scenario.simulate.seed if seed is None else seed)
    return builder.plan(scenario.simulate.nested if nested is None else nested)


class _Builder:
    def __init__(self, scenario: Scenario, seed: int) -> None:
        self._scenario = scenario
        self._seed = seed
        self._events = event_names(scenario)
        self._drivers = tuple(scenario.drivers)
        slots = dict(zip(TIME_NAMES, range(YEAR + 1), strict=True))
        for name in (*scenario.parameters, *scenario.drivers):
            slots[name] = len(slots)
        next_slot = len(slots)
        for name in self._events:
            slots[name] = next_slot
            next_slot += LOG_PLACES
        self._lowering = Lowering(scenario, make_scopes(scenario), slots, next_slot)

    def plan(self, nested: int) -> Plan:
        scenario = self._scenario
        once = self._once()
        for name in self._lowering.scopes.formula_order:
            if name not in self._lowering.scopes.once_formulas:
                self._lowering.formula(name)
        drivers = tuple(self._driver(name, driver) for name, driver in scenario.drivers.items())
        events = traced(tuple(self._event(name) for name in self._events))
        observations = self._observations()
        questions = tuple(self._question(name, question) for name, question in scenario.questions.items())
        measures = self._measures()
        classes = self._classes()
        look, note = staged(tuple(self._lowering.look), tuple(self._lowering.note), drivers, events)
        return Plan(
            name=scenario.name,
            title=scenario.title,
            clock=scenario.clock,
            seed=self._seed,
            nested=nested,
            parameters=tuple(self._parameter(name) for name in scenario.parameters),
            parameter_mixing=self._parameter_mixing(),
            once=once,
            drivers=drivers,
            mixing=self._mixing(),
            events=events,
            observations=observations,
            measures=measures,
            classes=classes,
            questions=questions,
            look=look,
            note=note,
            values=self._lowering.next_slot,
            units=self._units(),
            plugins=scenario.plugins,
        )

    def _key(self, section: str, name: str, stream: str | None) -> Key:
        return stream_key(self._seed, section, stream or name)

    def _parameter(self, name: str) -> ParameterPlan:
        parameter = self._scenario.parameters[name]
        key = self._key("parameters", name, parameter.stream)
        return ParameterPlan(name, self._lowering.slots[name], key, parameter.distribution)

    def _parameter_mixing(self) -> tuple[ParameterMixing, ...]:
        order = tuple(self._scenario.parameters)
        return tuple(
            ParameterMixing(tuple(order.index(name) for name in members), symmetric_root(matrix))
            for members, matrix in components(normal_correlations(self._scenario))
        )

    def _once(self) -> tuple[Cell, ...]:
        cells = []
        scopes = self._lowering.scopes
        for name in scopes.formula_order:
            if name in scopes.once_formulas:
                expr = self._lowering.either(self._scenario.formulas[name].expr.node, "look", scopes.look)
                self._lowering.slots[name] = self._lowering.new_slot()
                cells.append(Cell(name, self._lowering.slots[name], expr))
        return tuple(cells)

    def _driver(self, name: str, driver: Process) -> DriverPlan:
        lowering, once = self._lowering, self._lowering.scopes.once
        inputs = tuple((field, lowering.number(node)) for field, node in driver.inputs(self._scenario.clock))
        fixed = {lowering.slots[known] for known in (*self._scenario.parameters, *lowering.scopes.once_formulas)}
        prepared_once = all(
            part.index in fixed
            for field, node in inputs
            if field in driver.prepared
            for part in walk(node)
            if isinstance(part, Slot)
        )
        bounds = driver.bounds
        return DriverPlan(
            name,
            lowering.slots[name],
            driver.kind,
            self._key("drivers", name, driver.stream),
            lowering.number(driver.start(self._scenario.clock), scope=once),
            inputs,
            tuple(driver.prepared),
            prepared_once,
            _draws(driver),
            (lowering.number(bounds[0].node, scope=once), lowering.number(bounds[1].node, scope=once))
            if bounds
            else None,
        )

    def _mixing(self) -> tuple[Mixing, ...]:
        return tuple(
            Mixing(tuple(self._drivers.index(name) for name in members), symmetric_root(matrix))
            for members, matrix in components(self._scenario.correlations)
        )

    def _event(self, name: str) -> EventPlan:
        event = self._scenario.events.get(name) or Event()
        lowering = self._lowering
        effects = tuple(
            EffectPlan(self._drivers.index(driver), effect.operation, self._amount(driver, effect))
            for driver, effect in event.effects.items()
        )
        branch = tuple(
            (self._events.index(branch), lowering.number(chance.node) if chance else None)
            for branch, chance in event.branch.items()
        )
        return EventPlan(
            name,
            lowering.slots[name],
            self._key("events", name, event.stream),
            lowering.number(event.hazard.node) if event.hazard else None,
            lowering.truth(event.when.node) if event.when else None,
            self._step(event.at),
            self._step(event.latest),
            event.repeats,
            effects,
            branch,
            once_a_step=event.each is not None,
        )

    def _amount(self, driver: str, effect: Effect) -> Node:
        regimes = self._scenario.drivers[driver].regimes()
        if regimes and effect.regime is not None:
            return Number(float(regimes.index(effect.regime)))
        return self._lowering.number(effect.amount.node)

    def _step(self, date: str | None) -> int | None:
        return None if date is None else self._scenario.clock.step_at(period(date).first)

    def _reading_step(self, date: str) -> int:
        return 0 if date == "start" else self._scenario.clock.reading_step(period(date).after)

    def _observations(self) -> tuple[ObservationPlan, ...]:
        return tuple(
            ObservationPlan(
                name, self._reading_step(seen.at), self._lowering.number(seen.expr.node, "note"), *seen.between
            )
            for name, seen in self._scenario.observe.items()
        )

    def _question(self, name: str, question: Question) -> QuestionPlan:
        lowering = self._lowering
        if question.when is not None:
            expr = lowering.truth(question.when.node, "note")
        else:
            expr = lowering.number(question.value.node if question.value else Number(0.0), "note")
        return QuestionPlan(
            name,
            question.text,
            question.unit or "",
            "value" if question.when is None else "chance",
            self._reading_step(question.date),
            expr,
            lowering.truth(question.given.node, "note") if question.given else None,
        )

    def _measures(self) -> tuple[Cell, ...]:
        lowering = self._lowering
        cells = {}
        for name in lowering.scopes.measure_order:
            expr = lowering.either(self._scenario.measures[name].expr.node, "note", lowering.scopes.end)
            lowering.slots[name] = lowering.new_slot()
            cells[name] = Cell(name, lowering.slots[name], expr)
        return tuple(cells.values())

    def _classes(self) -> tuple[tuple[str, Node | None], ...]:
        lowering, end = self._lowering, self._lowering.scopes.end
        return tuple(
            (name, lowering.truth(found.condition.node, "note", end) if found.condition else None)
            for name, found in self._scenario.outcome.items()
        )

    def _units(self) -> tuple[tuple[str, str], ...]:
        elements = (self._scenario.drivers, self._scenario.formulas, self._scenario.measures, self._scenario.questions)
        return tuple((name, element.unit) for section in elements for name, element in section.items() if element.unit)


def _draws(driver: Process) -> tuple[tuple[Draw, int], ...]:
    """The random numbers of a driver, each with its first slot."""
    slots, slot = [], 0
    for draw in driver.draws:
        slots.append((draw, slot))
        slot += draw.slots
    return tuple(slots)
