"""The state of one path in the reference engine, and what each phase of a step does to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simengine.distributions import Distribution
from simengine.engines.die_numbers import DieNumbers
from simengine.engines.parameters import draw_parameters, expert_of
from simengine.engines.path_results import PathEnd
from simengine.engines.reference.driver_values import all_finite, apply_effect
from simengine.engines.reference.plan_functions import CellProgram, DriverProgram, EventProgram, Program
from simengine.language.arithmetic import clip, crossed, misplaced
from simengine.plan.plan import TIME, EffectPlan
from simengine.processes._process import Draw
from simengine.randomness.philox import Words
from simengine.randomness.streams import (
    BRANCH,
    CLOCK,
    GROUP,
    Floats,
    Number,
    occurrence_uniform,
    path_normals,
    path_uniforms,
)
from simengine.status import Status

NAN = float("nan")
DrawStreams = Callable[[Words, Number, int, Sequence[int]], Floats]
Failure = tuple[int, int, int, Status, int]  # step, phase, order within it, status, element
_APPLY = 5


class PathState:
    """Values, drivers' states, memories and event log of one path."""

    def __init__(self, program: Program, dice: DieNumbers) -> None:
        plan = program.plan
        self.dice = dice
        self.values: list[float] = [NAN] * plan.values
        self.failure: Failure | None = None
        self._program = program
        self._log: list[list[int]] = [[] for _ in plan.events]
        self._due: list[int] = []
        self._questions = [NAN] * len(plan.questions)
        self._clamps = [0] * len(plan.counted)
        self._memories = [[0.0] * cell.size for cell in (*program.look, *program.note) if cell.function]
        self._set_initial_values()
        self._states: list[Any] = [None] * len(plan.drivers)
        self._observed: list[float] = [NAN] * len(plan.drivers)
        self._prepared: list[tuple[Any, ...] | None] = [None] * len(plan.drivers)
        self._place_drivers()
        self._normals, self._uniforms = self._draw()

    def _set_initial_values(self) -> None:
        """Parameters, what follows from them alone, memories, and the log of what is dated at the start or before."""
        plan, values = self._program.plan, self.values
        drawn = draw_parameters(plan, self.dice.path, self.dice.rolled)
        for parameter, value in zip(plan.parameters, drawn, strict=True):
            values[parameter.slot] = value
        if plan.experts:
            values[plan.experts.slot] = float(expert_of(plan, self.dice.path, self.dice.rolled))
        for cell in self._program.once:
            self._evaluate(cell, 0)
        for cell in (*self._program.look, *self._program.note):
            if cell.function and cell.size:
                cell.function.begin(self._memories[cell.memory], cell.past, *cell.windows)
        for event in self._program.events:
            values[event.plan.slot] = 0.0
            for step in event.plan.at:
                if step <= 0:
                    self._write_log(event, step)

    def _place_drivers(self) -> None:
        for index, driver in enumerate(self._program.drivers):
            wanted = value = driver.initial(self.values)
            if driver.bounds and math.isfinite(value):
                value = clip(value, *driver.bounds(self.values))
            self._place(index, driver, value)
            self.values[driver.plan.slot] = self._observed[index]
            self._count_start(driver, wanted)
            if driver.plan.prepared_once:
                inputs = driver.prepared(self.values)
                self._prepared[index] = driver.process.ready(self._program.dt, inputs, once=True)
            if not all_finite(self._states[index], self._observed[index]):
                self.fail(0, -1, index, Status.NON_FINITE, index)

    def _count_start(self, driver: DriverProgram, wanted: float) -> None:
        """Counts bounds that cross, and a driver that begins elsewhere than it should."""
        if "bounds" in driver.counted and driver.bounds:
            self._clamps[driver.counted["bounds"]] += crossed(*driver.bounds(self.values))
        if "initial" in driver.counted:
            self._clamps[driver.counted["initial"]] += misplaced(wanted, self._observed[driver.index])

    def _place(self, index: int, driver: DriverProgram, value: float) -> None:
        """Puts a driver where its natural value is `value`, as near as its process can be there."""
        finite = math.isfinite(value)
        self._states[index] = driver.process.place(value) if finite else value
        self._observed[index] = driver.process.observe(self._states[index]) if finite else value

    def _draw(self) -> tuple[list[list[float]], list[list[float]]]:
        """All random numbers of the drivers, mixed where they are correlated: a list a stream, a number a step."""
        keys, slots = self._program.normal_streams
        normals = self._by_dice(path_normals, keys, slots, uniform=False)
        for rows, root in self._program.mixing:
            own = [normals[row].copy() for row in rows]
            for row, weights in zip(rows, root, strict=True):
                mixed = weights[0] * own[0]
                for weight, noise in zip(weights[1:], own[1:], strict=True):
                    mixed = mixed + weight * noise
                normals[row] = mixed
        for source, rows, weights in self._program.factors:
            for row in rows:
                normals[row] = weights[0] * normals[source] + weights[1] * normals[row]
        return normals.tolist(), self._by_dice(path_uniforms, *self._program.uniform_streams, uniform=True).tolist()

    def _by_dice(self, draw: DrawStreams, keys: Words, slots: Sequence[int], *, uniform: bool) -> Floats:
        """The numbers of some streams for all steps, from step `fresh` on under the path's own number."""
        steps, fresh = self._program.plan.clock.steps, self.dice.fresh
        drawn = draw(keys, self._numbers(len(slots), -1, uniform=uniform), steps, slots)
        if fresh is not None:
            drawn[:, fresh:] = draw(keys, self._numbers(len(slots), fresh, uniform=uniform), steps, slots)[:, fresh:]
        return drawn

    def _numbers(self, rows: int, decided: int, *, uniform: bool) -> Number:
        """The numbers of the drivers' dice, for each stream of one sort and group of steps; the path's if it is all.

        They are those of what is `decided` at a step.
        """
        shown = self.dice.rolled if decided < 0 else self.dice.late
        if not any(die.section in ("drivers", "correlations") for die in shown):
            return self.dice.path
        groups = -(-self._program.plan.clock.steps // GROUP)
        numbers = np.empty((rows, groups), dtype=np.uint64)
        for driver in self._program.drivers:
            for draw, row in driver.draws:
                if (draw is Draw.UNIFORM) == uniform:
                    numbers[row] = self.dice.stretch_numbers("drivers", driver.plan.name, groups, decided)
        for factor, (row, _, _) in zip(self._program.plan.factors, self._program.factors, strict=True):
            if not uniform:
                numbers[row] = self.dice.stretch_numbers("correlations", factor.name, groups, decided)
        return numbers

    def look(self, k: int) -> None:
        """Phase 1: time, drivers, formulas and functions with memory, in dependency order."""
        values = self.values
        values[TIME : TIME + len(self._program.instants[k])] = self._program.instants[k]
        for index, driver in enumerate(self._program.drivers):
            values[driver.plan.slot] = self._observed[index]
        for cell in self._program.look:
            self._evaluate(cell, k)

    def _evaluate(self, cell: CellProgram, k: int) -> None:
        if cell.expr is not None:
            self.values[cell.slot] = cell.expr(self.values)
        elif cell.function is not None and cell.arguments is not None:
            memory, n = self._memories[cell.memory], self._program.per_year
            self.values[cell.slot] = cell.function.look(memory, k, n, *cell.arguments(self.values), *cell.windows)

    def occur(self, event: EventProgram, k: int, step: int) -> None:
        """Enters an event, and the branch it takes, in the log at `step`, decided at k; their effects are due at k."""
        occurrence = len(self._log[event.index])
        self._write_log(event, step)
        self._due.append(event.index)
        if not event.plan.branch:
            return
        # The chances are numbers of the look, which the log just written does not touch.
        chances = [None if chance is None else chance(self.values) for chance in event.chances]
        if any(chance is not None and not chance >= 0.0 for chance in chances):
            self.fail(k, 1 if step == k else 3, event.index, Status.BAD_CHANCE, self.event_element(event))
            return
        number = self.dice.number("events", event.plan.name, BRANCH, step - 1)
        uniform, total = occurrence_uniform(event.plan.key, number, occurrence, BRANCH), 0.0
        for (branch, _), chance in zip(event.plan.branch, chances, strict=True):
            total = total + chance if chance is not None else 2.0
            if total > uniform:
                self.occur(self._program.events[branch], k, step)
                return

    def steps_of(self, event: int) -> Sequence[int]:
        """The steps at which an event, by its index, has occurred so far, and is logged to."""
        return self._log[event]

    def delay(self, event: EventProgram, k: int, occurrence: int) -> float:
        """How long an event takes, in years, to follow an occurrence of the one it comes after that is seen at k."""
        law = event.plan.delay
        if event.delay is not None or not isinstance(law, Distribution):
            return event.delay(self.values) if event.delay is not None else NAN
        number = self.dice.number("events", event.plan.name, CLOCK, k)
        return law.quantile(occurrence_uniform(event.plan.key, number, occurrence, CLOCK))

    def _write_log(self, event: EventProgram, step: int) -> None:
        slot, values = event.plan.slot, self.values
        self._log[event.index].append(step)
        values[slot] += 1.0
        values[slot + 1] = step if values[slot] == 1.0 else values[slot + 1]
        values[slot + 2] = step

    def read(self, k: int) -> None:
        """After phase 2: functions with memory in measures and questions; observations; what is asked now."""
        program = self._program
        questions, observations = program.questions.get(k, ()), program.observations.get(k, ())
        is_read = questions or observations or k == program.plan.clock.steps
        for cell in program.note if is_read else program.note_always:
            self._evaluate(cell, k)
        for reading in observations:
            seen = program.plan.observations[reading.index]
            if not seen.low <= reading.expr(self.values) <= seen.high:
                element = len(program.drivers) + len(program.events) + reading.index
                self.fail(k, 2, reading.index, Status.EXCLUDED, element)
        for reading in questions:
            if reading.given is None or reading.given(self.values):
                self._questions[reading.index] = reading.expr(self.values)

    def move(self, driver: DriverProgram, k: int) -> None:
        """Phase 4 for one driver: its state at t + dt. The values stay those of t until the next look."""
        index, dt, values = driver.index, self._program.dt, self.values
        inputs = driver.inputs(values)
        prepared = self._prepared[index]
        draws = [
            self._uniforms[row][k] if draw is Draw.UNIFORM else self._normals[row][k] for draw, row in driver.draws
        ]
        try:
            if prepared is None:
                prepared = driver.process.ready(dt, driver.prepared(values))
            self._states[index] = driver.process.step(self._states[index], dt, *inputs, *prepared, *draws)
        except (ArithmeticError, ValueError):  # a process of a user's own may divide by zero
            self._states[index] = NAN
        if driver.clamp_inputs is not None and driver.process.clamped is not None:
            self._clamps[index] += bool(driver.process.clamped(*inputs))

    def apply_effects(self, k: int) -> None:
        """Phase 5: effects of what is due, event by event in the order of the file; then bounds."""
        for index, driver in enumerate(self._program.drivers):
            effects = self._effects_on(index) if self._due else ()
            value = moved = driver.process.observe(self._states[index])
            for effect, amount in effects:
                value = apply_effect(value, effect, amount)
            if driver.bounds and math.isfinite(value):
                value = clip(value, *driver.bounds(self.values))
            self._observed[index] = moved
            if effects or value != moved:
                self._place(index, driver, value)
            if not all_finite(self._states[index], value):
                self.fail(k + 1, _APPLY, index, Status.NON_FINITE, index)
        self._due.clear()

    def _effects_on(self, driver: int) -> list[tuple[EffectPlan, float]]:
        return [
            (effect, amount(self.values))
            for event in sorted(self._due)
            for effect, amount in zip(
                self._program.plan.events[event].effects, self._program.events[event].amounts, strict=True
            )
            if effect.driver == driver
        ]

    def fail(self, step: int, phase: int, order: int, status: Status, element: int) -> None:
        """Ends the path; of several ends, that of the earliest step, phase and place in the file counts."""
        failure = (step, phase, order, status, element)
        self.failure = failure if self.failure is None else min(self.failure, failure)

    def count_large_hazard(self, event: EventProgram) -> None:
        """Counts a step in which a hazard that may change within it is large."""
        self._clamps[len(self._program.drivers) + event.index] += 1

    def has_ended(self) -> bool:
        """Whether something has ended the path."""
        return self.failure is not None

    def event_element(self, event: EventProgram) -> int:
        """The number of an event among the plan's elements."""
        return len(self._program.drivers) + event.index

    def end(self, rows: tuple[tuple[float, ...], ...], *, whole: bool = True) -> PathEnd:
        """The path's results; its measures and class are evaluated here, from the values of the last step.

        A path that is not `whole` was stopped before: it has neither.
        """
        plan, path = self._program.plan, self.dice.path
        events = tuple(tuple(steps) for steps in self._log)
        measures, answers = tuple([NAN] * len(plan.measures)), tuple(self._questions)
        if self.failure is not None:
            step, _, _, status, element = self.failure
            answers = tuple([NAN] * len(plan.questions))
            return PathEnd(path, status, element, step, -1, measures, answers, events, tuple(self._clamps), rows)
        outcome = -1
        if whole:
            for cell in self._program.measures:
                self._evaluate(cell, plan.clock.steps)
            measures = tuple(self.values[cell.slot] for cell in plan.measures)
            conditions = self._program.classes
            outcome = next((i for i, holds in enumerate(conditions) if holds is None or holds(self.values)), -1)
        return PathEnd(path, Status.OK, -1, -1, outcome, measures, answers, events, tuple(self._clamps), rows)
