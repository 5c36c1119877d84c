"""What events do to drivers, and the bounds that drivers are kept in."""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import row, run_on_lanes
from simengine.engines.machine.events import (
    EFFECT_COUNT,
    EFFECTS,
    EVENT_COUNT,
    EVENTS,
    FIRED,
    FIRST_EFFECT,
    LANES,
    SIZE,
    TIMES,
    _amount,
)
from simengine.engines.machine.frame import Mover, Word
from simengine.engines.machine.native import alone, doubles, routine, wholes
from simengine.engines.machine.templates import _clip

VALUES, WIDTH, STRIDE = Word.VALUES.value, Word.WIDTH.value, Word.STRIDE.value
MOVERS, MOVER_COUNT, MOVED_LANES = Word.MOVERS.value, Word.MOVER_COUNT.value, Word.MOVED_LANES.value
VALUE, TOUCHED, LOWEST, HIGHEST, SETTLE, COUNT, MOVER_SIZE = map(int, Mover)


@routine
def apply_effects(frame):  # type: ignore[no-untyped-def]
    """Phase 5: what is due changes the values of drivers, event by event in the order of the file."""
    ev, fired, stride = wholes(frame[EVENTS]), wholes(frame[FIRED]), frame[STRIDE]
    for e in range(frame[EVENT_COUNT]):
        first, count = ev[e * SIZE + FIRST_EFFECT], ev[e * SIZE + EFFECT_COUNT]
        for j in range(fired[e] if count else 0):
            i = wholes(frame[LANES])[e * stride + j]
            for _ in range(wholes(frame[TIMES])[e * stride + j]):
                for f in range(first, first + count):
                    _apply(frame, f, i, j)


@routine
def _apply(frame, f, i, j):  # type: ignore[no-untyped-def]
    effects, movers, v = wholes(frame[EFFECTS]), wholes(frame[MOVERS]), doubles(frame[VALUES])
    d = effects[4 * f]
    value, touched = movers[d * MOVER_SIZE + VALUE] + i, movers[d * MOVER_SIZE + TOUCHED] + i
    by, x, operation = _amount(v, effects[4 * f + 2], effects[4 * f + 3], j), v[value], effects[4 * f + 1]
    v[value] = by if operation == 0 else x + by if operation == 1 else x * by
    if v[touched] == 0.0:
        v[touched] = 1.0
        _list(frame, d, i)


@routine
def _list(frame, d, i):  # type: ignore[no-untyped-def]
    movers = wholes(frame[MOVERS])
    wholes(frame[MOVED_LANES])[d * frame[STRIDE] + movers[d * MOVER_SIZE + COUNT]] = i
    movers[d * MOVER_SIZE + COUNT] += 1


@routine
def _outside(n, value, lowest, highest):  # type: ignore[no-untyped-def]
    alone()
    hits = 0
    for i in range(n):
        x = value[i]
        hits += 1 if (abs(x) < math.inf) & (_clip(x, lowest[i], highest[i]) != x) else 0
    return hits


@routine
def settle(frame):  # type: ignore[no-untyped-def]
    """Brings drivers inside their bounds, and puts those that were moved where their values are."""
    movers, v, n, stride = wholes(frame[MOVERS]), doubles(frame[VALUES]), frame[WIDTH], frame[STRIDE]
    for d in range(frame[MOVER_COUNT]):
        if movers[d * MOVER_SIZE + LOWEST] >= 0:
            value, touched = row(frame, movers[d * MOVER_SIZE + VALUE]), row(frame, movers[d * MOVER_SIZE + TOUCHED])
            low, high = row(frame, movers[d * MOVER_SIZE + LOWEST]), row(frame, movers[d * MOVER_SIZE + HIGHEST])
            for i in range(n if _outside(n, value, low, high) > 0 else 0):
                x = value[i]
                if touched[i] == 0.0 and abs(x) < math.inf and _clip(x, low[i], high[i]) != x:
                    touched[i] = 1.0
                    _list(frame, d, i)
        count = movers[d * MOVER_SIZE + COUNT]
        if count > 0:
            lanes = frame[MOVED_LANES] + 8 * d * stride
            run_on_lanes(frame, movers[d * MOVER_SIZE + SETTLE], lanes, count)
            for j in range(count):
                v[movers[d * MOVER_SIZE + TOUCHED] + wholes(lanes)[j]] = 0.0
            movers[d * MOVER_SIZE + COUNT] = 0
