"""Events that follow another after a delay.

How often an event occurs at each of the next steps stands in rows that are used in turn: that of step s is s modulo how
long a delay may be.
"""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import event_at, row, run_on_lanes
from simengine.engines.machine.frame import Event, Word
from simengine.engines.machine.native import Row, Words, doubles, naturals, noalias, routine, wholes
from simengine.engines.machine.noise import occurrence_uniform
from simengine.engines.machine.path_log import DECIDE, fail, log_occurrence
from simengine.language.clock import SLACK
from simengine.status import Status


@routine
def begin_delays(frame: Words) -> None:
    """Nothing waits; what occurrences before the start bring stands among the dates of an event."""
    n, stride = frame[Word.WIDTH], frame[Word.STRIDE]
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        if ev[Event.AFTER] >= 0:
            followed, occurred = row(frame, ev[Event.FOLLOWED]), row(frame, event_at(frame, ev[Event.AFTER])[Event.LOG])
            for i in range(n):
                followed[i] = occurred[i]
            for r in range(ev[Event.LONGEST]):
                waiting = row(frame, ev[Event.WAITING] + r * stride)
                for i in range(n):
                    waiting[i] = 0.0


@routine
def _count_new(n: int, occurred: Row, followed: Row) -> int:
    noalias()
    hits = 0
    for i in range(n):
        hits += 1 if occurred[i] > followed[i] else 0
    return hits


@routine
def follow(frame: Words, e: int, n: int, k: int) -> None:
    """Finds when an event follows the occurrences that are logged at k."""
    ev = event_at(frame, e)
    occurred, followed = row(frame, event_at(frame, ev[Event.AFTER])[Event.OCCURRED]), row(frame, ev[Event.FOLLOWED])
    if _count_new(n, occurred, followed) == 0:
        return
    lanes, delays = wholes(frame[Word.PENDING]), row(frame, ev[Event.DELAY])
    numbers, count = naturals(wholes(frame[Word.DICE])[ev[Event.CLOCK_DIE]]), 0
    for i in range(n):
        lanes[count] = i
        count += 1 if occurred[i] > followed[i] else 0
    while count > 0:  # once for all paths, and again for those on which it occurred more often
        for j in range(count if ev[Event.DRAWN] else 0):
            occurrence = int(followed[lanes[j]])
            delays[j] = occurrence_uniform(ev[Event.KEY_0], ev[Event.KEY_1], numbers[lanes[j]], occurrence, 0)
        run_on_lanes(frame, ev[Event.DELAYS], frame[Word.PENDING], count)
        left = 0
        for j in range(count):
            i = lanes[j]
            _wait(frame, e, i, k, delays[j])
            followed[i] += 1.0
            lanes[left] = i
            left += 1 if occurred[i] > followed[i] else 0
        count = left


@routine
def _wait(frame: Words, e: int, i: int, k: int, years: float) -> None:
    ev = event_at(frame, e)
    steps = years * doubles(frame[Word.CLOCK])[1] - SLACK
    if not years >= 0.0:
        fail(frame, i, k, DECIDE, e, Status.BAD_DELAY)
    elif steps <= ev[Event.LONGEST]:  # else it lies beyond the clock
        due = k + max(1, math.ceil(steps))
        doubles(frame[Word.VALUES])[ev[Event.WAITING] + due % ev[Event.LONGEST] * frame[Word.STRIDE] + i] += 1.0


@routine
def occur_after_delay(frame: Words, e: int, n: int, step: int) -> int:
    """Enters an event where it is due at a step; on how many paths."""
    ev, alive = event_at(frame, e), doubles(frame[Word.ALIVE])
    waiting, count = row(frame, ev[Event.WAITING] + step % ev[Event.LONGEST] * frame[Word.STRIDE]), 0
    for i in range(n):
        count += 1 if waiting[i] > 0.0 else 0
    for i in range(n if count > 0 else 0):
        for _ in range(int(waiting[i]) if alive[i] != 0.0 else 0):
            log_occurrence(frame, e, i, step)
        waiting[i] = 0.0
    return count
