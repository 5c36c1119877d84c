"""The loop over the steps of a block of paths, in the phases of docs/semantics.md."""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import TICKS, mark, row, run
from simengine.engines.machine.effects import apply_effects, settle
from simengine.engines.machine.events import (
    APPLY,
    AT,
    BY_CONDITION,
    BY_DATE,
    BY_HAZARD,
    CLOCK_DIE,
    FIRED,
    GOING_ON,
    HELD,
    KEY_0,
    KEY_1,
    LIMIT,
    LOG,
    OCCURRED,
    REPEATS,
    SIZE,
    START,
    SUM,
    TRIGGER,
    commit,
    decide,
    evaluate_amounts,
    fail,
    log,
    note_conditions,
)
from simengine.engines.machine.frame import Segment, Ticks, Word
from simengine.engines.machine.native import alone, doubles, naturals, routine, ticks, wholes
from simengine.engines.machine.noise import numbers_of, occurrence_row
from simengine.engines.machine.results import answer, hand_over, keep, observe
from simengine.status import Status

NON_FINITE = int(Status.NON_FINITE)
BEGIN, LOOK, LOOK_ASKED, CONDITIONS = (
    Segment.BEGIN.value, Segment.LOOK.value, Segment.LOOK_ASKED.value, Segment.CONDITIONS.value
)  # fmt: skip
NOTE, NOTE_ASKED, END, DRAW, FEED, MOVE = (
    Segment.NOTE.value, Segment.NOTE_ASKED.value, Segment.END.value, Segment.DRAW.value, Segment.FEED.value,
    Segment.MOVE.value,
)  # fmt: skip
WIDTH, STEP, STRIDE, CLOCK, BAD, ROWS, PENDING = (
    Word.WIDTH.value, Word.STEP.value, Word.STRIDE.value, Word.CLOCK.value, Word.BAD.value, Word.ROWS.value,
    Word.PENDING.value,
)  # fmt: skip
PATHS, WHO, ENDS, ALIVE, LAST, YEARS, TIMES, ASKED = (
    Word.PATHS.value, Word.WHO.value, Word.ENDS.value, Word.ALIVE.value, Word.LAST.value, Word.YEARS.value,
    Word.TIMES.value, Word.ASKED.value,
)  # fmt: skip
KEEPING, EVENTS, EVENT_COUNT, DRIVERS, DRIVER_COUNT = (
    Word.KEEPING.value, Word.EVENTS.value, Word.EVENT_COUNT.value, Word.DRIVERS.value, Word.DRIVER_COUNT.value
)  # fmt: skip
OWN_DICE, OWN_DICE_COUNT, FULL = Word.OWN_DICE.value, Word.OWN_DICE_COUNT.value, Word.FULL.value
IN_RUN, IN_BEGIN, IN_GO_ON, IN_READ, IN_NOTE = (
    Ticks.RUN.value, Ticks.BEGIN.value, Ticks.GO_ON.value, Ticks.READ.value, Ticks.NOTE.value
)  # fmt: skip
IN_DECIDE, IN_EFFECTS, IN_COMMIT, IN_END = (
    Ticks.DECIDE.value, Ticks.EFFECTS.value, Ticks.COMMIT.value, Ticks.END.value
)  # fmt: skip


@routine
def simulate(frame):  # type: ignore[no-untyped-def]
    """One block of paths from its start to the step LAST."""
    if frame[TICKS]:
        wholes(frame[TICKS])[Ticks.LAST.value] = ticks()
    _begin(frame)
    last, ended, parting = frame[LAST], _fail_unsound(frame, 0), False
    mark(frame, IN_BEGIN)
    for k in range(last + 1):
        frame[STEP] = k
        parting = _go_on(frame, ended) or parting
        if parting and k & 3 == 0:
            hand_over(frame)
            _close_ranks(frame)
            parting = False
        ended = _look_and_note(frame, k, wholes(frame[ASKED])[k] != 0 or k == last)
        if k == last:
            commit(frame)
            break
        parting = _go_on(frame, ended) or parting
        mark(frame, IN_GO_ON)
        ended = _advance(frame, k)
    _go_on(frame, 1)
    if frame[FULL]:
        run(frame, END)
    hand_over(frame)
    mark(frame, IN_END)


@routine
def _look_and_note(frame, k, asked):  # type: ignore[no-untyped-def]
    """Phases 1 and 2, and what is read at this step; how many paths may have ended."""
    clock = doubles(frame[CLOCK])
    clock[2], clock[3] = doubles(frame[TIMES])[k], doubles(frame[YEARS])[k]
    mark(frame, IN_GO_ON)
    run(frame, LOOK)
    if asked or frame[KEEPING] > 0:
        run(frame, LOOK_ASKED)
    mark(frame, IN_RUN)
    keep(frame, k)
    mark(frame, IN_READ)
    run(frame, CONDITIONS)
    mark(frame, IN_RUN)
    ended = note_conditions(frame)
    mark(frame, IN_NOTE)
    run(frame, NOTE)
    if asked:
        run(frame, NOTE_ASKED)
    mark(frame, IN_RUN)
    if asked:
        ended += observe(frame, k)
        answer(frame, k)
    mark(frame, IN_READ)
    return ended


@routine
def _advance(frame, k):  # type: ignore[no-untyped-def]
    """Phases 3 to 5; how many paths may have ended."""
    if k & 3 == 0:
        run(frame, DRAW)
    run(frame, FEED)
    mark(frame, IN_RUN)
    ended = decide(frame)
    mark(frame, IN_DECIDE)
    evaluate_amounts(frame)
    mark(frame, IN_EFFECTS)
    frame[BAD] = 0
    run(frame, MOVE)
    mark(frame, IN_RUN)
    apply_effects(frame)
    settle(frame)
    mark(frame, IN_EFFECTS)
    commit(frame)
    ended += _fail_unsound(frame, k + 1)
    mark(frame, IN_COMMIT)
    return ended


@routine
def _begin(frame):  # type: ignore[no-untyped-def]
    """Parameters and what follows from them, first values, empty logs."""
    n, ends = frame[WIDTH], wholes(frame[ENDS])
    alive = doubles(frame[ALIVE])
    for i in range(n):
        ends[i], alive[i] = GOING_ON, 1.0
    frame[STEP], frame[BAD] = 0, 0
    pending = wholes(frame[PENDING])
    for i in range(n):
        pending[i] = i
    frame[Word.LANES.value], frame[Word.COUNT.value] = frame[PENDING], n
    _begin_logs(frame)
    run(frame, BEGIN)


@routine
def _begin_logs(frame):  # type: ignore[no-untyped-def]
    """Empty logs but for events dated at the start or before, and the first limits of the hazards, -log u."""
    ev, n = wholes(frame[EVENTS]), frame[WIDTH]
    for e in range(frame[EVENT_COUNT]):
        wholes(frame[FIRED])[e] = 0
        before = ev[e * SIZE + TRIGGER] == BY_DATE and ev[e * SIZE + AT] <= 0
        _fill_log(frame, n, ev[e * SIZE + LOG], ev[e * SIZE + OCCURRED], before, ev[e * SIZE + AT])
        if ev[e * SIZE + TRIGGER] == BY_HAZARD:
            limit, total = row(frame, ev[e * SIZE + LIMIT]), row(frame, ev[e * SIZE + SUM])
            numbers = numbers_of(frame, ev[e * SIZE + CLOCK_DIE])
            occurrence_row(n, limit, numbers, 0, 0, ev[e * SIZE + KEY_0], ev[e * SIZE + KEY_1])
            _first_limits(n, limit, total)
        if ev[e * SIZE + TRIGGER] == BY_CONDITION and ev[e * SIZE + REPEATS]:
            held = row(frame, ev[e * SIZE + HELD])
            for i in range(n):
                held[i] = 0.0


@routine
def _fill_log(frame, n, log_at, occurred_at, before, step):  # type: ignore[no-untyped-def]
    times, occurred = row(frame, log_at), row(frame, occurred_at)
    first, latest = row(frame, log_at + frame[STRIDE]), row(frame, log_at + 2 * frame[STRIDE])
    for i in range(n):
        times[i] = 1.0 if before else 0.0
        occurred[i] = times[i]
        first[i] = step if before else math.nan
        latest[i] = step if before else math.nan


@routine
def _first_limits(n, limit, total):  # type: ignore[no-untyped-def]
    alone()
    for i in range(n):
        limit[i] = -log(limit[i])
        total[i] = 0.0


@routine
def _fail_unsound(frame, k):  # type: ignore[no-untyped-def]
    """Ends the paths on which a driver is not finite, and puts it at 0 there, so that nothing goes astray."""
    if frame[BAD] == 0:
        return 0
    n, drivers = frame[WIDTH], wholes(frame[DRIVERS])
    for d in range(frame[DRIVER_COUNT]):
        state, value = row(frame, drivers[2 * d]), row(frame, drivers[2 * d + 1])
        for i in range(n):
            if not (abs(state[i]) < math.inf and abs(value[i]) < math.inf):
                fail(frame, i, k, START if k == 0 else APPLY, d, NON_FINITE)
                state[i] = 0.0
    frame[BAD] = 0
    return 1


@routine
def _go_on(frame, ended):  # type: ignore[no-untyped-def]
    """Notes which paths go on, if any may have ended; whether any has."""
    if ended == 0:
        return False
    alive, ends, left = doubles(frame[ALIVE]), wholes(frame[ENDS]), 0
    for i in range(frame[WIDTH]):
        alive[i] = 1.0 if ends[i] == GOING_ON else 0.0
        left += 1 if ends[i] == GOING_ON else 0
    return left < frame[WIDTH]


@routine
def _close_ranks(frame):  # type: ignore[no-untyped-def]
    """Brings the paths that go on together, if that spares a fifth of the work."""
    n, ends, staying = frame[WIDTH], wholes(frame[ENDS]), wholes(frame[PENDING])
    left = 0
    for i in range(n):
        staying[left] = i
        left += 1 if ends[i] == GOING_ON else 0
    if 5 * left > 4 * n:
        return
    for r in range(frame[ROWS]):
        values = row(frame, r * frame[STRIDE])
        for j in range(left):
            values[j] = values[staying[j]]
    for r in range(frame[OWN_DICE_COUNT]):
        numbers = naturals(frame[OWN_DICE] + 8 * r * frame[STRIDE])
        for j in range(left):
            numbers[j] = numbers[staying[j]]
    paths, who = naturals(frame[PATHS]), wholes(frame[WHO])
    for j in range(left):
        ends[j], paths[j], who[j] = ends[staying[j]], paths[staying[j]], who[staying[j]]
    frame[WIDTH] = left
