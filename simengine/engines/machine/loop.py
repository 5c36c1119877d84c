"""The loop over the steps of a block of paths, in the phases of docs/semantics.md."""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import row, run
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
    ORDERS,
    READ,
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
from simengine.engines.machine.frame import Segment, Word
from simengine.engines.machine.native import alone, doubles, naturals, routine, wholes
from simengine.engines.machine.noise import numbers_of, occurrence_row
from simengine.status import Status

EXCLUDED, NON_FINITE = int(Status.EXCLUDED), int(Status.NON_FINITE)
BEGIN, LOOK, LOOK_ASKED, CONDITIONS = (
    Segment.BEGIN.value, Segment.LOOK.value, Segment.LOOK_ASKED.value, Segment.CONDITIONS.value
)  # fmt: skip
NOTE, NOTE_ASKED, END, DRAW, FEED, MOVE = (
    Segment.NOTE.value, Segment.NOTE_ASKED.value, Segment.END.value, Segment.DRAW.value, Segment.FEED.value,
    Segment.MOVE.value,
)  # fmt: skip
WIDTH, STEP, STRIDE, CLOCK, BAD, VALUES, ROWS = (
    Word.WIDTH.value, Word.STEP.value, Word.STRIDE.value, Word.CLOCK.value, Word.BAD.value, Word.VALUES.value,
    Word.ROWS.value,
)  # fmt: skip
PATHS, WHO, ENDS, ALIVE, LAST, YEARS, TIMES, ASKED = (
    Word.PATHS.value, Word.WHO.value, Word.ENDS.value, Word.ALIVE.value, Word.LAST.value, Word.YEARS.value,
    Word.TIMES.value, Word.ASKED.value,
)  # fmt: skip
KEPT, KEPT_ROWS, KEEPING, EVENTS, EVENT_COUNT, PENDING = (
    Word.KEPT.value, Word.KEPT_ROWS.value, Word.KEEPING.value, Word.EVENTS.value, Word.EVENT_COUNT.value,
    Word.PENDING.value,
)  # fmt: skip
DRIVERS, DRIVER_COUNT, OBSERVED, OBSERVED_COUNT, QUESTIONS, QUESTION_COUNT = (
    Word.DRIVERS.value, Word.DRIVER_COUNT.value, Word.OBSERVED.value, Word.OBSERVED_COUNT.value,
    Word.QUESTIONS.value, Word.QUESTION_COUNT.value,
)  # fmt: skip
ANSWERS, MEASURES, MEASURE_ROWS, MEASURE_COUNT, CLASS_ROW, OUTCOME = (
    Word.ANSWERS.value, Word.MEASURES.value, Word.MEASURE_ROWS.value, Word.MEASURE_COUNT.value,
    Word.CLASS_ROW.value, Word.OUTCOME.value,
)  # fmt: skip
STATUS, ELEMENT, ENDED_AT, TOTAL, OWN_DICE, OWN_DICE_COUNT, FULL = (
    Word.STATUS.value, Word.ELEMENT.value, Word.ENDED_AT.value, Word.TOTAL.value, Word.OWN_DICE.value,
    Word.OWN_DICE_COUNT.value, Word.FULL.value,
)  # fmt: skip
AT_STEP, SEGMENT, ROW, FIRST, SECOND = range(5)
"""The columns of an observation (FIRST and SECOND are the addresses of its ends) and of a question (row of `given`)."""
READING = 5


@routine
def simulate(frame):  # type: ignore[no-untyped-def]
    """One block of paths from its start to the step LAST."""
    _begin(frame)
    last, ended, parting = frame[LAST], _fail_unsound(frame, 0), False
    for k in range(last + 1):
        frame[STEP] = k
        parting = _go_on(frame, ended) or parting
        if parting and k & 3 == 0:
            _hand_over(frame)
            _close_ranks(frame)
            parting = False
        clock = doubles(frame[CLOCK])
        clock[2], clock[3] = doubles(frame[TIMES])[k], doubles(frame[YEARS])[k]
        asked = wholes(frame[ASKED])[k] != 0 or k == last
        run(frame, LOOK)
        if asked or frame[KEEPING] > 0:
            run(frame, LOOK_ASKED)
        _keep(frame, k)
        run(frame, CONDITIONS)
        ended = note_conditions(frame)
        run(frame, NOTE)
        if asked:
            run(frame, NOTE_ASKED)
            ended += _observe(frame, k)
            _answer(frame, k)
        if k == last:
            commit(frame)
            break
        parting = _go_on(frame, ended) or parting
        ended = _advance(frame, k)
    _go_on(frame, 1)
    if frame[FULL]:
        run(frame, END)
    _hand_over(frame)


@routine
def _advance(frame, k):  # type: ignore[no-untyped-def]
    """Phases 3 to 5; how many paths may have ended."""
    if k & 3 == 0:
        run(frame, DRAW)
    run(frame, FEED)
    ended = decide(frame)
    evaluate_amounts(frame)
    frame[BAD] = 0
    run(frame, MOVE)
    apply_effects(frame)
    settle(frame)
    commit(frame)
    return ended + _fail_unsound(frame, k + 1)


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
def _keep(frame, k):  # type: ignore[no-untyped-def]
    """Keeps the asked values of step k on the paths that go on; what has no row has none."""
    count, steps = frame[KEEPING], frame[LAST] + 1
    kept, rows = doubles(frame[KEPT]), wholes(frame[KEPT_ROWS])
    alive, who = doubles(frame[ALIVE]), wholes(frame[WHO])
    for j in range(count):
        values = row(frame, rows[j])
        for i in range(frame[WIDTH] if rows[j] >= 0 else 0):
            if alive[i] != 0.0:
                kept[(who[i] * steps + k) * count + j] = values[i]


@routine
def _observe(frame, k):  # type: ignore[no-untyped-def]
    """Excludes the paths that contradict what is known; how many."""
    observed, alive, excluded = wholes(frame[OBSERVED]), doubles(frame[ALIVE]), 0
    for o in range(frame[OBSERVED_COUNT]):
        at = o * READING
        if observed[at + AT_STEP] == k:
            run(frame, observed[at + SEGMENT])
            x, ends = row(frame, observed[at + ROW]), doubles(observed[at + FIRST])
            for i in range(frame[WIDTH]):
                if alive[i] != 0.0 and not (ends[0] <= x[i] and x[i] <= ends[1]):
                    fail(frame, i, k, READ, o, EXCLUDED)
                    excluded += 1
    return excluded


@routine
def _answer(frame, k):  # type: ignore[no-untyped-def]
    """Answers the questions of step k."""
    questions, alive, who = wholes(frame[QUESTIONS]), doubles(frame[ALIVE]), wholes(frame[WHO])
    for q in range(frame[QUESTION_COUNT]):
        at = q * READING
        if questions[at + AT_STEP] == k:
            run(frame, questions[at + SEGMENT])
            answers = doubles(frame[ANSWERS] + 8 * q * frame[TOTAL])
            x, given = row(frame, questions[at + ROW]), row(frame, questions[at + FIRST])
            for i in range(frame[WIDTH]):
                if alive[i] != 0.0:
                    answers[who[i]] = x[i] if given[i] != 0.0 else math.nan


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


@routine
def _hand_over(frame):  # type: ignore[no-untyped-def]
    """Status, element, step, class and measures of the block's paths; no number on those that ended early."""
    n, total, ends, who = frame[WIDTH], frame[TOTAL], wholes(frame[ENDS]), wholes(frame[WHO])
    full = frame[FULL] != 0
    measures, answers, rows = doubles(frame[MEASURES]), doubles(frame[ANSWERS]), wholes(frame[MEASURE_ROWS])
    for i in range(n):
        goes_on = ends[i] == GOING_ON
        _hand_over_end(frame, ends[i], who[i])
        for j in range(frame[MEASURE_COUNT]):
            value = row(frame, rows[j])[i]
            measures[j * total + who[i]] = value if goes_on and full else math.nan
        for j in range(0 if goes_on else frame[QUESTION_COUNT]):
            answers[j * total + who[i]] = math.nan
        outcome = row(frame, frame[CLASS_ROW])[i]
        wholes(frame[OUTCOME])[who[i]] = int(outcome) if goes_on and full else -1


@routine
def _hand_over_end(frame, end, who):  # type: ignore[no-untyped-def]
    goes_on, what, order = end == GOING_ON, end & 7, (end >> 3) % ORDERS
    drivers, events = frame[DRIVER_COUNT], frame[EVENT_COUNT]
    before = 0 if what == NON_FINITE else drivers + events if what == EXCLUDED else drivers
    wholes(frame[STATUS])[who] = 0 if goes_on else what
    wholes(frame[ELEMENT])[who] = -1 if goes_on else before + order
    wholes(frame[ENDED_AT])[who] = -1 if goes_on else (end >> 3) // ORDERS // 8


@routine
def arrange(records, count, events, paths, offsets, steps):  # type: ignore[no-untyped-def]
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
