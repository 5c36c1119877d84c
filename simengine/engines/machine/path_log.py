"""What is written down of paths as they run: that one ends, and what occurs on it."""

from __future__ import annotations

from simengine.engines.machine.dispatch import event_at
from simengine.engines.machine.frame import Event, Word
from simengine.engines.machine.native import Words, doubles, routine, wholes

ORDERS = 1 << 20
NOT_ENDED = 1 << 62
START, NOTE, READ, DECIDE, APPLY = -1, 1, 2, 3, 5


@routine
def fail(frame: Words, i: int, step: int, phase: int, order: int, status: int) -> None:
    """Ends path i; of several ends the earliest counts."""
    ends = wholes(frame[Word.ENDS])
    ends[i] = min(ends[i], ((step * 8 + phase + 1) * ORDERS + order) * 8 + status)
    frame[Word.ENDED] = 1


@routine
def log_occurrence(frame: Words, e: int, i: int, step: int) -> None:
    """Enters an occurrence of an event on path i, logged at `step`."""
    ev, v, stride = event_at(frame, e), doubles(frame[Word.VALUES]), frame[Word.STRIDE]
    at = ev[Event.OCCURRED] + i
    v[at] += 1.0
    if ev[Event.NOTED]:
        if v[at] == 1.0:
            v[at + stride] = step
        v[at + 2 * stride] = step
    fired, lanes, times = wholes(frame[Word.FIRED]), wholes(frame[Word.FIRED_LANES]), wholes(frame[Word.FIRED_TIMES])
    place = e * stride + fired[e]
    if fired[e] > 0 and lanes[place - 1] == i:
        times[place - 1] += 1
    else:
        lanes[place], times[place] = i, 1
        fired[e] += 1
