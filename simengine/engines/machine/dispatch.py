"""The loop over instructions."""

from __future__ import annotations

from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import call, doubles, routine, ticks, wholes

CODE, SEGMENTS, TICKS, VALUES = Word.CODE.value, Word.SEGMENTS.value, Word.TICKS.value, Word.VALUES.value
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
        spent[j + 1] += ticks() - began


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
