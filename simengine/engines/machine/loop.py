"""The loop over the steps of a block of paths, in the phases of docs/semantics.md."""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import event_at, row, run
from simengine.engines.machine.effects import apply_effects, settle
from simengine.engines.machine.events import (
    APPLY,
    GOING_ON,
    ORDERS,
    READ,
    START,
    commit,
    decide,
    evaluate_amounts,
    fail,
    log,
    note_conditions,
)
from simengine.engines.machine.frame import Event, Segment, Trigger, Word
from simengine.engines.machine.native import Row, Words, alone, doubles, naturals, routine, wholes
from simengine.engines.machine.noise import numbers_of, occurrence_row
from simengine.status import Status

AT_STEP, SEGMENT, ROW, FIRST, SECOND = range(5)
"""The columns of an observation (FIRST and SECOND are the addresses of its ends) and of a question (row of `given`)."""
READING = 5


@routine
def simulate(frame: Words) -> None:
    """One block of paths from its start to the step LAST."""
    _begin(frame)
    last, ended, parting = frame[Word.LAST], _fail_unsound(frame, 0), False
    for k in range(last + 1):
        frame[Word.STEP] = k
        parting = _go_on(frame, ended) or parting
        if parting and k & 3 == 0:
            _hand_over(frame)
            _close_ranks(frame)
            parting = False
        clock = doubles(frame[Word.CLOCK])
        clock[2], clock[3] = doubles(frame[Word.TIMES])[k], doubles(frame[Word.YEARS])[k]
        asked = wholes(frame[Word.ASKED])[k] != 0 or k == last
        run(frame, Segment.LOOK)
        if asked or frame[Word.KEEPING] > 0:
            run(frame, Segment.LOOK_ASKED)
        _keep(frame, k)
        run(frame, Segment.CONDITIONS)
        ended = note_conditions(frame)
        run(frame, Segment.NOTE)
        if asked:
            run(frame, Segment.NOTE_ASKED)
            ended += _observe(frame, k)
            _answer(frame, k)
        if k == last:
            commit(frame)
            break
        parting = _go_on(frame, ended) or parting
        ended = _advance(frame, k)
    _go_on(frame, 1)
    if frame[Word.FULL]:
        run(frame, Segment.END)
    _hand_over(frame)


@routine
def _advance(frame: Words, k: int) -> int:
    """Phases 3 to 5; how many paths may have ended."""
    if k & 3 == 0:
        run(frame, Segment.DRAW)
    run(frame, Segment.FEED)
    ended = decide(frame)
    evaluate_amounts(frame)
    frame[Word.BAD] = 0
    run(frame, Segment.MOVE)
    apply_effects(frame)
    settle(frame)
    commit(frame)
    return ended + _fail_unsound(frame, k + 1)


@routine
def _begin(frame: Words) -> None:
    """Parameters and what follows from them, first values, empty logs."""
    n, ends = frame[Word.WIDTH], wholes(frame[Word.ENDS])
    alive = doubles(frame[Word.ALIVE])
    for i in range(n):
        ends[i], alive[i] = GOING_ON, 1.0
    frame[Word.STEP], frame[Word.BAD] = 0, 0
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
        before = ev[Event.TRIGGER] == Trigger.DATE and ev[Event.AT] <= 0
        _fill_log(frame, n, ev[Event.LOG], ev[Event.OCCURRED], before, ev[Event.AT])
        if ev[Event.TRIGGER] == Trigger.HAZARD:
            limit, total = row(frame, ev[Event.LIMIT]), row(frame, ev[Event.SUM])
            numbers = numbers_of(frame, ev[Event.CLOCK_DIE])
            occurrence_row(n, limit, numbers, 0, 0, ev[Event.KEY_0], ev[Event.KEY_1])
            _first_limits(n, limit, total)
        if ev[Event.TRIGGER] == Trigger.CONDITION and ev[Event.REPEATS]:
            held = row(frame, ev[Event.HELD])
            for i in range(n):
                held[i] = 0.0


@routine
def _fill_log(frame: Words, n: int, log_at: int, occurred_at: int, before: bool, step: int) -> None:
    times, occurred = row(frame, log_at), row(frame, occurred_at)
    first, latest = row(frame, log_at + frame[Word.STRIDE]), row(frame, log_at + 2 * frame[Word.STRIDE])
    for i in range(n):
        times[i] = 1.0 if before else 0.0
        occurred[i] = times[i]
        first[i] = step if before else math.nan
        latest[i] = step if before else math.nan


@routine
def _first_limits(n: int, limit: Row, total: Row) -> None:
    alone()
    for i in range(n):
        limit[i] = -log(limit[i])
        total[i] = 0.0


@routine
def _fail_unsound(frame: Words, k: int) -> int:
    """Ends the paths on which a driver is not finite, and puts it at 0 there, so that nothing goes astray."""
    if frame[Word.BAD] == 0:
        return 0
    n, drivers = frame[Word.WIDTH], wholes(frame[Word.DRIVERS])
    for d in range(frame[Word.DRIVER_COUNT]):
        state, value = row(frame, drivers[2 * d]), row(frame, drivers[2 * d + 1])
        for i in range(n):
            if not (abs(state[i]) < math.inf and abs(value[i]) < math.inf):
                fail(frame, i, k, START if k == 0 else APPLY, d, Status.NON_FINITE)
                state[i] = 0.0
    frame[Word.BAD] = 0
    return 1


@routine
def _go_on(frame: Words, ended: int) -> bool:
    """Notes which paths go on, if any may have ended; whether any has."""
    if ended == 0:
        return False
    alive, ends, left = doubles(frame[Word.ALIVE]), wholes(frame[Word.ENDS]), 0
    for i in range(frame[Word.WIDTH]):
        alive[i] = 1.0 if ends[i] == GOING_ON else 0.0
        left += 1 if ends[i] == GOING_ON else 0
    return left < frame[Word.WIDTH]


@routine
def _keep(frame: Words, k: int) -> None:
    """Keeps the asked values of step k on the paths that go on."""
    count, steps = frame[Word.KEEPING], frame[Word.LAST] + 1
    kept, rows = doubles(frame[Word.KEPT]), wholes(frame[Word.KEPT_ROWS])
    alive, who = doubles(frame[Word.ALIVE]), wholes(frame[Word.WHO])
    for j in range(count):
        values = row(frame, rows[j])
        for i in range(frame[Word.WIDTH]):
            if alive[i] != 0.0:
                kept[(who[i] * steps + k) * count + j] = values[i]


@routine
def _observe(frame: Words, k: int) -> int:
    """Excludes the paths that contradict what is known; how many."""
    observed, alive, excluded = wholes(frame[Word.OBSERVED]), doubles(frame[Word.ALIVE]), 0
    for o in range(frame[Word.OBSERVED_COUNT]):
        at = o * READING
        if observed[at + AT_STEP] == k:
            run(frame, observed[at + SEGMENT])
            x, ends = row(frame, observed[at + ROW]), doubles(observed[at + FIRST])
            for i in range(frame[Word.WIDTH]):
                if alive[i] != 0.0 and not (ends[0] <= x[i] and x[i] <= ends[1]):
                    fail(frame, i, k, READ, o, Status.EXCLUDED)
                    excluded += 1
    return excluded


@routine
def _answer(frame: Words, k: int) -> None:
    """Answers the questions of step k."""
    questions, alive, who = wholes(frame[Word.QUESTIONS]), doubles(frame[Word.ALIVE]), wholes(frame[Word.WHO])
    for q in range(frame[Word.QUESTION_COUNT]):
        at = q * READING
        if questions[at + AT_STEP] == k:
            run(frame, questions[at + SEGMENT])
            answers = doubles(frame[Word.ANSWERS] + 8 * q * frame[Word.TOTAL])
            x, given = row(frame, questions[at + ROW]), row(frame, questions[at + FIRST])
            for i in range(frame[Word.WIDTH]):
                if alive[i] != 0.0:
                    answers[who[i]] = x[i] if given[i] != 0.0 else math.nan


@routine
def _close_ranks(frame: Words) -> None:
    """Brings the paths that go on together, if that spares a fifth of the work."""
    n, ends, staying = frame[Word.WIDTH], wholes(frame[Word.ENDS]), wholes(frame[Word.PENDING])
    left = 0
    for i in range(n):
        staying[left] = i
        left += 1 if ends[i] == GOING_ON else 0
    if 5 * left > 4 * n:
        return
    for r in range(frame[Word.ROWS]):
        values = row(frame, r * frame[Word.STRIDE])
        for j in range(left):
            values[j] = values[staying[j]]
    for r in range(frame[Word.OWN_DICE_COUNT]):
        numbers = naturals(frame[Word.OWN_DICE] + 8 * r * frame[Word.STRIDE])
        for j in range(left):
            numbers[j] = numbers[staying[j]]
    paths, who = naturals(frame[Word.PATHS]), wholes(frame[Word.WHO])
    for j in range(left):
        ends[j], paths[j], who[j] = ends[staying[j]], paths[staying[j]], who[staying[j]]
    frame[Word.WIDTH] = left


@routine
def _hand_over(frame: Words) -> None:
    """Status, element, step, class and measures of the block's paths; no number on those that ended early."""
    n, total, ends, who = frame[Word.WIDTH], frame[Word.TOTAL], wholes(frame[Word.ENDS]), wholes(frame[Word.WHO])
    full = frame[Word.FULL] != 0
    measures, answers, rows = (
        doubles(frame[Word.MEASURES]),
        doubles(frame[Word.ANSWERS]),
        wholes(frame[Word.MEASURE_ROWS]),
    )
    for i in range(n):
        goes_on = ends[i] == GOING_ON
        _hand_over_end(frame, ends[i], who[i])
        for j in range(frame[Word.MEASURE_COUNT]):
            value = row(frame, rows[j])[i]
            measures[j * total + who[i]] = value if goes_on and full else math.nan
        for j in range(0 if goes_on else frame[Word.QUESTION_COUNT]):
            answers[j * total + who[i]] = math.nan
        outcome = row(frame, frame[Word.CLASS_ROW])[i]
        wholes(frame[Word.OUTCOME])[who[i]] = int(outcome) if goes_on and full else -1


@routine
def _hand_over_end(frame: Words, end: int, who: int) -> None:
    goes_on, what, order = end == GOING_ON, end & 7, (end >> 3) % ORDERS
    drivers, events = frame[Word.DRIVER_COUNT], frame[Word.EVENT_COUNT]
    before = 0 if what == Status.NON_FINITE else drivers + events if what == Status.EXCLUDED else drivers
    wholes(frame[Word.STATUS])[who] = 0 if goes_on else what
    wholes(frame[Word.ELEMENT])[who] = -1 if goes_on else before + order
    wholes(frame[Word.ENDED_AT])[who] = -1 if goes_on else (end >> 3) // ORDERS // 8


@routine
def arrange(records: Words, count: int, events: int, paths: int, offsets: Words, steps: Words) -> None:
    """Sorts records by event and path, stably: offsets[event, path] are filled, and the steps in this order.

    `offsets` begins with zeros and has a place more than there are pairs.
    """
    for r in range(count):
        place = (records[2 * r] >> 32) * paths + (records[2 * r] & 0xFFFFFFFF)
        offsets[place + 1] += records[2 * r + 1] & 0xFFFFFFFF
    for place in range(events * paths):
        offsets[place + 1] += offsets[place]
    for r in range(count):
        place = (records[2 * r] >> 32) * paths + (records[2 * r] & 0xFFFFFFFF)
        for _ in range(records[2 * r + 1] & 0xFFFFFFFF):
            steps[offsets[place]] = records[2 * r + 1] >> 32
            offsets[place] += 1
    for place in range(events * paths, 0, -1):
        offsets[place] = offsets[place - 1]
    offsets[0] = 0
