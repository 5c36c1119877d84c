"""The memory a thread computes a block of paths in, and a table bound to it: rows become addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simengine.engines.machine.frame import EVENT_ROWS, MOVER_ROWS, Amount, Word
from simengine.engines.machine.instruction_table import CONSTANT, ROW, Table
from simengine.plan.plan import Plan

if TYPE_CHECKING:
    from simengine.engines.machine.library import Library

ROOM = 5 << 19
"""Bytes of a block's rows, most of which rest at any time: what is at work should stay in the cache of a core."""
LEAST, MOST = 7, 31
"""Sixteens of paths of a block: with more nothing is gained, and with fewer the calls cost more than their work."""
LINE = 64
Words = NDArray[np.int64]
Numbers = NDArray[np.uint64]


def block_of(rows: int) -> int:
    """Paths of a block: an odd multiple of 16, so that no vector is half empty and rows don't share cache sets."""
    fit = ROOM // (8 * max(rows, 1)) // 16
    return 16 * ((max(LEAST, min(MOST, fit)) - 1) // 2 * 2 + 1)


def aligned(count: int) -> NDArray[np.float64]:
    """Zeros that begin with a line of the cache."""
    whole = np.zeros(count + LINE // 8)
    first = -whole.ctypes.data % LINE // 8
    return whole[first : first + count]


class Workspace:
    """One thread's memory for blocks of a plan's paths.

    `frame` int64[…] holds all that the loop reads; the arrays it points to live as long as this does.
    """

    def __init__(self, plan: Plan, table: Table, library: Library, block: int, dice: int) -> None:
        self.block = block
        self.frame: Words = np.zeros(Word.SIZE, dtype=np.int64)
        self._arrays: list[NDArray[np.generic]] = []
        self._values = aligned(table.rows * block)
        self.paths = np.zeros(block, dtype=np.uint64)
        self.draws = np.zeros(block, dtype=np.uint64)
        self.index = np.zeros(block, dtype=np.int64)
        self.dice = np.zeros(max(dice, 1), dtype=np.int64)
        self.clock = np.zeros(5)
        self._shown = np.empty(0, dtype=np.uint64)
        self._bind_code(table, library)
        self._bind_tables(table)
        self._bind_clock(plan)
        self.clock[0], self.clock[1] = plan.clock.dt, plan.clock.per_year

    def together(self, rows: list[Numbers], paths: int) -> Numbers:
        """Rows of so many numbers as one array, in memory that stays for the next call: new memory costs more."""
        size = len(rows) * paths
        if len(self._shown) < size:
            self._shown = np.empty(size, dtype=np.uint64)
        shown = self._shown[:size]
        if rows:
            np.concatenate(rows, out=shown)
        return shown.reshape(len(rows), paths)

    def put(self, word: Word, array: NDArray[np.generic]) -> None:
        """Puts the address of an array into the frame; the array lives on here."""
        self._arrays.append(array)
        self.frame[word] = array.ctypes.data

    def _address(self, row: int) -> int:
        return int(self._values.ctypes.data) + 8 * self.block * row

    def _bind_code(self, table: Table, library: Library) -> None:
        constants = table.constants.copy()
        operands = table.operands.copy()
        is_row, is_constant = table.kinds == ROW, table.kinds == CONSTANT
        operands[is_row] = self._values.ctypes.data + 8 * self.block * operands[is_row]
        operands[is_constant] = constants.ctypes.data + 8 * operands[is_constant]
        addresses = library.addresses(table.kernels)
        code = np.empty((len(table.code), 2), dtype=np.int64)
        code[:, 0] = [addresses[table.kernels[kernel]] for kernel in table.code[:, 0].tolist()]
        code[:, 1] = operands.ctypes.data + 8 * table.code[:, 1]
        self._arrays += [constants, operands]
        self.put(Word.CODE, code)
        self.put(Word.SEGMENTS, table.segments.copy())

    def _bind_tables(self, table: Table) -> None:
        block, frame = self.block, self.frame
        events, branches = _scaled(table.events, range(EVENT_ROWS), block), table.branches.copy()
        branches[branches[:, 1] == Amount.ROW, 2] *= block
        effects, movers = table.effects.copy(), _scaled(table.movers, range(MOVER_ROWS), block)
        effects[effects[:, 2] == Amount.ROW, 3] *= block
        ends, observed = table.ends.copy(), _scaled(table.observed, [2], block)
        self._arrays.append(ends)
        observed[:, 3] = ends.ctypes.data + 8 * observed[:, 3]
        room = np.zeros((len(events) + 1) * block, dtype=np.int64)
        for word, array in (
            (Word.VALUES, self._values), (Word.CLOCK, self.clock), (Word.DICE, self.dice), (Word.PATHS, self.paths),
            (Word.DRAWS, self.draws), (Word.INDEX, self.index), (Word.EVENTS, events), (Word.BRANCHES, branches),
            (Word.EFFECTS, effects), (Word.MOVERS, movers), (Word.BRANCH_ORDER, table.branch_order.copy()),
            (Word.DATES, table.dates.copy()),
            (Word.DRIVERS, _scaled(table.drivers, range(2), block)), (Word.OBSERVED, observed),
            (Word.QUESTIONS, _scaled(table.questions, [2, 3], block)),
            (Word.MEASURE_ROWS, table.measure_rows * block), (Word.FIRED, np.zeros(len(events) + 1, dtype=np.int64)),
            (Word.FIRED_LANES, room), (Word.FIRED_TIMES, room.copy()),
            (Word.MOVED_LANES, np.zeros((len(movers) + 1) * block, dtype=np.int64)),
            (Word.ENDS, np.zeros(block, dtype=np.int64)), (Word.PENDING, np.zeros(block + 16, dtype=np.int64)),
            (Word.SCRATCH, aligned(3 * block)),
        ):  # fmt: skip
            self.put(word, array)
        for word, number in (
            (Word.STRIDE, block), (Word.ROWS, table.rows), (Word.ALIVE, self._address(table.alive_row)),
            (Word.EVENT_COUNT, len(events)), (Word.MOVER_COUNT, len(movers)), (Word.DRIVER_COUNT, len(table.drivers)),
            (Word.OBSERVED_COUNT, len(observed)), (Word.QUESTION_COUNT, len(table.questions)),
            (Word.MEASURE_COUNT, len(table.measure_rows)), (Word.CLASS_ROW, table.class_row * block),
        ):  # fmt: skip
            frame[word] = number

    def _bind_clock(self, plan: Plan) -> None:
        clock = plan.clock
        read_steps = np.zeros(clock.steps + 1, dtype=np.int64)
        read = [*(one.step for one in plan.questions), *(one.step for one in plan.observations), clock.steps]
        read_steps[[step for step in read if 0 <= step <= clock.steps]] = 1
        self.put(Word.READ_STEPS, read_steps)
        self.put(Word.INSTANTS, np.array([clock.times(k) for k in range(clock.steps + 1)]))


def _scaled(table: Words, columns: range | list[int], block: int) -> Words:
    """A table whose columns of rows are counted in values; -1 stays."""
    found = table.copy()
    for column in columns:
        found[:, column] = np.where(found[:, column] >= 0, found[:, column] * block, -1)
    return found
