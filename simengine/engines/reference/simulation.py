"""The reference engine: one future, told event by event on SimPy.

The clock, every event and every driver are processes on one environment whose time is the step. The phases of a step
are the priorities of their wake-ups, so the order in which they are created makes no difference. It is written to be
read; what it does is in docs/semantics.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from enum import IntEnum

import simpy
from simpy.events import EventPriority

from simengine.engines.die_numbers import NO_NUMBERS, DieNumbers, DieRow, check_step, die_numbers_of
from simengine.engines.path_results import PathEnd, PathResults, Trace, results_of
from simengine.engines.reference.path import PathState
from simengine.engines.reference.plan_functions import DriverProgram, EventProgram, Program, make_program
from simengine.numerics import log
from simengine.plan.later import with_later
from simengine.plan.plan import Plan
from simengine.plan.semantics import LARGE_HAZARD
from simengine.processes import Process
from simengine.processes._plugins import all_processes
from simengine.randomness.dice import NOTHING_ROLLED, Die
from simengine.randomness.streams import CLOCK, CLOCK_AGAIN, occurrence_uniform
from simengine.status import MOST_IN_A_STEP, Status

Life = Generator[simpy.Event, None, None]
Start = Callable[[], Life]


class Phase(IntEnum):
    """The phases of a step, as priorities: what comes first has the smaller number."""

    LOOK = 0
    NOTE = 1
    READ = 2
    DECIDE = 3
    MOVE = 4
    APPLY = 5


class _Wake(simpy.Event):
    """Wakes its process in a phase of step k; SimPy's own Timeout has no priority."""

    def __init__(self, env: simpy.Environment, k: int, phase: Phase) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, EventPriority(phase), k - env.now)


class ReferenceEngine:
    """Computes the paths of a plan, one after the other.

    `arrange` reorders the processes before they are created; the paths do not depend on it.
    """

    def __init__(
        self,
        plan: Plan,
        kinds: Mapping[str, type[Process]] | None = None,
        arrange: Callable[[list[Start]], list[Start]] = list,
    ) -> None:
        self._program = make_program(with_later(plan), kinds or all_processes(plan.plugins))
        self._arrange = arrange

    def simulate(
        self,
        paths: Sequence[int],
        keep: Sequence[str] = (),
        *,
        rolled: Mapping[Die, DieRow] = NO_NUMBERS,
        until: int | None = None,
        fresh: int | None = None,
        late: Mapping[Die, DieRow] = NO_NUMBERS,
    ) -> PathResults:
        """The results of the given paths; with `keep`, the values of these names at every step too.

        `rolled` gives a die one number a path, to take in the place of the path's own. With `until` a path ends after
        what is read at this step: it has no measures and no class (−1), NaN for what is asked later, and the events so
        far. From step `fresh` on all dice show the path's own number, or what `late` gives them, and clocks that run
        begin again.

        Raises:
            KeyError: for a name to keep that the plan hasn't.
            ValueError: for a path, a die, its numbers, an `until` or a `fresh` that can't be.
        """
        plan = self._program.plan
        slots = tuple(plan.slot(name) for name in keep)
        check_step(plan, "until", until)
        check_step(plan, "fresh", fresh)
        ends = [self._trace(dice, slots, until).end for dice in die_numbers_of(plan, paths, rolled, fresh, late)]
        return results_of(plan, ends, len(slots), until)

    def path(
        self,
        path: int,
        keep: Sequence[int] = (),
        *,
        rolled: Mapping[Die, int] = NOTHING_ROLLED,
        until: int | None = None,
        fresh: int | None = None,
    ) -> PathEnd:
        """One path from its start to its end; with `keep`, the values in these places at every step."""
        return self.trace(path, keep, rolled=rolled, until=until, fresh=fresh).end

    def trace(
        self,
        path: int,
        keep: Sequence[int] = (),
        *,
        rolled: Mapping[Die, int] = NOTHING_ROLLED,
        until: int | None = None,
        fresh: int | None = None,
    ) -> Trace:
        """The same, with all the values it ended on, those of its measures among them."""
        check_step(self._program.plan, "until", until)
        check_step(self._program.plan, "fresh", fresh)
        numbers = {die: [number] for die, number in rolled.items()}
        (dice,) = die_numbers_of(self._program.plan, [path], numbers, fresh)
        return self._trace(dice, keep, until)

    def _trace(self, dice: DieNumbers, keep: Sequence[int], until: int | None) -> Trace:
        state = PathState(self._program, dice)
        rows: list[tuple[float, ...]] = []
        if not state.has_ended():
            run = _Run(self._program, state, keep, until)
            run.run(self._arrange)
            rows = run.rows
        return Trace(state.end(tuple(rows), whole=until is None), tuple(state.values))


class _Run:
    """One path on its own environment."""

    def __init__(self, program: Program, state: PathState, keep: Sequence[int], until: int | None) -> None:
        self._program = program
        self._state = state
        self._keep = keep
        self._env = simpy.Environment()
        self._last = program.plan.clock.steps
        self._until = self._last if until is None else until
        self.rows: list[tuple[float, ...]] = []

    def run(self, arrange: Callable[[list[Start]], list[Start]]) -> None:
        """Creates the processes and runs until the clock's has come to its end."""
        starts: list[Start] = [
            *(lambda driver=driver: self._driver(driver) for driver in self._program.drivers),
            *(lambda event=event: self._event(event) for event in self._program.events),
        ]
        for start in arrange(starts):
            self._env.process(start())
        self._env.run(until=self._env.process(self._clock()))

    def _at(self, k: int, phase: Phase) -> simpy.Event:
        """An event that wakes its process in a phase of step k."""
        return _Wake(self._env, k, phase)

    def _clock(self) -> Life:
        """Looks, reads what is asked, and applies effects; ends when the path does."""
        state = self._state
        for k in range(self._last + 1):
            yield self._at(k, Phase.LOOK)
            state.look(k)
            if self._keep:
                self.rows.append(tuple(state.values[slot] for slot in self._keep))
            yield self._at(k, Phase.READ)
            if not state.has_ended():
                state.read(k)
            if state.has_ended() or k == self._until:
                return
            yield self._at(k, Phase.APPLY)
            state.apply_effects(k)
            if state.has_ended():
                return

    def _event(self, event: EventProgram) -> Life:
        """The life of one event, by what triggers it."""
        if event.when is not None:
            return self._by_condition(event, event.when)
        if event.hazard is not None:
            return self._by_hazard(event, event.hazard)
        if event.plan.after is not None:
            return self._by_delay(event, event.plan.after)
        return self._by_date(event)

    def _by_condition(self, event: EventProgram, when: Callable[[list[float]], bool]) -> Life:
        """Enters the log when its condition comes to hold."""
        state, held = self._state, False
        for k in range(self._last + 1):
            yield self._at(k, Phase.NOTE)
            holds = when(state.values)
            if holds and not held:
                state.occur(event, k, k)
                if not event.plan.repeats:
                    return
            held = holds

    def _by_hazard(self, event: EventProgram, hazard: Callable[[list[float]], float]) -> Life:
        """Sums its hazard, and happens as often as the sum passes −log u; or at its latest date."""
        state, plan, dt = self._state, event.plan, self._program.dt
        count, total, limit = 0, 0.0, self._limit(event, 0)
        for k in range(self._last):
            yield self._at(k, Phase.DECIDE)
            if k == state.dice.fresh:
                total, limit = 0.0, self._limit(event, count, k, CLOCK_AGAIN)
            rate = hazard(state.values)
            if not rate >= 0.0:
                state.fail(k, Phase.DECIDE, event.index, Status.BAD_HAZARD, state.event_element(event))
                return
            if plan.varies and rate * dt > LARGE_HAZARD:
                state.count_large_hazard(event)
            total += rate * dt
            most = count + MOST_IN_A_STEP
            while total > limit and count < most:
                state.occur(event, k, k + 1)
                if not plan.repeats:
                    return
                count, total = count + 1, 0.0 if plan.once_a_step else total - limit
                limit = self._limit(event, count, k)
            if total > limit:
                state.fail(k, Phase.DECIDE, event.index, Status.TOO_MANY, state.event_element(event))
                return
            if count == 0 and plan.latest == k + 1:
                state.occur(event, k, k + 1)
                if not plan.repeats:
                    return
                count, total, limit = 1, 0.0, self._limit(event, 1, k)

    def _limit(self, event: EventProgram, occurrence: int, k: int = -1, slot: int = CLOCK) -> float:
        number = self._state.dice.number("events", event.plan.name, CLOCK, k)
        return -log(occurrence_uniform(event.plan.key, number, occurrence, slot))

    def _by_date(self, event: EventProgram) -> Life:
        """Happens at its dates; what lies at or before the start is in the log already."""
        for at in event.plan.at:
            if 0 < at <= self._last:
                yield self._at(at - 1, Phase.DECIDE)
                self._state.occur(event, at - 1, at)

    def _by_delay(self, event: EventProgram, origin: int) -> Life:
        """Follows each occurrence of another event; what those before the start bring stands among its dates."""
        state, due = self._state, Counter(event.plan.at)
        followed = sum(step <= 0 for step in self._program.plan.events[origin].at)
        for k in range(self._last):
            yield self._at(k, Phase.DECIDE)
            steps = state.steps_of(origin)
            while followed < len(steps) and steps[followed] == k:
                years = state.delay(event, k, followed)
                if not years >= 0.0:
                    state.fail(k, Phase.DECIDE, event.index, Status.BAD_DELAY, state.event_element(event))
                    return
                due[k + self._program.plan.clock.delay(years)] += 1
                followed += 1
            for _ in range(due[k + 1]):
                state.occur(event, k, k + 1)

    def _driver(self, driver: DriverProgram) -> Life:
        """Moves over every step from the state and the values at its beginning."""
        for k in range(self._last):
            yield self._at(k, Phase.MOVE)
            self._state.move(driver, k)
