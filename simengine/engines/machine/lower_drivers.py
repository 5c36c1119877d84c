"""Drivers in a program: their first values, their random numbers, what they are fed, and how they move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simengine.engines.machine.frame import Segment
from simengine.engines.machine.kernel_catalogue import shape_of
from simengine.engines.machine.lower_expressions import ExpressionLowering
from simengine.engines.machine.writer import Register, Value, Writer
from simengine.language.expression import Node
from simengine.plan.plan import DriverFactor, DriverPlan, Plan
from simengine.processes import Process
from simengine.processes._process import Draw
from simengine.randomness.dice import Die


@dataclass(slots=True)
class DriverLowering:
    """Writes what drivers need; `values` get theirs, `states` what their processes follow, `bounds` their bounds."""

    plan: Plan
    kinds: Mapping[str, type[Process]]
    writer: Writer
    expressions: ExpressionLowering
    values: dict[int, Value]
    dice: Mapping[Die, int]
    states: list[Register] = field(default_factory=list)
    bounds: list[tuple[Register, ...]] = field(default_factory=list)
    _noise: dict[tuple[int, int], Register] = field(default_factory=dict)

    def write_begin(self) -> None:
        """First values, states, and what is prepared once."""
        for driver in self.plan.drivers:
            kind, writer = self.kinds[driver.process], self.writer
            shape = shape_of(kind)
            with writer.for_origin(f"drivers.{driver.name}.initial"):
                value = writer.new_register(driver.name, pinned=True)
                state = writer.new_register(f"{driver.name} state", pinned=True) if shape.observes else value
                initial = self.expressions.value(driver.initial)
                writer.write(f"copy.{'r' if isinstance(initial, Register) else 'c'}", value, initial)
                with writer.for_origin(f"drivers.{driver.name}.bounds"):
                    bounds = [
                        writer.pin(writer.as_register(self.expressions.value(bound))) for bound in driver.bounds or ()
                    ]
                if shape.observes or shape.places or bounds:
                    writer.write(set_state_kernel(kind), state, value, *(bounds or (value, value)))
                else:
                    writer.write("check", value)
                self._count_start(driver, bounds, initial, value)
                self.bounds.append(tuple(bounds))
            self.states.append(state)
            self.values[driver.slot] = value

    def _count_start(self, driver: DriverPlan, bounds: list[Register], initial: Value, value: Register) -> None:
        """Counts bounds that cross, and a driver that begins elsewhere than it should."""
        place = {what: self.plan.counted.index(f"{what}.{driver.name}") for what in driver.starts}
        if "bounds" in place:
            self.writer.write("crossed", place["bounds"], *bounds)
        if "initial" in place:
            self.writer.write("misplaced", place["initial"], self.writer.as_register(initial), value)

    def write_draws(self) -> None:
        """The random numbers of four steps."""
        writer, plan = self.writer, self.plan
        with writer.in_segment(Segment.DRAW):
            for index, driver in enumerate(plan.drivers):
                for place, (draw, slot) in enumerate(driver.draws):
                    rows = writer.new_register(f"{driver.name} noise", 4, pinned=True)
                    name = "uniforms" if draw is Draw.UNIFORM else "normals"
                    with writer.for_origin(f"drivers.{driver.name}"):
                        writer.write(name, rows, self.dice[Die("drivers", driver.name, 0)], slot, *driver.key)
                    self._noise[index, place] = rows
            with writer.for_origin("correlations"):
                self._write_mixing()

    def _write_mixing(self) -> None:
        for mixing in self.plan.mixing:
            places = [self._brownian(index) for index in mixing.drivers]
            own = [self._noise[place] for place in places]
            for place, weights in zip(places, mixing.root, strict=True):
                mixed = self.writer.new_register("correlated noise", 4, pinned=True)
                self.writer.write("mix", mixed, self.writer.add_constants(weights), len(weights), *own)
                self._noise[place] = mixed
        for factor in self.plan.factors:
            self._write_common(factor)

    def _write_common(self, factor: DriverFactor) -> None:
        """What some drivers have in common, and their own beside it."""
        writer = self.writer
        common = writer.new_register(f"{factor.name} noise", 4, pinned=True)
        die = self.dice[Die("correlations", factor.name, 0)]
        writer.write("normals", common, die, 0, *factor.key)
        weights = writer.add_constants(factor.weights)
        for index in factor.drivers:
            place = self._brownian(index)
            mixed = writer.new_register("correlated noise", 4, pinned=True)
            writer.write("mix", mixed, weights, 2, common, self._noise[place])
            self._noise[place] = mixed

    def _brownian(self, index: int) -> tuple[int, int]:
        """A driver, and which of its draws is its Brownian noise."""
        return index, [draw for draw, _ in self.plan.drivers[index].draws].index(Draw.BROWNIAN)

    def write_inputs(self) -> list[list[Value | int]]:
        """What drivers are fed: the operands of each `step` but for its random numbers."""
        moved: set[Register] = set()
        found = []
        for index, driver in enumerate(self.plan.drivers):
            with self.writer.for_origin(f"drivers.{driver.name}"):
                own = self.states[index]
                moved.add(own)
                direct: list[Value | int] = []
                with self.writer.in_segment(Segment.INPUTS):
                    for name, node in driver.inputs:
                        if name not in driver.fed:
                            value = self._lower_input(driver, name, node)
                            # A driver that moves in place must not be seen where it has moved to.
                            direct.append(self.writer.compute("copy", [value]) if value in moved else value)
                found.append([*direct, *self._write_prepare(driver)])
        return found

    def _lower_input(self, driver: DriverPlan, name: str, node: Node) -> Register:
        with self.writer.for_origin(f"drivers.{driver.name}.{name}"):
            return self.writer.as_register(self.expressions.value(node))

    def _write_prepare(self, driver: DriverPlan) -> list[Value | int]:
        """The numbers that `prepare` gives: computed at the beginning, or at every step."""
        kind, writer = self.kinds[driver.process], self.writer
        shape = shape_of(kind)
        if kind.prepare is None:
            return []
        once = driver.prepared_once
        name = f"prepare_once.{kind.kind}" if once and kind.prepare_once is not None else f"prepare.{kind.kind}"
        with writer.in_segment(Segment.BEGIN if once else Segment.INPUTS):
            if not kind.wide:
                outs = [writer.new_register() for _ in range(shape.numbers)]
                fed = [self._lower_input(driver, field, node) for field, node in driver.inputs if field in driver.fed]
                writer.write(name, *outs, *fed)
                return [*outs]
            rates = [self.expressions.value(node) for node in driver.prepared]
            given, numbers = (
                writer.new_register(f"{driver.name} {what}", len(rates), pinned=True) for what in ("rates", "prepared")
            )
            for offset, value in enumerate(rates):
                letter = "r" if isinstance(value, Register) else "c"
                writer.write(f"copy.{letter}", Register(given.number, offset), value)
            writer.write(name, given, len(rates), numbers, len(rates))
            return [numbers, len(rates)]

    def write_moves(self, operands: list[list[Value | int]]) -> None:
        """Every driver from t to t + dt, and then what others see of it."""
        writer = self.writer
        with writer.in_segment(Segment.MOVE):
            for index, (driver, given) in enumerate(zip(self.plan.drivers, operands, strict=True)):
                kind = self.kinds[driver.process]
                with writer.for_origin(f"drivers.{driver.name}"):
                    noise = [self._noise[index, place] for place in range(len(driver.draws))]
                    writer.write(f"step.{kind.kind}", self.states[index], *given, *noise)
                    if kind.clamped is not None:
                        writer.write(f"clamped.{kind.kind}", index, *given[: shape_of(kind).direct])
            for state, driver in zip(self.states, self.plan.drivers, strict=True):
                with writer.for_origin(f"drivers.{driver.name}"):
                    if shape_of(self.kinds[driver.process]).observes:
                        writer.write(f"observe.{driver.process}", writer.as_register(self.values[driver.slot]), state)
                    else:
                        writer.write("check", state)


def set_state_kernel(kind: type[Process]) -> str:
    """The kernel that puts drivers of a kind where their values are."""
    shape = shape_of(kind)
    return f"set_state.{kind.kind}" if shape.observes or shape.places else "set_state"
