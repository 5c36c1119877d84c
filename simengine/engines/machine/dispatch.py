"""The loop over instructions."""

from __future__ import annotations

from simengine.engines.machine.frame import Ticks, Word
from simengine.engines.machine.native import call, doubles, routine, ticks, wholes

CODE, SEGMENTS, TICKS, VALUES = Word.CODE.value, Word.SEGMENTS.value, Word.TICKS.value, Word.VALUES.value
LAST, INSTRUCTIONS, BEFORE, FIRST = (
    Ticks.LAST.value, Ticks.INSTRUCTIONS.value, Ticks.BEFORE.value, Ticks.SIZE.value
)  # fmt: skip
WIDTH, LANES, COUNT = Word.WIDTH.value, Word.LANES.value, Word.COUNT.value


@routine
def run(frame, segment):  # type: ignore[no-untyped-def]
    """Runs the instructions of a segment."""
    code, starts = wholes(frame[CODE]), wholes(frame[SEGMENTS])
    if frame[TICKS]:
        _run_measured(frame, starts[segment], starts[segment + 1])
        return
    for j in range(starts[segment], starts[segment + 1]):
        call(code[2 * j], wholes(code[2 * j + 1]), frame)


@routine
def _run_measured(frame, first, end):  # type: ignore[no-untyped-def]
    code, spent = wholes(frame[CODE]), wholes(frame[TICKS])
    for j in range(first, end):
        began = ticks()
        call(code[2 * j], wholes(code[2 * j + 1]), frame)
        took = ticks() - began
        spent[FIRST + j] += took
        spent[INSTRUCTIONS] += took


@routine
def mark(frame, part):  # type: ignore[no-untyped-def]
    """A part of the loop is over; what it took is counted, if somebody asks."""
    if frame[TICKS]:
        spent, now = wholes(frame[TICKS]), ticks()
        spent[part] += now - spent[LAST] - (spent[INSTRUCTIONS] - spent[BEFORE])
        spent[LAST], spent[BEFORE] = now, spent[INSTRUCTIONS]


@routine
def run_on_lanes(frame, segment, lanes, count):  # type: ignore[no-untyped-def]
    """Runs a lane program: its rows hold a value a lane, those at the address `lanes`."""
    n = frame[WIDTH]
    frame[WIDTH], frame[LANES], frame[COUNT] = count, lanes, count
    run(frame, segment)
    frame[WIDTH] = n


@routine
def row(frame, offset):  # type: ignore[no-untyped-def]
    """The row that begins at an offset."""
    return doubles(frame[VALUES] + 8 * offset)
