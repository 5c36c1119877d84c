"""What events do to drivers, and the bounds that drivers are kept in."""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import event_at, mover_at, row, run_on_lanes
from simengine.engines.machine.event_phases import amount_of
from simengine.engines.machine.frame import Event, Mover, Word
from simengine.engines.machine.native import Row, Words, doubles, noalias, routine, wholes
from simengine.engines.machine.templates import clipped


@routine
def apply_effects(frame: Words) -> None:
    """Phase 5: what is due changes the values of drivers, event by event in the order of the file."""
    fired, stride = wholes(frame[Word.FIRED]), frame[Word.STRIDE]
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        first, count = ev[Event.FIRST_EFFECT], ev[Event.EFFECTS]
        for j in range(fired[e] if count else 0):
            i = wholes(frame[Word.FIRED_LANES])[e * stride + j]
            for _ in range(wholes(frame[Word.FIRED_TIMES])[e * stride + j]):
                for f in range(first, first + count):
                    _apply_effect(frame, f, i, j)


@routine
def _apply_effect(frame: Words, f: int, i: int, j: int) -> None:
    effects, v = wholes(frame[Word.EFFECTS]), doubles(frame[Word.VALUES])
    d = effects[4 * f]
    mover = mover_at(frame, d)
    value, touched = mover[Mover.VALUE] + i, mover[Mover.TOUCHED] + i
    by, x, operation = amount_of(v, effects[4 * f + 2], effects[4 * f + 3], j), v[value], effects[4 * f + 1]
    v[value] = by if operation == 0 else x + by if operation == 1 else x * by
    if v[touched] == 0.0:
        v[touched] = 1.0
        _list_as_moved(frame, d, i)


@routine
def _list_as_moved(frame: Words, d: int, i: int) -> None:
    mover = mover_at(frame, d)
    wholes(frame[Word.MOVED_LANES])[d * frame[Word.STRIDE] + mover[Mover.COUNT]] = i
    mover[Mover.COUNT] += 1


@routine
def _count_outside(n: int, value: Row, lowest: Row, highest: Row) -> int:
    noalias()
    hits = 0
    for i in range(n):
        x = value[i]
        hits += 1 if (abs(x) < math.inf) & (clipped(x, lowest[i], highest[i]) != x) else 0
    return hits


@routine
def set_moved_states(frame: Words) -> None:
    """Brings drivers inside their bounds, and puts those that were moved where their values are."""
    v, n, stride = doubles(frame[Word.VALUES]), frame[Word.WIDTH], frame[Word.STRIDE]
    for d in range(frame[Word.MOVER_COUNT]):
        mover = mover_at(frame, d)
        if mover[Mover.LOWEST] >= 0:
            value, touched = row(frame, mover[Mover.VALUE]), row(frame, mover[Mover.TOUCHED])
            low, high = row(frame, mover[Mover.LOWEST]), row(frame, mover[Mover.HIGHEST])
            for i in range(n if _count_outside(n, value, low, high) > 0 else 0):
                x = value[i]
                if touched[i] == 0.0 and abs(x) < math.inf and clipped(x, low[i], high[i]) != x:
                    touched[i] = 1.0
                    _list_as_moved(frame, d, i)
        count = mover[Mover.COUNT]
        if count > 0:
            lanes = frame[Word.MOVED_LANES] + 8 * d * stride
            run_on_lanes(frame, mover[Mover.SET_STATE], lanes, count)
            for j in range(count):
                v[mover[Mover.TOUCHED] + wholes(lanes)[j]] = 0.0
            mover[Mover.COUNT] = 0
