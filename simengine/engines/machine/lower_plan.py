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
from simengine.engines.machine.lower_drivers import Moves
from simengine.engines.machine.lower_events import Happenings
from simengine.engines.machine.lower_expressions import Expressions
from simengine.engines.machine.origins import place_of_answer, places_of_memories
from simengine.engines.machine.row_allocation import row_names, row_of
from simengine.engines.machine.writer import Instruction, Register, Value, Writer
from simengine.functions import memory_functions
from simengine.language.expression import Call, Node
from simengine.plan.plan import TIME, YEAR, Cell, MemoryCell, Plan
from simengine.plan.plan_dice import dice_of
from simengine.processes import Process

CLOCK_OF = {TIME: 2, YEAR: 3}


def lower(plan: Plan, kinds: Mapping[str, type[Process]], known: Mapping[str, Kernel]) -> Table:
    """The table of a plan; `kinds` are its drivers' processes, `known` the kernels there are."""
    return _Lowering(plan, kinds, Writer(known)).table()


@dataclass(slots=True)
class _Lowering:
    plan: Plan
    kinds: Mapping[str, type[Process]]
    writer: Writer
    values: dict[int, Value] = field(default_factory=dict)
    expressions: Expressions = field(init=False)
    happenings: Happenings = field(init=False)
    moves: Moves = field(init=False)

    def __post_init__(self) -> None:
        self.expressions = Expressions(self.writer, self._slot)
        dice = {die: place for place, die in enumerate(dice_of(self.plan))}
        self.moves = Moves(self.plan, self.kinds, self.writer, self.expressions, self.values, dice)
        self.happenings = Happenings(self.plan, self.writer, self.expressions, self.moves.bounds, dice)
        self._places = places_of_memories(self.plan)

    def table(self) -> Table:
        """Writes everything in the order of a path's life."""
        plan, writer = self.plan, self.writer
        alive = writer.register("alive", pinned=True)
        self._once()
        self.happenings.logs(self.values)
        self.moves.begin()
        for cell in (*plan.look, *plan.note):
            self._begin_memory(cell)
        writer.begin_steps()
        self._cells(plan.look, Segment.LOOK, Segment.LOOK_ASKED)
        self.happenings.conditions()
        self._cells(plan.note, Segment.NOTE, Segment.NOTE_ASKED)
        observed, ends = self._observations()
        questions = self._questions()
        measures, outcome = self._end()
        self.moves.draws()
        self.happenings.hazards()
        fed = self.moves.feed()
        self.happenings.amounts([self.values[driver.slot] for driver in plan.drivers])
        self.moves.move(fed)
        movers = self.happenings.movers(
            self.moves.states, [self.values[driver.slot] for driver in plan.drivers], self.kinds
        )
        code = assemble(writer)

        def row(value: Value | None) -> int:
            return row_of(code.rows, value) if isinstance(value, Register) else -1

        events, branches, effects = self.happenings.tables(row)
        return Table(
            kernels=code.kernels, code=code.code, operands=code.operands, kinds=code.kinds, segments=code.segments,
            constants=np.array(writer.constants, dtype=np.float64), rows=code.rows.count, events=events,
            branches=branches, effects=effects, movers=_words([[row(x) for x in m[:4]] + m[4:] for m in movers], 6),
            families=self.happenings.families(),
            drivers=_words(
                [[row(s), row(self.values[d.slot])] for s, d in zip(self.moves.states, plan.drivers, strict=True)], 2
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
            clock = self.writer.register("time" if slot == TIME else "year", pinned=True)
            self.writer.segments[Segment.LOOK].insert(0, self._clock(clock, CLOCK_OF[slot]))
            self.values[slot] = clock
        return self.values[slot]

    def _clock(self, register: Register, which: int) -> Instruction:
        return Instruction(self.writer.kernels["clock"], (register, which), "clock")

    def _named(self, slot: int, name: str, value: Value) -> None:
        """Gives a place of the plan a row that stays, so that it can be kept."""
        register = self.writer.row(value)
        if not self.writer.names[register.number]:
            self.writer.names[register.number] = name
        self.values[slot] = self.writer.pin(register)

    # At the beginning

    def _once(self) -> None:
        """Parameters, and what follows from them alone."""
        writer, plan = self.writer, self.plan
        rows = []
        for index, parameter in enumerate(plan.parameters):
            register = writer.register(parameter.name, pinned=True)
            rows.append(register)
            with writer.told(f"parameters.{parameter.name}"):
                writer.write("uniform", register, index, *parameter.key)
        with writer.told("parameter_correlations"):
            self._correlate(rows)
        for parameter, register in zip(plan.parameters, rows, strict=True):
            law = parameter.distribution
            with writer.told(f"parameters.{parameter.name}"):
                writer.write(f"law.{law.tag}", register, writer.numbers(law.constants), len(law.constants))
            writer.fixed.add(register.number)
            self.values[parameter.slot] = register
        for cell in plan.once:
            with writer.told(f"formulas.{cell.name}"):
                self._named(cell.slot, cell.name, self.expressions.value(cell.expr))

    def _correlate(self, rows: list[Register]) -> None:
        """The normal copula; each member's normal number is taken before any is changed."""
        writer = self.writer
        for mixing in self.plan.parameter_mixing:
            normals = [writer.register() for _ in mixing.parameters]
            for member, normal in zip(mixing.parameters, normals, strict=True):
                writer.write("normal_quantile.r", normal, rows[member])
            for member, weights in zip(mixing.parameters, mixing.root, strict=True):
                total = writer.register()
                writer.write("weigh", total, writer.numbers(weights), len(weights), *normals)
                writer.write("normal_chance.r", rows[member], total)

    def _begin_memory(self, cell: Cell | MemoryCell) -> None:
        if isinstance(cell, MemoryCell) and cell.size:
            memory = [0.0] * cell.size
            memory_functions()[cell.function].begin(memory, cell.past, *cell.windows)
            register = self.writer.register(f"{cell.name} memory", cell.size, pinned=True)
            self._memories[cell.slot] = register
            with self._told_for(cell):
                for offset, number in enumerate(memory):
                    self.writer.write("copy.c", Register(register.number, offset), float(number))

    _memories: dict[int, Register] = field(default_factory=dict)
    _places: Mapping[int, str] = field(init=False)

    def _told_for(self, cell: Cell | MemoryCell) -> AbstractContextManager[None]:
        """What is written for a cell is for the formula it is, or for the first place that uses it."""
        return self.writer.told(
            f"formulas.{cell.name}" if isinstance(cell, Cell) else self._places.get(cell.slot, cell.name)
        )

    # At every step

    def _cells(self, cells: Sequence[Cell | MemoryCell], always: Segment, asked: Segment) -> None:
        """Cells of every step, then those of steps at which something is read."""
        with self.writer.into(always):
            for cell in cells:
                if not cell.only_when_read:
                    self._cell(cell, in_note=always == Segment.NOTE)
        with self.writer.aside(asked):
            for cell in cells:
                if cell.only_when_read:
                    self._cell(cell, in_note=always == Segment.NOTE)

    def _cell(self, cell: Cell | MemoryCell, in_note: bool) -> None:
        with self._told_for(cell):
            if isinstance(cell, Cell):
                self._named(cell.slot, cell.name, self.expressions.value(cell.expr))
            else:
                self.values[cell.slot] = self._remembered(cell, in_note)

    def _remembered(self, cell: MemoryCell, in_note: bool) -> Register:
        """A use of a function with memory; one that only repeats a number of the log is that number's row."""
        function, writer = memory_functions()[cell.function], self.writer
        event = self.happenings.event_of(cell.arguments[0]) if cell.arguments else None
        if event is not None and (in_note or not event.noted):  # noqa: SIM102 (two questions)
            if function.is_count_of_log or (function.is_count_of_log_once and not event.recurs):
                return self.happenings.log_of(cell.arguments[0])
        out = writer.register(cell.name, pinned=True)
        memory = (self._memories[cell.slot], cell.size) if cell.size else (0, 0)
        operands: list[Value | int] = []
        for node in cell.arguments:
            if isinstance(node, Call) and node.function == "Log":
                log = self.happenings.log_of(node)
                operands += [Register(log.number, offset) for offset in range(3)]
            else:
                operands.append(writer.row(self.expressions.value(node)))
        windows = memory_letters(function)[1]
        writer.write(f"look.{cell.function}", out, *memory, *operands, *cell.windows[:windows])
        return out

    # Where something is read

    def _observations(self) -> tuple[list[tuple[int, int, Register, int]], list[float]]:
        found, ends = [], list[float]()
        for seen in self.plan.observations:
            segment, value = self._read(f"observe.{seen.name}", seen.expr)
            found.append((seen.step, segment, value, len(ends)))
            ends += [seen.low, seen.high]
        return found, ends

    def _questions(self) -> list[tuple[int, int, Register, Register]]:
        found = []
        for question in self.plan.questions:
            segment = self.writer.new_segment()
            with self.writer.told(place_of_answer(question)), self.writer.aside(segment):
                value = self.writer.row(self.expressions.value(question.expr))
                with self.writer.told(f"questions.{question.name}.given"):
                    given = self.writer.row(self.expressions.value(question.given) if question.given else 1.0)
                for register in (value, given):
                    self.writer.keep_until_end(register)
            found.append((question.step, segment, value, given))
        return found

    def _read(self, origin: str, node: Node) -> tuple[int, Register]:
        segment = self.writer.new_segment()
        with self.writer.told(origin), self.writer.aside(segment):
            value = self.writer.row(self.expressions.value(node))
            self.writer.keep_until_end(value)
        return segment, value

    def _end(self) -> tuple[list[Register], Register]:
        """Measures, and the number of the first class that holds."""
        writer, plan = self.writer, self.plan
        with writer.aside(Segment.END):
            for cell in plan.measures:
                with writer.told(f"measures.{cell.name}"):
                    self._named(cell.slot, cell.name, self.expressions.value(cell.expr))
            outcome: Value = float(len(plan.classes) - 1)
            for index, (name, condition) in reversed([*enumerate(plan.classes)]):
                if condition is not None:
                    with writer.told(f"outcome.{name}"):
                        holds = self.expressions.value(condition)
                        outcome = writer.compute("choose", [writer.row(holds), float(index), outcome])
            with writer.told("outcome"):
                found = writer.pin(writer.row(outcome))
        return [self.writer.row(self.values[cell.slot]) for cell in plan.measures], found


def _words(rows: list[list[int]], width: int) -> np.ndarray:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)
