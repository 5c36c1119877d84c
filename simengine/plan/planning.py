"""The plan of a scenario, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from simengine.distributions import Distribution, Pool
from simengine.distributions.choice import Choice
from simengine.language.clock import period
from simengine.language.expression import Node, Number
from simengine.language.types import TIME_NAMES
from simengine.model.common_factors import driver_factors, parameter_factors
from simengine.model.correlations import components, normal_correlations
from simengine.model.delays import delay_of, known_steps, longest_delay
from simengine.model.model import Model
from simengine.plan.invariants import INVARIANTS, first_break
from simengine.plan.middle import at_instants
from simengine.plan.needs import mark_cells, mark_events, slots_in
from simengine.plan.observing import Observing
from simengine.plan.plan import (
    Cell,
    DriverFactor,
    DriverPlan,
    EffectPlan,
    EventPlan,
    ExpertsPlan,
    Key,
    LaterPlan,
    Mixing,
    ParameterFactor,
    ParameterMixing,
    ParameterPlan,
    Plan,
)
from simengine.plan.readings import QuestionPlan
from simengine.plan.resolve import Phase, Resolver
from simengine.processes import Process
from simengine.processes._process import Draw
from simengine.randomness.correlation import common_weights, symmetric_root
from simengine.randomness.dice import EXPERTS
from simengine.randomness.keys import stream_key
from simengine.scenario.placed import class_path
from simengine.scenario.schema import Effect, Event, Question
from simengine.yaml.nodes import KeyPath

LOG_SLOTS = 3


def make_plan(model: Model, seed: int | None = None, nested: int | None = None) -> Plan:
    """The plan of a scenario; `seed` and `nested` override what it says under `simulate`."""
    simulate = model.scenario.simulate
    planner = _Planner(model, simulate.seed if seed is None else seed)
    return planner.plan(simulate.nested if nested is None else nested)


class _Planner:
    def __init__(self, model: Model, seed: int) -> None:
        self._instants = at_instants(model)
        self._model = model = self._instants.model
        self._scenario = model.scenario
        self._seed = seed
        self._drivers = tuple(model.drivers)
        slots = {name: slot for slot, name in enumerate(TIME_NAMES)}
        for name in (*self._scenario.parameters, *self._drivers):
            slots[name] = len(slots)
        next_slot = len(slots)
        for name in model.events:
            slots[name] = next_slot
            next_slot += LOG_SLOTS
        self._resolver = Resolver(model, slots, next_slot)

    def plan(self, nested: int) -> Plan:
        scenario, resolver = self._scenario, self._resolver
        order, shifted = self._instants.order, self._instants.shifted
        once = tuple(self._formula(name) for name in order if name in self._model.once_formulas)
        for name in order:
            if name in shifted:
                resolver.look.append(resolver.shifted_cell(name, shifted[name]))
            elif name not in self._model.once_formulas:
                resolver.look.append(self._formula(name))
        drivers = tuple(self._driver(name, driver) for name, driver in scenario.drivers.items())
        events = tuple(self._event(name) for name in self._model.events)
        events = mark_events(events, tuple(resolver.look), self._steady)
        seen = Observing(self._model, lambda path: self._resolver.resolve(self._model.at(*path), "note"))
        observations, likelihoods = seen.observations(), seen.likelihoods()
        questions = tuple(self._question(name, question) for name, question in scenario.questions.items())
        measures = self._measures()
        classes = self._classes()
        look, note = mark_cells(tuple(self._resolver.look), tuple(self._resolver.note), drivers, events)
        return Plan(
            name=scenario.name,
            title=scenario.title,
            clock=scenario.clock,
            seed=self._seed,
            nested=nested,
            experts=self._experts(),
            parameters=tuple(self._parameter(name) for name in scenario.parameters),
            parameter_mixing=self._parameter_mixing(),
            parameter_factors=self._parameter_factors(),
            once=once,
            drivers=drivers,
            mixing=self._mixing(),
            factors=self._factors(),
            events=events,
            observations=observations,
            likelihoods=likelihoods,
            measures=measures,
            classes=classes,
            questions=questions,
            look=look,
            note=note,
            values=self._resolver.next_slot,
            units=self._units(),
            plugins=scenario.plugins,
            later=tuple(self._later()),
        )

    def _key(self, section: str, name: str, stream: str | None) -> Key:
        return stream_key(self._seed, section, stream or name)

    def _parameter(self, name: str) -> ParameterPlan:
        parameter = self._scenario.parameters[name]
        key = self._key("parameters", name, parameter.stream)
        return ParameterPlan(name, self._resolver.slots[name], key, parameter.distribution)

    def _later(self) -> Iterator[LaterPlan]:
        for name, one in sorted(self._scenario.parameters.items()):
            step, value = self._step(one.later.start if one.later else None), one.later_number
            if step is not None and value is not None:
                yield LaterPlan(name, step, value)

    def _experts(self) -> ExpertsPlan | None:
        """Those of the parameters for which a path asks one expert; they are the same for all."""
        asked = (one.distribution for one in self._scenario.parameters.values() if one.asks)
        pool = next((law for law in asked if isinstance(law, Pool)), None)
        if pool is None:
            return None
        numbers = tuple(float(at) for at in range(len(pool.experts)))
        key, slot = self._key(EXPERTS.section, EXPERTS.name, None), self._resolver.new_slot()
        return ExpertsPlan(pool.experts, slot, key, Choice(values=numbers, probabilities=pool.weights))

    def _parameter_mixing(self) -> tuple[ParameterMixing, ...]:
        order = tuple(self._scenario.parameters)
        return tuple(
            ParameterMixing(tuple(order.index(name) for name in members), symmetric_root(matrix))
            for members, matrix in components(normal_correlations(self._scenario))
        )

    def _parameter_factors(self) -> tuple[ParameterFactor, ...]:
        order = {name: index for index, name in enumerate(self._scenario.parameters)}
        return tuple(
            ParameterFactor(
                factor.name,
                self._key("parameter_correlations", factor.name, None),
                tuple(order[name] for name in factor.members),
                common_weights(factor.correlation),
            )
            for factor in parameter_factors(self._scenario)
        )

    def _factors(self) -> tuple[DriverFactor, ...]:
        order = {name: index for index, name in enumerate(self._drivers)}
        return tuple(
            DriverFactor(
                factor.name,
                self._key("correlations", factor.name, None),
                tuple(order[name] for name in factor.members),
                common_weights(factor.correlation),
            )
            for factor in driver_factors(self._scenario)
        )

    def _formula(self, name: str) -> Cell:
        return self._resolver.cell(self._model.at("formulas", name, "expr"))

    def _driver(self, name: str, driver: Process) -> DriverPlan:
        resolver, found = self._resolver, self._model.drivers[name]
        inputs = tuple((field, resolver.resolve(one)) for field, one in found.inputs)
        bounds = found.bounds
        return DriverPlan(
            name,
            resolver.slots[name],
            driver.kind,
            self._key("drivers", name, driver.stream),
            resolver.resolve(found.start),
            inputs,
            tuple(driver.prepared),
            self._is_steady(node for field, node in inputs if field in driver.prepared),
            _draws(driver),
            (resolver.resolve(bounds[0]), resolver.resolve(bounds[1])) if bounds else None,
        )

    def _is_steady(self, nodes: Iterable[Node]) -> bool:
        """Whether these can't change along a path."""
        return slots_in(*nodes) <= self._steady

    @property
    def _steady(self) -> frozenset[int]:
        """The slots of what can't change along a path."""
        names = (*self._scenario.parameters, *self._model.once_formulas)
        return frozenset(self._resolver.slots[name] for name in names)

    def _mixing(self) -> tuple[Mixing, ...]:
        return tuple(
            Mixing(tuple(self._drivers.index(name) for name in members), symmetric_root(matrix))
            for members, matrix in components(self._scenario.correlations)
        )

    def _event(self, name: str) -> EventPlan:
        event = self._scenario.events.get(name) or Event()
        effects = tuple(
            EffectPlan(self._drivers.index(driver), effect.operation, self._amount(name, driver, effect))
            for driver, effect in event.effects.items()
        )
        branch = tuple(
            (self._model.events.index(child), self._expression("events", name, "branch", child))
            for child in event.branch
        )
        delay = delay_of(self._model, name)
        return EventPlan(
            name,
            self._resolver.slots[name],
            self._key("events", name, event.stream),
            self._expression("events", name, "hazard"),
            self._expression("events", name, "when"),
            known_steps(self._model, name),
            self._step(event.latest),
            event.repeats,
            effects,
            branch,
            once_a_step=event.each is not None,
            after=None if event.after is None else self._model.events.index(event.after),
            delay=delay if isinstance(delay, Distribution | Number) else self._expression("events", name, "delay"),
            longest=longest_delay(self._model, name) if event.delay else 0,
        )

    def _expression(self, *path: str, phase: Phase = "look") -> Node | None:
        """The expression at a path of keys; None where none stands."""
        return self._at(path, phase)

    def _at(self, path: KeyPath, phase: Phase) -> Node | None:
        found = self._model.by_path.get(path)
        return None if found is None else self._resolver.resolve(found, phase)

    def _amount(self, event: str, driver: str, effect: Effect) -> Node:
        regimes = self._scenario.drivers[driver].regimes()
        if regimes and effect.regime is not None:
            return Number(float(regimes.index(effect.regime)))
        return self._resolver.resolve(self._model.at("events", event, "effects", driver, effect.operation))

    def _step(self, date: str | None) -> int | None:
        return None if date is None else self._scenario.clock.step_at(period(date).first)

    def _reading_step(self, date: str) -> int:
        return 0 if date == "start" else self._scenario.clock.reading_step(period(date).after)

    def _question(self, name: str, question: Question) -> QuestionPlan:
        key: Literal["when", "value"] = "value" if question.when is None else "when"
        return QuestionPlan(
            name,
            question.text,
            question.unit or "",
            "chance" if key == "when" else "value",
            self._reading_step(question.date),
            self._resolver.resolve(self._model.at("questions", name, key), "note"),
            self._expression("questions", name, "given", phase="note"),
        )

    def _measures(self) -> tuple[Cell, ...]:
        order = self._model.measure_order
        measures = tuple(self._resolver.cell(self._model.at("measures", name, "expr"), "note") for name in order)
        return (*measures, *map(self._invariant, self._scenario.invariants))

    def _invariant(self, name: str) -> Cell:
        """When an invariant first broke; to the engines a measure like any other."""
        found = self._model.at("invariants", name, "when")
        node = self._resolver.resolve(replace(found, node=first_break(found.node)), "note")
        return Cell(INVARIANTS + name, self._resolver.new_slot(), node)

    def _classes(self) -> tuple[tuple[str, Node | None], ...]:
        scenario = self._scenario
        return tuple((name, self._at(class_path(scenario, name), "note")) for name in scenario.outcome)

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
