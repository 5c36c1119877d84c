"""Events in a program: their logs, their expressions, and their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.distributions import Distribution
from simengine.engines.machine.frame import Amount, Event, Segment, Trigger
from simengine.engines.machine.instruction_table import bits
from simengine.engines.machine.lower_drivers import set_state_kernel
from simengine.engines.machine.lower_expressions import ExpressionLowering
from simengine.engines.machine.origins import amount_origins, chance_origins
from simengine.engines.machine.writer import Register, Value, Writer
from simengine.language.expression import Call, Node, Slot
from simengine.plan.plan import EventPlan, Plan
from simengine.processes import Process
from simengine.randomness.dice import Die
from simengine.randomness.streams import BRANCH, CLOCK

_ROWS = ("occurred", "rate", "sum", "limit", "held", "followed", "waiting", "delay")
OPERATIONS = ("set", "add", "multiply")
Words = NDArray[np.int64]
RowOf = Callable[[Value | None], int]


@dataclass(slots=True)
class EventLowering:
    """Writes what events need, and gives their tables."""

    plan: Plan
    writer: Writer
    expressions: ExpressionLowering
    bounds: Sequence[tuple[Register, ...]]
    dice: Mapping[Die, int]
    _logs: list[Register] = field(default_factory=list)
    _rows: list[dict[str, Register]] = field(default_factory=list)
    _chances: list[tuple[int, list[tuple[Amount, Value]]]] = field(default_factory=list)
    _amounts: list[tuple[int, list[tuple[Amount, Value]]]] = field(default_factory=list)
    _delays: list[int] = field(default_factory=list)
    _movers: list[int] = field(default_factory=list)

    def write_logs(self, values: dict[int, Value]) -> None:
        """Rows of the logs: how often, first and latest step; and what else an event keeps."""
        for event in self.plan.events:
            log = self.writer.new_register(f"{event.name} log", 3, pinned=True)
            self._logs.append(log)
            values.update({event.slot + offset: Register(log.number, offset) for offset in range(3)})
            rows = {"occurred": log if event.noted else self._new_register(event, "occurred")}
            if event.hazard is not None:
                rows |= {name: self._new_register(event, name) for name in ("sum", "limit")}
            if event.after is not None:
                rows["followed"] = self._new_register(event, "followed")
                rows["waiting"] = self.writer.new_register(f"{event.name} waiting", event.longest, pinned=True)
            if event.when is not None and event.repeats:
                rows["held"] = self._new_register(event, "held")
            self._rows.append(rows)

    def _new_register(self, event: EventPlan, name: str) -> Register:
        return self.writer.new_register(f"{event.name} {name}", pinned=True)

    def event_of(self, node: Node) -> EventPlan | None:
        """The event whose log an argument is."""
        if not (isinstance(node, Call) and node.function == "Log"):
            return None
        return self.plan.events[self._index(node)]

    def log_of(self, node: Node) -> Register:
        """The first row of the log that an argument is."""
        return self._logs[self._index(node)]

    def _index(self, node: Node) -> int:
        first = node.arguments[0] if isinstance(node, Call) else None
        slot = first.index if isinstance(first, Slot) else -1
        return [event.slot for event in self.plan.events].index(slot)

    def write_conditions(self) -> None:
        """Whether the conditions of events hold."""
        self._write_rates(Segment.CONDITIONS, "when")
        for event in self.plan.events:
            origins = chance_origins(self.plan, event)
            self._chances.append(self._lane_program(origins, [chance for _, chance in event.branch]))

    def write_hazards(self) -> None:
        """The hazards of a step."""
        self._write_rates(Segment.INPUTS, "hazard")

    def _write_rates(self, segment: Segment, what: str) -> None:
        for event, rows in zip(self.plan.events, self._rows, strict=True):
            node = getattr(event, what)
            if node is not None:
                with self.writer.for_origin(f"events.{event.name}.{what}"), self.writer.in_segment(segment):
                    rows["rate"] = self.writer.as_register(self.expressions.value(node))
                    self.writer.keep_after_segment(rows["rate"])

    def write_delays(self) -> None:
        """The delays of events that come after another, a lane an occurrence."""
        for event, rows in zip(self.plan.events, self._rows, strict=True):
            segment, law = 0, event.delay
            if law is not None:
                segment = self.writer.new_segment()
                with self.writer.on_lanes(segment), self.writer.for_origin(f"events.{event.name}.delay"):
                    rows["delay"] = self._drawn(event, law) if isinstance(law, Distribution) else self._lanes(law)
            self._delays.append(segment)

    def _drawn(self, event: EventPlan, law: Distribution) -> Register:
        """A draw from a distribution, in the place of the uniform number that the loop puts there."""
        drawn = self._new_register(event, "delay")
        constants = self.writer.add_constants(law.constants)
        self.writer.write(f"quantile.{law.tag}", drawn, constants, len(law.constants))
        return drawn

    def _lanes(self, node: Node) -> Register:
        return self._keep_on_lanes(self.writer.as_register(self.expressions.value(node)))

    def write_amounts(self, drivers: Sequence[Value]) -> None:
        """The amounts of effects; `drivers` that effects or bounds move are movers."""
        for event in self.plan.events:
            origins = amount_origins(self.plan, event)
            self._amounts.append(self._lane_program(origins, [effect.amount for effect in event.effects]))
        moved = {effect.driver for event in self.plan.events for effect in event.effects}
        self._movers = [d for d in range(len(drivers)) if d in moved or self.bounds[d]]

    def _lane_program(
        self, origins: Sequence[str], nodes: Sequence[Node | None]
    ) -> tuple[int, list[tuple[Amount, Value]]]:
        segment, found = self.writer.new_segment(), []
        with self.writer.on_lanes(segment):
            for origin, node in zip(origins, nodes, strict=True):
                with self.writer.for_origin(origin):
                    found.append(self._amount(node))
        return segment, found

    def _amount(self, node: Node | None) -> tuple[Amount, Value]:
        if node is None:
            return Amount.REST, 0.0
        value = self.expressions.value(node)
        return (Amount.NUMBER, value) if isinstance(value, float) else (Amount.ROW, self._keep_on_lanes(value))

    def _keep_on_lanes(self, value: Register) -> Register:
        """A value on lanes, in a row of its own until it is used."""
        lane_register = self.writer.lane_value(value)
        return self.writer.pin(self.writer.as_register(lane_register))

    def write_movers(
        self, states: Sequence[Register], values: Sequence[Value], kinds: Mapping[str, type[Process]]
    ) -> list[list[Any]]:
        """For each mover its value, its mark, its bounds; then the segment that puts it in its place."""
        found = []
        for d in self._movers:
            driver, value = self.plan.drivers[d], self.writer.as_register(values[d])
            kind, touched = kinds[driver.process], self.writer.new_register(f"{driver.name} touched", pinned=True)
            segment = self.writer.new_segment()
            bounds = self.bounds[d]
            with self.writer.for_origin(f"drivers.{driver.name}"):
                with self.writer.in_segment(Segment.BEGIN):
                    self.writer.write("copy.c", touched, 0.0)
                with self.writer.in_segment(segment):
                    self.writer.write(set_state_kernel(kind), states[d], value, *(bounds or (value, value)))
            found.append([value, touched, *(bounds or (None, None)), segment, 0])
        return found

    def branch_order(self) -> Words:
        """The events, parents before their branches."""
        parents = {child: index for index, event in enumerate(self.plan.events) for child, _ in event.branch}

        def depth(index: int) -> int:
            return depth(parents[index]) + 1 if index in parents else 0

        return np.array(sorted(range(len(self.plan.events)), key=depth), dtype=np.int64)

    def tables(self, row: RowOf) -> tuple[Words, Words, Words, Words]:
        """The tables of events, of branches, of effects and of dates."""
        events, branches, effects, dates = list[list[int]](), list[list[int]](), list[list[int]](), list[int]()
        for index, event in enumerate(self.plan.events):
            events.append(self._event(index, event, row, (len(branches), len(effects), len(dates))))
            dates += event.at
            for (child, _), (kind, value) in zip(event.branch, self._chances[index][1], strict=True):
                branches.append([child, kind, row(value) if kind == Amount.ROW else bits(float(value))])  # type: ignore[arg-type]
            for effect, (kind, value) in zip(event.effects, self._amounts[index][1], strict=True):
                operand = row(value) if kind == Amount.ROW else bits(float(value))  # type: ignore[arg-type]
                mover = self._movers.index(effect.driver)
                effects.append([mover, OPERATIONS.index(effect.operation), kind, operand])
        found = _words(events, Event.SIZE), _words(branches, 3), _words(effects, 4)
        return *found, np.array(dates, dtype=np.int64)

    def _event(self, index: int, event: EventPlan, row: RowOf, firsts: tuple[int, int, int]) -> list[int]:
        rows = self._rows[index]
        first_branch, first_effect, first_date = firsts
        trigger = (
            Trigger.HAZARD if event.hazard is not None
            else Trigger.CONDITION if event.when is not None
            else Trigger.DATE if event.at
            else Trigger.BRANCH
        )  # fmt: skip
        dice = (self.dice.get(Die("events", event.name, part), 0) for part in (CLOCK, BRANCH))  # 0 where none is rolled
        return [
            row(self._logs[index]),
            *(max(0, row(rows.get(name))) for name in _ROWS),
            first_branch, len(event.branch), self._chances[index][0],
            first_effect, len(event.effects), self._amounts[index][0],
            -1 if event.latest is None else event.latest, int(event.repeats), int(event.once_a_step), trigger,
            first_date, len(event.at), *event.key, *dice, int(event.noted),
            -1 if event.after is None else event.after, self._delays[index], int(isinstance(event.delay, Distribution)),
            event.longest,
            len(self.plan.drivers) + index if event.varies else -1,
        ]  # fmt: skip


def _words(rows: Sequence[Sequence[int]], width: int) -> Words:
    return np.array([list(map(int, row)) for row in rows], dtype=np.int64).reshape(len(rows), width)
