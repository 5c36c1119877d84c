"""A plan as a program for the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np

from simengine.engines.machine.frame import Segment
from simengine.engines.machine.instruction_table import Table, assemble
from simengine.engines.machine.kernel import Kernel
from simengine.engines.machine.kernel_catalogue import memory_letters
from simengine.engines.machine.lower_drivers import DriverLowering
from simengine.engines.machine.lower_events import EventLowering
from simengine.engines.machine.lower_expressions import ExpressionLowering
from simengine.engines.machine.lower_parameters import ParameterLowering
from simengine.engines.machine.origins import answer_origin, memory_origins
from simengine.engines.machine.row_allocation import row_names, row_of
from simengine.engines.machine.writer import Instruction, Register, Value, Writer
from simengine.functions import memory_functions
from simengine.language.expression import Call, Node
from simengine.language.types import TIME_NAMES
from simengine.plan.invariants import origin_of
from simengine.plan.later import with_later
from simengine.plan.plan import MONTH, TIME, YEAR, LookCell, MemoryCell, Plan, ShiftedCell
from simengine.plan.plan_dice import dice_of
from simengine.processes import Process

CLOCK_OF = {TIME: 2, YEAR: 3, MONTH: 4}


def lower(plan: Plan, kinds: Mapping[str, type[Process]], known: Mapping[str, Kernel]) -> Table:
    """The table of a plan; `kinds` are its drivers' processes, `known` the kernels there are."""
    return _PlanLowering(with_later(plan), kinds, Writer(known)).table()


@dataclass(slots=True)
class _PlanLowering:
    plan: Plan
    kinds: Mapping[str, type[Process]]
    writer: Writer
    values: dict[int, Value] = field(default_factory=dict)
    expressions: ExpressionLowering = field(init=False)
    events: EventLowering = field(init=False)
    drivers: DriverLowering = field(init=False)

    def __post_init__(self) -> None:
        self.expressions = ExpressionLowering(self.writer, self._slot)
        dice = {die: place for place, die in enumerate(dice_of(self.plan))}
        self.drivers = DriverLowering(self.plan, self.kinds, self.writer, self.expressions, self.values, dice)
        self.events = EventLowering(self.plan, self.writer, self.expressions, self.drivers.bounds, dice)
        self._origins = memory_origins(self.plan)

    def table(self) -> Table:
        """Writes everything in the order of a path's life."""
        plan, writer = self.plan, self.writer
        alive = writer.new_register("alive", pinned=True)
        self._lower_parameters()
        self.events.write_logs(self.values)
        self.drivers.write_begin()
        for cell in (*plan.look, *plan.note):
            self._begin_memory(cell)
        writer.begin_steps()
        self._lower_cells(plan.look, Segment.LOOK, Segment.LOOK_READ)
        self.events.write_conditions()
        self._lower_cells(plan.note, Segment.NOTE, Segment.NOTE_READ)
        observed, ends = self._lower_observations()
        questions = self._lower_questions()
        measures, outcome = self._lower_end()
        self.drivers.write_draws()
        self.events.write_hazards()
        inputs = self.drivers.write_inputs()
        self.events.write_amounts([self.values[driver.slot] for driver in plan.drivers])
        self.events.write_delays()
        self.drivers.write_moves(inputs)
        movers = self.events.write_movers(
            self.drivers.states, [self.values[driver.slot] for driver in plan.drivers], self.kinds
        )
        code = assemble(writer)

        def row(value: Value | None) -> int:
            return row_of(code.rows, value) if isinstance(value, Register) else -1

        events, branches, effects, dates = self.events.tables(row)
        return Table(
            kernels=code.kernels, code=code.code, operands=code.operands, kinds=code.kinds, segments=code.segments,
            constants=np.array(writer.constants, dtype=np.float64), rows=code.rows.count, events=events,
            branches=branches, dates=dates, effects=effects,
            movers=_words([[row(x) for x in m[:4]] + m[4:] for m in movers], 6),
            branch_order=self.events.branch_order(),
            drivers=_words(
                [[row(s), row(self.values[d.slot])] for s, d in zip(self.drivers.states, plan.drivers, strict=True)], 2
            ),
            observed=_words([[step, segment, row(value), at, 0] for step, segment, value, at in observed], 5),
            ends=np.array(ends, dtype=np.float64),
            questions=_words([[step, at, row(value), row(when), 0] for step, at, value, when in questions], 5),
            measure_rows=_words([[row(value)] for value in measures], 1)[:, 0],
            class_row=row(outcome), alive_row=row(alive),
            slot_rows={slot: row(value) for slot, value in self.values.items() if row(value) >= 0},
            origins=code.origins,
            names=row_names(writer, code.rows),
        )  # fmt: skip

    def _slot(self, slot: int) -> Value:
        """The value in a place of the plan."""
        if slot in CLOCK_OF and slot not in self.values:
            clock = self.writer.new_register(TIME_NAMES[slot], pinned=True)
            self.writer.segments[Segment.LOOK].insert(0, self._clock(clock, CLOCK_OF[slot]))
            self.values[slot] = clock
        return self.values[slot]

    def _clock(self, register: Register, which: int) -> Instruction:
        return Instruction(self.writer.kernels["clock"], (register, which), "clock")

    def _set_slot(self, slot: int, name: str, value: Value) -> None:
        """Gives a place of the plan a row that stays, so that it can be kept."""
        register = self.writer.as_register(value)
        if not self.writer.names[register.number]:
            self.writer.names[register.number] = name
        self.values[slot] = self.writer.pin(register)

    # At the beginning

    def _lower_parameters(self) -> None:
        """Parameters, and what follows from them alone."""
        self.values.update(ParameterLowering(self.plan, self.writer).write())
        for cell in self.plan.once:
            with self.writer.for_origin(f"formulas.{cell.name}"):
                self._set_slot(cell.slot, cell.name, self.expressions.value(cell.expr))

    def _begin_memory(self, cell: LookCell) -> None:
        if isinstance(cell, MemoryCell) and cell.size:
            memory = [0.0] * cell.size
            memory_functions()[cell.function].begin(memory, cell.past, *cell.windows)
            register = self.writer.new_register(f"{cell.name} memory", cell.size, pinned=True)
            self._memories[cell.slot] = register
            with self._for_cell(cell):
                for offset, number in enumerate(memory):
                    self.writer.write("copy.c", Register(register.number, offset), float(number))

    _memories: dict[int, Register] = field(default_factory=dict)
    _origins: Mapping[int, str] = field(init=False)

    def _for_cell(self, cell: LookCell) -> AbstractContextManager[None]:
        """What is written for a cell is for the formula it is, or for the first place that uses it."""
        if isinstance(cell, MemoryCell):
            return self.writer.for_origin(self._origins.get(cell.slot, cell.name))
        return self.writer.for_origin(cell.origin if isinstance(cell, ShiftedCell) else f"formulas.{cell.name}")

    # At every step

    def _lower_cells(self, cells: Sequence[LookCell], always: Segment, when_read: Segment) -> None:
        """Cells of every step, then those of steps at which something is read."""
        with self.writer.in_segment(always):
            for cell in cells:
                if not cell.only_when_read:
                    self._lower_cell(cell, in_note=always == Segment.NOTE)
        with self.writer.conditional(when_read):
            for cell in cells:
                if cell.only_when_read:
                    self._lower_cell(cell, in_note=always == Segment.NOTE)

    def _lower_cell(self, cell: LookCell, in_note: bool) -> None:
        with self._for_cell(cell):
            if isinstance(cell, MemoryCell):
                self.values[cell.slot] = self._memory_value(cell, in_note)
            else:
                self._set_slot(cell.slot, cell.name, self.expressions.value(cell.expr))

    def _memory_value(self, cell: MemoryCell, in_note: bool) -> Register:
        """A use of a function with memory; one that only repeats a number of the log is that number's row."""
        function, writer = memory_functions()[cell.function], self.writer
        event = self.events.event_of(cell.arguments[0]) if cell.arguments else None
        if event is not None and (in_note or not event.noted):  # noqa: SIM102 (two questions)
            if function.is_count_of_log or (function.is_count_of_log_once and not event.recurs):
                return self.events.log_of(cell.arguments[0])
        out = writer.new_register(cell.name, pinned=True)
        memory = (self._memories[cell.slot], cell.size) if cell.size else (0, 0)
        operands: list[Value | int] = []
        for node in cell.arguments:
            if isinstance(node, Call) and node.function == "Log":
                log = self.events.log_of(node)
                operands += [Register(log.number, offset) for offset in range(3)]
            else:
                operands.append(writer.as_register(self.expressions.value(node)))
        windows = memory_letters(function)[1]
        writer.write(f"look.{cell.function}", out, *memory, *operands, *cell.windows[:windows])
        return out

    # Where something is read

    def _lower_observations(self) -> tuple[list[tuple[int, int, Register, int]], list[float]]:
        found, ends = [], list[float]()
        for seen in self.plan.observations:
            segment, value = self._lower_reading(f"observe.{seen.name}", seen.expr)
            found.append((seen.step, segment, value, len(ends)))
            ends += [seen.low, seen.high]
        return found, ends

    def _lower_questions(self) -> list[tuple[int, int, Register, Register]]:
        found = []
        for question in self.plan.questions:
            segment = self.writer.new_segment()
            with self.writer.for_origin(answer_origin(question)), self.writer.conditional(segment):
                value = self.writer.as_register(self.expressions.value(question.expr))
                with self.writer.for_origin(f"questions.{question.name}.given"):
                    given = self.writer.as_register(self.expressions.value(question.given) if question.given else 1.0)
                for register in (value, given):
                    self.writer.keep_after_segment(register)
            found.append((question.step, segment, value, given))
        return found

    def _lower_reading(self, origin: str, node: Node) -> tuple[int, Register]:
        segment = self.writer.new_segment()
        with self.writer.for_origin(origin), self.writer.conditional(segment):
            value = self.writer.as_register(self.expressions.value(node))
            self.writer.keep_after_segment(value)
        return segment, value

    def _lower_end(self) -> tuple[list[Register], Register]:
        """Measures, and the number of the first class that holds."""
        writer, plan = self.writer, self.plan
        with writer.conditional(Segment.END):
            for cell in plan.measures:
                with writer.for_origin(origin_of(cell)):
                    self._set_slot(cell.slot, cell.name, self.expressions.value(cell.expr))
            outcome: Value = float(len(plan.classes) - 1)
            for index, (name, condition) in reversed([*enumerate(plan.classes)]):
                if condition is not None:
                    with writer.for_origin(f"outcome.{name}"):
                        holds = self.expressions.value(condition)
                        outcome = writer.compute("choose", [writer.as_register(holds), float(index), outcome])
            with writer.for_origin("outcome"):
                found = writer.pin(writer.as_register(outcome))
        return [self.writer.as_register(self.values[cell.slot]) for cell in plan.measures], found


def _words(rows: list[list[int]], width: int) -> np.ndarray:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)
