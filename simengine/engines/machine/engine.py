"""The machine: many futures at once, bit for bit those of the reference engine.

A plan becomes a table of instructions; kernels that were compiled once for this computer run it over blocks of paths.
`simulate` holds no lock of Python's while it computes, so that threads can share an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter_ns

import numpy as np
from numpy.typing import NDArray

from simengine.engines.die_numbers import NO_NUMBERS, DieRow, check_late, check_rolled, check_step
from simengine.engines.machine.frame import Ticks, Word
from simengine.engines.machine.instruction_table import Table
from simengine.engines.machine.library import Library
from simengine.engines.machine.output import Output
from simengine.engines.machine.profile import Profile
from simengine.engines.machine.workspace import Workspace, block_of
from simengine.engines.path_results import EventSteps, PathResults
from simengine.plan.later import with_later
from simengine.plan.plan import Plan
from simengine.plan.plan_dice import dice_of
from simengine.randomness.dice import NESTED, Die
from simengine.randomness.streams import check_number, check_path

Numbers = NDArray[np.uint64]
RECORDS_A_PATH = 48
"""Room for occurrences, to begin with."""
ROUNDS = 5
"""How often a profile computes its paths, without measuring and with."""


class Machine:
    """Computes the paths of a plan, a block at a time."""

    def __init__(self, plan: Plan, table: Table, library: Library, block: int | None = None) -> None:
        self.plan, self.table = with_later(plan), table
        self.block = block or block_of(table.rows)
        self._library = library
        self._dice = {die: index for index, die in enumerate(dice_of(plan))}
        self._free: list[Workspace] = []
        self._room = RECORDS_A_PATH

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

        `rolled` gives for a die one number a path in place of the path's own; with `until` paths end after what is
        read at that step, without measures and class, and no value is kept of later steps. From step `fresh` on all
        dice show the path's own number, or what `late` gives for them, and clocks that run begin again.

        Raises:
            KeyError: for a name to keep that the plan hasn't.
            ValueError: for a path, a die, its numbers, an `until` or a `fresh` that can't be.
        """
        check_step(self.plan, "until", until)
        check_step(self.plan, "fresh", fresh)
        check_rolled(self.plan, rolled, len(paths), self._dice)
        check_late(self.plan, late, len(paths), self._dice, fresh)
        numbers = _checked_numbers(paths, check_path)
        dice = [self._dice[die] for die in rolled]
        later = [self._dice[die] for die in late]
        given = [_checked_numbers(row, check_number) for row in (*rolled.values(), *late.values())]
        last = self.plan.clock.steps if until is None else until
        out = Output.make(self.plan, len(numbers), last, len(keep), self._room)
        rows, space = self._row_offsets(keep), self._workspace()
        self._set_frame(space, out, rows, dice, later, last)
        space.frame[Word.TO_END], space.frame[Word.FRESH] = int(until is None), -1 if fresh is None else fresh
        self._compute(space, out, numbers, space.together(given, len(numbers)))
        return self._results(numbers, out)

    def profile(self, paths: Sequence[int]) -> Profile:
        """What the instructions of a table take for the given paths: the least of some rounds, as more is waiting.

        ValueError for no paths, and as `simulate`.
        """
        if not len(paths):
            raise ValueError("a profile needs a path")
        rounds = [
            (self._time_plain(paths), *self._time_measured(_checked_numbers(paths, check_path))) for _ in range(ROUNDS)
        ]
        plain, ticks, in_loop, around = zip(*rounds, strict=True)
        total = min(in_loop) + min(around)
        return Profile(np.min(ticks, axis=0), min(in_loop), total, min(plain), len(paths) * self.plan.clock.steps)

    def _time_plain(self, paths: Sequence[int]) -> int:
        """The nanoseconds of a call."""
        began = perf_counter_ns()
        self.simulate(paths)
        return perf_counter_ns() - began

    def _time_measured(self, numbers: Numbers) -> tuple[NDArray[np.int64], int, int]:
        """The ticks of a call like the one before; the nanoseconds of its loop, and of what is around it."""
        ticks, last = np.zeros(Ticks.SIZE + len(self.table.code), dtype=np.int64), self.plan.clock.steps
        began = perf_counter_ns()
        out, space = Output.make(self.plan, len(numbers), last, 0, self._room), self._free.pop()
        self._set_frame(space, out, [], [], [], last)
        space.frame[Word.TO_END], space.frame[Word.FRESH], space.frame[Word.TICKS] = 1, -1, ticks.ctypes.data
        in_loop = self._compute(space, out, numbers, space.together([], len(numbers)))
        self._results(numbers, out)
        return ticks, in_loop, perf_counter_ns() - began - in_loop

    def _compute(self, space: Workspace, out: Output, numbers: Numbers, shown: Numbers) -> int:
        """All blocks of a call, whose rolled dice show `shown` [die, path]; the nanoseconds of the loop."""
        in_loop, size = 0, even_block_size(len(numbers), self.block)
        for first in range(0, len(numbers), size):
            part = slice(first, min(first + size, len(numbers)))
            in_loop += self._compute_block(space, out, numbers, shown, part)
        out.count = int(space.frame[Word.RECORD_COUNT])
        self._free.append(space)
        self._room = max(self._room, out.records.size // 2 // max(len(numbers), 1))
        return in_loop

    def _row_offsets(self, names: Sequence[str]) -> list[int]:
        """Where their values stand; −1 for a measure, which has none at a step."""
        rows, measures = self.table.slot_rows, {cell.slot for cell in self.plan.measures}
        slots = [self.plan.slot(name) for name in names]
        return [-1 if slot in measures else rows[slot] * self.block for slot in slots]

    def _workspace(self) -> Workspace:
        """Memory that no other thread computes in; another may take the last between a look and a grasp."""
        try:
            return self._free.pop()
        except IndexError:
            return Workspace(self.plan, self.table, self._library, self.block, len(self._dice))

    def _set_frame(
        self, space: Workspace, out: Output, keep: list[int], rolled: list[int], late: list[int], last: int
    ) -> None:
        """What is the same for all blocks of a call; the numbers of late dice stand behind those of rolled ones."""
        frame = space.frame
        for word, array in (
            (Word.STATUS, out.status), (Word.ELEMENT, out.element), (Word.ENDED_AT, out.step),
            (Word.OUTCOME, out.outcome), (Word.MEASURES, out.measures), (Word.ANSWERS, out.answers),
            (Word.CLAMPS, out.clamps), (Word.KEPT, out.kept), (Word.RECORDS, out.records),
        ):  # fmt: skip
            frame[word] = array.ctypes.data
        out.keep_rows = np.array(keep, dtype=np.int64)
        out.rolled = np.empty((len(rolled) + len(late), self.block), dtype=np.uint64)
        for word, number in (
            (Word.KEPT_ROWS, out.keep_rows.ctypes.data), (Word.KEPT_COUNT, len(keep)), (Word.LAST, last),
            (Word.TOTAL, len(out.status)),
            (Word.RECORD_COUNT, 0), (Word.RECORD_ROOM, len(out.records)), (Word.ROLLED_DICE, out.rolled.ctypes.data),
            (Word.ROLLED_DICE_COUNT, len(out.rolled)), (Word.TICKS, 0),
        ):  # fmt: skip
            frame[word] = number
        nested = sum(die.section in NESTED for die in self._dice)  # these come first
        frame[Word.PATH_DICE], frame[Word.DICE_COUNT] = nested, len(self._dice)
        out.dice = np.full(len(space.dice), space.paths.ctypes.data)
        out.dice[:nested] = space.draws.ctypes.data
        rows = out.rolled.ctypes.data + 8 * self.block * np.arange(len(out.rolled))
        out.dice[rolled], out.late = rows[: len(rolled)], np.full(len(space.dice), space.paths.ctypes.data)
        out.late[late] = rows[len(rolled) :]
        frame[Word.LATE_DICE] = out.late.ctypes.data

    def _compute_block(self, space: Workspace, out: Output, numbers: Numbers, shown: Numbers, part: slice) -> int:
        """One block; again with more room if its occurrences had too little. The nanoseconds of the loop."""
        n, frame = part.stop - part.start, space.frame
        before, clamps = int(frame[Word.RECORD_COUNT]), out.clamps.copy()
        while True:
            space.paths[:n] = numbers[part]
            space.draws[:n] = numbers[part] // np.uint64(self.plan.nested)
            space.index[:n] = np.arange(part.start, part.stop)
            space.dice[:] = out.dice
            out.rolled[:, :n] = shown[:, part]
            frame[Word.WIDTH] = n
            began = perf_counter_ns()
            self._library.simulate(frame.ctypes.data)
            took, wanted = perf_counter_ns() - began, int(frame[Word.RECORD_COUNT])
            if wanted <= len(out.records):
                return took
            more = np.empty((2 * wanted, 2), dtype=np.int64)
            more[:before] = out.records[:before]
            out.records, out.clamps[:] = more, clamps
            frame[Word.RECORDS], frame[Word.RECORD_ROOM] = more.ctypes.data, len(more)
            frame[Word.RECORD_COUNT] = before

    def _results(self, numbers: Numbers, out: Output) -> PathResults:
        return PathResults(
            path=numbers.astype(np.int64),
            status=out.status.astype(np.int8),
            element=out.element.astype(np.int16),
            step=out.step.astype(np.int32),
            outcome=out.outcome.astype(np.int16),
            measures=out.measures.T,
            questions=out.answers.T,
            events=self._event_steps(out, len(numbers)),
            clamps=out.clamps,
            kept=out.kept,
        )

    def _event_steps(self, out: Output, n: int) -> tuple[EventSteps, ...]:
        """The steps at which each event occurred, path by path."""
        events, count = len(self.plan.events), out.count
        total = int((out.records[:count, 1] & 0xFFFFFFFF).sum())
        offsets, steps = np.zeros(events * n + 1, dtype=np.int64), np.empty(total, dtype=np.int64)
        self._library.sort_records(out.records.ctypes.data, count, events, n, offsets.ctypes.data, steps.ctypes.data)
        found = []
        for index, event in enumerate(self.plan.events):
            own = offsets[index * n : (index + 1) * n + 1]
            first, end = (int(own[0]), int(own[-1])) if n else (0, 0)
            before = [step for step in event.at if step <= 0]
            found.append(_with_before(before, own - own[0], steps[first:end]))
        return tuple(found)


def _with_before(before: list[int], offsets: NDArray[np.int64], steps: NDArray[np.int64]) -> EventSteps:
    """The steps of an event with those before the start, which are the same on all paths, in front of each path's."""
    if before:
        n = len(offsets) - 1
        steps = np.insert(steps, np.repeat(offsets[:-1], len(before)), np.tile(before, n))
        offsets = offsets + len(before) * np.arange(n + 1)
    return EventSteps(offsets.astype(np.int32), steps.astype(np.int32))


def even_block_size(paths: int, block: int) -> int:
    """The size of blocks, at most `block` and else a multiple of 16, so that the last is not left with few paths."""
    blocks = max(1, -(-paths // block))
    return min(block, -(-paths // blocks // 16) * 16 or block)


def _checked_numbers(given: DieRow | range, check: Callable[[int], int]) -> Numbers:
    """Numbers as an array, once the smallest and the largest of them have been checked."""
    if isinstance(given, np.ndarray):
        if given.dtype == np.uint64 and check is check_number:
            return given  # which every die can show
        if len(given):
            check(int(given.min()))
            check(int(given.max()))
        return given.astype(np.uint64, copy=False)
    if len(given):
        check(int(min(given)))
        check(int(max(given)))
    if isinstance(given, range):
        return np.arange(given.start, given.stop, given.step, dtype=np.uint64)
    return np.array(given, dtype=np.uint64).reshape(len(given))
