"""A naive interpreter of a scenario, one path at a time, written from docs/semantics.md alone: slow and plain.

It judges the engines, and shares with them what stands above the plan (the scenario, the step functions of processes,
random numbers), nothing of how a scenario is lowered, ordered, remembered or run.
"""

import math
from collections import Counter
from dataclasses import dataclass, field

from simengine.language.clock import period
from simengine.numerics import log
from simengine.randomness import keys, streams
from simengine.status import Status
from tests.helpers.semantics.naive_arithmetic import NAN, clip
from tests.helpers.semantics.naive_draws import Draws
from tests.helpers.semantics.naive_events import dates, event_order, follow, follow_before_start, triggers
from tests.helpers.semantics.naive_memory import LOOK, NOTE
from tests.helpers.semantics.naive_middle import MIDDLE
from tests.helpers.semantics.naive_parameters import drawn
from tests.helpers.semantics.naive_values import Record


class EndedError(Exception):
    """A path that fails or is excluded."""


@dataclass
class Future:
    """One path: how it ended, what was read off it, and every driver and formula at every step it reached."""

    status: Status = Status.OK
    element: str | None = None
    step: int = -1
    outcome: str | None = None
    measures: dict = field(default_factory=dict)
    questions: dict = field(default_factory=dict)
    log: list = field(default_factory=list)
    values: dict = field(default_factory=dict)
    clamps: dict = field(default_factory=dict)


def simulate(scenario, path, seed=None, nested=None, rolled=None, until=None, fresh=None):
    """The future that is path `path` of a scenario, with some dice showing another number before `fresh`."""
    seed = scenario.simulate.seed if seed is None else seed
    return Path(scenario, path, seed, nested or scenario.simulate.nested, rolled or {}, until, fresh).run()


class Path(Draws):
    def __init__(self, scenario, path, seed, nested, rolled, until, fresh):
        self.scenario, self.path, self.seed, self.rolled, self.whole = scenario, path, seed, rolled, until is None
        self.record = Record(scenario, drawn(scenario, seed, path // nested, rolled), triggers(scenario))
        self.grid = self.record.grid
        self.last = scenario.clock.steps if until is None else until
        self.fresh, self.is_fresh, self.again = fresh, False, {}
        self.dt = 1 / self.grid.n
        self.events = event_order(scenario)
        self.sums = dict.fromkeys(scenario.events, 0.0)
        self.states = {}
        self.due, self.followed = {name: [] for name in scenario.events}, Counter()
        self.fired = []  # the events noted or decided in this step
        self.broken = []  # what failed in this phase: (event's place in the file, status, event)
        self.future = Future(log=self.record.log, clamps=Counter(dict.fromkeys((*scenario.drivers, *self.events), 0)))

    def key(self, section, name):
        element = getattr(self.scenario, section).get(name)
        return keys.stream_key(self.seed, section, (element and element.stream) or name)

    def die(self, section, name, part):
        """What a die shows."""
        return self.path if self.is_fresh else self.rolled.get((section, name, part), self.path)

    def run(self):
        try:
            self.start()
            for k in range(self.last + 1):
                self.one_step(k)
            self.finish()
        except EndedError as end:
            self.future.status, self.future.element, self.future.step = end.args
        self.collect()
        return self.future

    def start(self):
        for name, event in self.scenario.events.items():
            self.record.log += [(name, at) for at in dates(event, self.grid) if at <= 0]
        follow_before_start(self)
        for name, driver in self.scenario.drivers.items():
            initial = self.record.number(driver.start(self.scenario.clock), 0)
            self.put(name, initial, 0)
            low, high = self.limits(driver) if driver.bounds else (0, 0)
            self.future.clamps[f"bounds.{name}"] += low > high
            begun = self.record.drivers[name][0]
            self.future.clamps[f"initial.{name}"] += abs(begun - initial) > 1e-9 * max(1, abs(initial))

    def one_step(self, k):
        self.fired.clear()
        self.note(k)
        self.read(k)
        if k < self.last:
            self.decide(k)
            self.move(k)

    # note

    def note(self, k):
        for name, event in self.scenario.events.items():
            if event.when is None or not self.holds(event.when, k):
                continue
            if self.rises(event, k) if event.repeats else not self.occurred(name):
                self.happen(name, k, k)
        self.end_of_phase(k)

    def end_of_phase(self, k):
        """Of what failed in a phase, the first in the order of the file ends the path."""
        if self.broken:
            _, status, name = min(self.broken)
            raise EndedError(status, name, k)

    def rises(self, event, k):
        return k == 0 or not self.holds(event.when, k - 1)

    def holds(self, condition, k, phase=LOOK):
        return bool(self.record.value(condition.node, k, phase))

    def occurred(self, name):
        return sum(entry[0] == name for entry in self.record.log)

    def happen(self, name, k, logged):
        """An event enters the log, and with it the branch it takes, found at k."""
        occurrence = self.occurred(name)
        self.record.log.append((name, logged))
        self.fired.append(name)
        branch = self.scenario.events[name].branch if name in self.scenario.events else {}
        if not branch:
            return
        chances = {to: self.chance(chance, k) for to, chance in branch.items()}
        if any(not chance >= 0 for chance in chances.values()):
            self.broken.append((self.events.index(name), Status.BAD_CHANCE, name))
            return
        number = streams.occurrence_uniform(self.key("events", name), self.die("events", name, 1), occurrence, 1)
        cumulated = 0.0
        for chosen, chance in chances.items():
            cumulated += chance
            if cumulated > number:
                self.happen(chosen, k, logged)
                return

    def chance(self, chance, k):
        return math.inf if chance is None else self.record.number(chance.node, k)

    # read

    def read(self, k):
        for name, known in self.scenario.observe.items():
            sharp = known.error is None  # a figure with an error weighs futures and ends none
            if sharp and k == (0 if known.at == "start" else self.read_at(known.at)) and not self.fits(known, k):
                raise EndedError(Status.EXCLUDED, name, k)
        for name, question in self.scenario.questions.items():
            if k == self.read_at(question.date):
                self.future.questions[name] = self.answer(question, k)

    def fits(self, known, k):
        if known.when is not None:
            return self.holds(known.when, k, NOTE)
        low, high = known.between
        return low <= self.record.number(known.expr.node, k, NOTE) <= high

    def read_at(self, date):
        return self.grid.reads(period(date).after)

    def dated(self, date):
        return self.grid.happens(period(date).first)

    def answer(self, question, k):
        if question.given is not None and not self.holds(question.given, k, NOTE):
            return NAN
        return self.record.number((question.value or question.when).node, k, NOTE)

    # decide

    def decide(self, k):
        if k == self.fresh:
            self.is_fresh, self.sums = True, dict.fromkeys(self.sums, 0.0)
            self.again = {name: self.occurred(name) for name in self.sums}  # the occurrences whose clocks begin again
        follow(self, k)
        for name, event in self.scenario.events.items():
            if event.hazard is not None and (event.repeats or not self.occurred(name)):
                self.hazard(name, event, k)
            for _ in range([*dates(event, self.grid), *self.due[name]].count(k + 1)):
                self.happen(name, k, k + 1)
        self.end_of_phase(k)

    def hazard(self, name, event, k):
        if not (rate := self.record.number(event.hazard.node, k, MIDDLE)) >= 0:
            self.broken.append((self.events.index(name), Status.BAD_HAZARD, name))
            return
        self.future.clamps[name] += rate * self.dt > 0.1 and not self.record.fixed(event.hazard.node, ("time", "year"))
        self.sums[name] += rate * self.dt
        while self.sums[name] > self.limit(name) and (event.repeats or not self.occurred(name)):
            if self.fired.count(name) == 1000:
                self.broken.append((self.events.index(name), Status.TOO_MANY, name))
                return
            self.sums[name] = 0.0 if event.each == "step" else self.sums[name] - self.limit(name)
            self.happen(name, k, k + 1)
        if event.latest is not None and self.dated(event.latest) == k + 1 and not self.occurred(name):
            self.sums[name] = 0.0
            self.happen(name, k, k + 1)

    def limit(self, name):
        """What the sum of an event's hazards must pass for its next occurrence."""
        die, occurrence = self.die("events", name, 0), self.occurred(name)
        slot = 2 if self.again.get(name) == occurrence else 0
        return -log(streams.occurrence_uniform(self.key("events", name), die, occurrence, slot))

    # move and apply

    def move(self, k):
        moved = {name: self.moved(name, driver, k) for name, driver in self.scenario.drivers.items()}
        for name, driver in self.scenario.drivers.items():
            value = driver.observe(moved[name])
            effects = [
                (effect.operation, self.amount(driver, effect, k))
                for event in sorted(self.fired, key=self.events.index)
                if event in self.scenario.events
                for target, effect in self.scenario.events[event].effects.items()
                if target == name
            ]
            for operation, amount in effects:
                value = {"set": amount, "add": value + amount, "multiply": value * amount}[operation]
            if effects or not self.inside(driver, value):
                self.put(name, value, k + 1)
            else:
                self.keep(name, moved[name], k + 1)

    def amount(self, driver, effect, k):
        return driver.regimes().index(effect.regime) if driver.regimes() else self.record.number(effect.amount.node, k)

    def moved(self, name, driver, k):
        inputs = [(field in driver.prepared, node) for field, node in driver.inputs(self.scenario.clock)]
        seen = [(costly, self.record.number(node, k, MIDDLE if driver.at_middle else LOOK)) for costly, node in inputs]
        direct = [number for costly, number in seen if not costly]
        fixed = all(self.record.fixed(node) for costly, node in inputs if costly)
        prepared = driver.ready(self.dt, [number for costly, number in seen if costly], once=fixed)
        self.future.clamps[name] += bool(driver.clamped and driver.clamped(*direct))
        return driver.step(self.states[name], self.dt, *direct, *prepared, *self.draws(name, driver, k))

    def limits(self, driver):
        return [self.record.number(limit.node, 0) for limit in driver.bounds]

    def inside(self, driver, value):
        return driver.bounds is None or self.limits(driver)[0] <= value <= self.limits(driver)[1]

    def put(self, name, value, k):
        """A value on the natural scale becomes a driver's at step k."""
        driver = self.scenario.drivers[name]
        if not math.isfinite(value):
            raise EndedError(Status.NON_FINITE, name, k)
        if driver.bounds is not None:
            value = clip(value, *self.limits(driver))
        self.keep(name, driver.place(value), k)

    def keep(self, name, state, k):
        self.states[name] = state
        value = self.scenario.drivers[name].observe(state)
        if not math.isfinite(value) or not math.isfinite(state):
            raise EndedError(Status.NON_FINITE, name, k)
        self.record.drivers[name].append(value)

    # the end

    def finish(self):
        for name, measure in self.scenario.measures.items() if self.whole else ():
            self.future.measures[name] = self.record.number(measure.expr.node, self.last, NOTE)
        for name, outcome in self.scenario.outcome.items() if self.whole else ():
            if outcome.condition is None or self.holds(outcome.condition, self.last, NOTE):
                self.future.outcome = name
                return

    def collect(self):
        """Drivers and formulas at every step the path reached."""
        end = self.future
        reached = self.last + 1 if end.status is Status.OK else end.step + (end.status is not Status.NON_FINITE)
        for name, values in self.record.drivers.items():
            self.future.values[name] = values[:reached]
        for name, formula in self.scenario.formulas.items():
            self.future.values[name] = [self.record.number(formula.expr.node, k) for k in range(reached)]
