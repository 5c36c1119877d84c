"""Rows for the registers of a program: rows of their own for those that stay, a pool for those that pass.

A row of the pool is free again after the last instruction that reads it. An instruction's output gets its row before
those of its operands are freed, so that no output is an operand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simengine.engines.machine.frame import Segment
from simengine.engines.machine.writer import Instruction, Register, Writer

_EARLY = (Segment.LOOK, Segment.LOOK_READ, Segment.CONDITIONS, Segment.NOTE, Segment.NOTE_READ)
_LATE = (Segment.END, Segment.DRAW, Segment.INPUTS, Segment.MOVE)


def segment_order(writer: Writer) -> tuple[list[int], list[int]]:
    """The segments of a step in the order in which they may run, and the lane programs."""
    others = [s for s in range(Segment.FIRST_FREE, len(writer.segments)) if s not in writer.lanes]
    return [*_EARLY, *others, *_LATE], sorted(writer.lanes)


@dataclass(slots=True)
class Rows:
    """The first row of each register, and how many rows there are."""

    first: dict[int, int] = field(default_factory=dict)
    count: int = 0


def allocate_rows(writer: Writer) -> Rows:
    """Rows for all registers of a program."""
    rows = Rows()
    step, lanes = segment_order(writer)
    groups = [[int(Segment.BEGIN)], step, *([lane] for lane in lanes)]
    home = _sole_groups(writer, groups)
    for number, size in enumerate(writer.sizes):
        if number in writer.pinned or home.get(number, -1) < 0 or size > 1:
            rows.first[number] = rows.count
            rows.count += size
    shared = _Pool(rows)
    for index, group in enumerate(groups):
        pool = shared if index < 2 else _Pool(rows)
        instructions = [one for segment in group for one in writer.segments[segment]]
        _allocate_passing(pool, instructions, _last_uses(writer, group))
    return rows


def _sole_groups(writer: Writer, groups: Sequence[Sequence[int]]) -> Mapping[int, int]:
    """For each register the group that alone has to do with it; -1 if there are several."""
    home: dict[int, int] = {}
    for index, group in enumerate(groups):
        for segment in group:
            used = [register for one in writer.segments[segment] for register in one.registers]
            used += [register for after, register in writer.uses_after if after == segment]
            for register in used:
                home[register.number] = index if home.get(register.number, index) == index else -1
    return home


def _last_uses(writer: Writer, group: Sequence[int]) -> dict[int, int]:
    """For each register its last use among the instructions of a group, counted from 0."""
    last: dict[int, int] = {}
    place = 0
    after: dict[int, int] = {}
    for segment in group:
        for one in writer.segments[segment]:
            for register in one.registers:
                last[register.number] = place
            place += 1
        after[segment] = place
    for segment, register in writer.uses_after:
        if segment in after:
            last[register.number] = max(last.get(register.number, 0), after[segment])
    return last


@dataclass(slots=True)
class _Pool:
    """Rows that pass from register to register; the one freed last is the next."""

    rows: Rows
    free: list[int] = field(default_factory=list)

    def take(self) -> int:
        if self.free:
            return self.free.pop()
        self.rows.count += 1
        return self.rows.count - 1


def _allocate_passing(pool: _Pool, instructions: Sequence[Instruction], last: Mapping[int, int]) -> None:
    first = pool.rows.first
    due: dict[int, list[int]] = {}
    for place, one in enumerate(instructions):
        for number in _register_numbers(one):
            if number not in first:
                first[number] = pool.take()
                due.setdefault(last[number], []).append(number)
        for number in due.pop(place, ()):
            pool.free.append(first[number])
    for left in due.values():
        pool.free += [first[number] for number in left]


def _register_numbers(one: Instruction) -> Sequence[int]:
    return [register.number for register in one.registers]


def row_of(rows: Rows, register: Register) -> int:
    """The row a register stands for."""
    return rows.first[register.number] + register.offset


def row_names(writer: Writer, rows: Rows) -> Mapping[int, str]:
    """What people call the rows that belong to one register for good: only these have a meaning of their own."""
    users = Counter(rows.first.values())
    return {
        first + offset: f"{name}[{offset}]" if offset else name
        for number, name in enumerate(writer.names)
        if name and users[first := rows.first[number]] == 1
        for offset in range(writer.sizes[number])
    }
