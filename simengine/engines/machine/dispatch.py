"""The loop over instructions, and where rows, events and movers stand."""

from __future__ import annotations

from simengine.engines.machine.frame import Event, Mover, Ticks, Word
from simengine.engines.machine.native import Row, Words, call, doubles, routine, scalar, ticks, wholes


@routine
def run(frame: Words, segment: int) -> None:
    """Runs the instructions of a segment."""
    code, starts = wholes(frame[Word.CODE]), wholes(frame[Word.SEGMENTS])
    if frame[Word.TICKS]:
        _run_measured(frame, starts[segment], starts[segment + 1])
        return
    for j in range(starts[segment], starts[segment + 1]):
        call(code[2 * j], wholes(code[2 * j + 1]), frame)


@routine
def _run_measured(frame: Words, first: int, end: int) -> None:
    code, spent = wholes(frame[Word.CODE]), wholes(frame[Word.TICKS])
    for j in range(first, end):
        began = ticks()
        call(code[2 * j], wholes(code[2 * j + 1]), frame)
        took = ticks() - began
        spent[Ticks.SIZE + j] += took
        spent[Ticks.INSTRUCTIONS] += took


@routine
def mark(frame: Words, part: int) -> None:
    """A part of the loop is over; what it took is counted, if somebody asks."""
    if frame[Word.TICKS]:
        spent, now = wholes(frame[Word.TICKS]), ticks()
        spent[part] += now - spent[Ticks.LAST] - (spent[Ticks.INSTRUCTIONS] - spent[Ticks.BEFORE])
        spent[Ticks.LAST], spent[Ticks.BEFORE] = now, spent[Ticks.INSTRUCTIONS]


@routine
def run_on_lanes(frame: Words, segment: int, lanes: int, count: int) -> None:
    """Runs a lane program: its rows hold a value a lane, those at the address `lanes`."""
    n = frame[Word.WIDTH]
    frame[Word.WIDTH], frame[Word.LANES], frame[Word.COUNT] = count, lanes, count
    run(frame, segment)
    frame[Word.WIDTH] = n


@routine
def row(frame: Words, offset: int) -> Row:
    """The row that begins at an offset."""
    return doubles(frame[Word.VALUES] + 8 * offset)


@scalar
def event_at(frame: Words, e: int) -> Words:
    """The columns of an event."""
    return wholes(frame[Word.EVENTS] + 8 * e * Event.SIZE)


@scalar
def mover_at(frame: Words, d: int) -> Words:
    """The columns of a driver that is moved."""
    return wholes(frame[Word.MOVERS] + 8 * d * Mover.SIZE)
