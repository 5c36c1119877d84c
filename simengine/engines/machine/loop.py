"""The loop over the steps of a block of paths, in the phases of docs/semantics.md."""

from __future__ import annotations

import math

from simengine.engines.machine.delays import begin_delays
from simengine.engines.machine.dispatch import event_at, mark, row, run
from simengine.engines.machine.effects import apply_effects, set_moved_states
from simengine.engines.machine.event_phases import begin_afresh, commit, decide, evaluate_amounts, log, note_conditions
from simengine.engines.machine.frame import Event, Segment, Ticks, Trigger, Word
from simengine.engines.machine.native import Row, Words, doubles, naturals, noalias, routine, ticks, wholes
from simengine.engines.machine.noise import numbers_of, occurrence_row
from simengine.engines.machine.path_log import APPLY, NOT_ENDED, START, fail
from simengine.engines.machine.results import answer, keep_values, observe, write_results
from simengine.status import Status


@routine
def simulate(frame: Words) -> None:
    """One block of paths from its start to the step LAST."""
    if frame[Word.TICKS]:
        wholes(frame[Word.TICKS])[Ticks.LAST] = ticks()
    _begin(frame)
    _fail_non_finite(frame, 0)
    last, any_ended = frame[Word.LAST], False
    mark(frame, Ticks.BEGIN)
    for k in range(last + 1):
        frame[Word.STEP] = k
        any_ended = _update_alive(frame) or any_ended
        if any_ended and k & 3 == 0:
            write_results(frame)
            _compact_paths(frame)
            any_ended = False
        _look_and_note(frame, k, wholes(frame[Word.READ_STEPS])[k] != 0 or k == last)
        if k == last:
            commit(frame)
            break
        any_ended = _update_alive(frame) or any_ended
        mark(frame, Ticks.ALIVE)
        _advance(frame, k)
    _update_alive(frame)
    if frame[Word.TO_END]:
        run(frame, Segment.END)
    write_results(frame)
    mark(frame, Ticks.END)


@routine
def _look_and_note(frame: Words, k: int, is_read: bool) -> None:
    """Phases 1 and 2, and what is read at this step."""
    clock, instants = doubles(frame[Word.CLOCK]), doubles(frame[Word.INSTANTS])
    for j in range(3):
        clock[2 + j] = instants[3 * k + j]
    mark(frame, Ticks.ALIVE)
    run(frame, Segment.LOOK)
    if is_read or frame[Word.KEPT_COUNT] > 0:
        run(frame, Segment.LOOK_READ)
    mark(frame, Ticks.RUN)
    keep_values(frame, k)
    mark(frame, Ticks.READ)
    run(frame, Segment.CONDITIONS)
    mark(frame, Ticks.RUN)
    note_conditions(frame)
    mark(frame, Ticks.NOTE)
    run(frame, Segment.NOTE)
    if is_read:
        run(frame, Segment.NOTE_READ)
    mark(frame, Ticks.RUN)
    if is_read:
        observe(frame, k)
        answer(frame, k)
    mark(frame, Ticks.READ)


@routine
def _advance(frame: Words, k: int) -> None:
    """Phases 3 to 5."""
    if k == frame[Word.FRESH]:
        begin_afresh(frame)
    if k & 3 == 0 or k == frame[Word.FRESH]:
        run(frame, Segment.DRAW)
    run(frame, Segment.INPUTS)
    mark(frame, Ticks.RUN)
    decide(frame)
    mark(frame, Ticks.DECIDE)
    evaluate_amounts(frame)
    mark(frame, Ticks.EFFECTS)
    frame[Word.NON_FINITE_COUNT] = 0
    run(frame, Segment.MOVE)
    mark(frame, Ticks.RUN)
    apply_effects(frame)
    set_moved_states(frame)
    mark(frame, Ticks.EFFECTS)
    commit(frame)
    _fail_non_finite(frame, k + 1)
    mark(frame, Ticks.COMMIT)


@routine
def _begin(frame: Words) -> None:
    """Parameters and what follows from them, first values, empty logs."""
    n, ends = frame[Word.WIDTH], wholes(frame[Word.ENDS])
    alive = doubles(frame[Word.ALIVE])
    for i in range(n):
        ends[i], alive[i] = NOT_ENDED, 1.0
    frame[Word.STEP], frame[Word.NON_FINITE_COUNT], frame[Word.ENDED] = 0, 0, 0
    pending = wholes(frame[Word.PENDING])
    for i in range(n):
        pending[i] = i
    frame[Word.LANES], frame[Word.COUNT] = frame[Word.PENDING], n
    _begin_logs(frame)
    run(frame, Segment.BEGIN)


@routine
def _begin_logs(frame: Words) -> None:
    """Empty logs but for events dated at the start or before, and the first limits of the hazards, -log u."""
    n = frame[Word.WIDTH]
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        wholes(frame[Word.FIRED])[e] = 0
        _fill_log(frame, n, ev)
        if ev[Event.TRIGGER] == Trigger.HAZARD:
            limit, total = row(frame, ev[Event.LIMIT]), row(frame, ev[Event.SUM])
            numbers = numbers_of(frame, ev[Event.CLOCK_DIE])
            occurrence_row(n, limit, numbers, 0, 0, ev[Event.KEY_0], ev[Event.KEY_1])
            _first_limits(n, limit, total)
        if ev[Event.TRIGGER] == Trigger.CONDITION and ev[Event.REPEATS]:
            held = row(frame, ev[Event.HELD])
            for i in range(n):
                held[i] = 0.0
    begin_delays(frame)


@routine
def _fill_log(frame: Words, n: int, ev: Words) -> None:
    dates, before = wholes(frame[Word.DATES] + 8 * ev[Event.FIRST_DATE]), 0
    while before < ev[Event.DATES] and dates[before] <= 0:
        before += 1
    times, occurred = row(frame, ev[Event.LOG]), row(frame, ev[Event.OCCURRED])
    first, latest = row(frame, ev[Event.LOG] + frame[Word.STRIDE]), row(frame, ev[Event.LOG] + 2 * frame[Word.STRIDE])
    for i in range(n):
        times[i] = before
        occurred[i] = before
        first[i] = dates[0] if before > 0 else math.nan
        latest[i] = dates[before - 1] if before > 0 else math.nan


@routine
def _first_limits(n: int, limit: Row, total: Row) -> None:
    noalias()
    for i in range(n):
        limit[i] = -log(limit[i])
        total[i] = 0.0


@routine
def _fail_non_finite(frame: Words, k: int) -> None:
    """Ends the paths on which a driver is not finite, and puts it at 0 there, so that nothing goes astray."""
    if frame[Word.NON_FINITE_COUNT] == 0:
        return
    n, drivers = frame[Word.WIDTH], wholes(frame[Word.DRIVERS])
    for d in range(frame[Word.DRIVER_COUNT]):
        state, value = row(frame, drivers[2 * d]), row(frame, drivers[2 * d + 1])
        for i in range(n):
            if not (abs(state[i]) < math.inf and abs(value[i]) < math.inf):
                fail(frame, i, k, START if k == 0 else APPLY, d, Status.NON_FINITE)
                state[i] = 0.0
    frame[Word.NON_FINITE_COUNT] = 0


@routine
def _update_alive(frame: Words) -> bool:
    """Notes which paths go on, if any may have ended; whether any has."""
    if frame[Word.ENDED] == 0:
        return False
    frame[Word.ENDED] = 0
    alive, ends, left = doubles(frame[Word.ALIVE]), wholes(frame[Word.ENDS]), 0
    for i in range(frame[Word.WIDTH]):
        alive[i] = 1.0 if ends[i] == NOT_ENDED else 0.0
        left += 1 if ends[i] == NOT_ENDED else 0
    return left < frame[Word.WIDTH]


@routine
def _compact_paths(frame: Words) -> None:
    """Brings the paths that go on together, if that spares a fifth of the work."""
    n, ends, staying = frame[Word.WIDTH], wholes(frame[Word.ENDS]), wholes(frame[Word.PENDING])
    left = 0
    for i in range(n):
        staying[left] = i
        left += 1 if ends[i] == NOT_ENDED else 0
    if 5 * left > 4 * n:
        return
    for r in range(frame[Word.ROWS]):
        values = row(frame, r * frame[Word.STRIDE])
        for j in range(left):
            values[j] = values[staying[j]]
    for r in range(frame[Word.ROLLED_DICE_COUNT]):
        numbers = naturals(frame[Word.ROLLED_DICE] + 8 * r * frame[Word.STRIDE])
        for j in range(left):
            numbers[j] = numbers[staying[j]]
    paths, index = naturals(frame[Word.PATHS]), wholes(frame[Word.INDEX])
    for j in range(left):
        ends[j], paths[j], index[j] = ends[staying[j]], paths[staying[j]], index[staying[j]]
    frame[Word.WIDTH] = left
