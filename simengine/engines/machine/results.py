"""What the loop hands on: kept values, observations and answers, how paths ended, when events occurred."""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import row, run
from simengine.engines.machine.events import GOING_ON, ORDERS, READ, fail
from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import doubles, routine, wholes
from simengine.status import Status

EXCLUDED, NON_FINITE = int(Status.EXCLUDED), int(Status.NON_FINITE)
WIDTH, WHO, ENDS, ALIVE, LAST, FULL, TOTAL = (
    Word.WIDTH.value, Word.WHO.value, Word.ENDS.value, Word.ALIVE.value, Word.LAST.value, Word.FULL.value,
    Word.TOTAL.value,
)  # fmt: skip
KEPT, KEPT_ROWS, KEEPING, EVENT_COUNT, DRIVER_COUNT = (
    Word.KEPT.value, Word.KEPT_ROWS.value, Word.KEEPING.value, Word.EVENT_COUNT.value, Word.DRIVER_COUNT.value
)  # fmt: skip
OBSERVED, OBSERVED_COUNT, QUESTIONS, QUESTION_COUNT, ANSWERS = (
    Word.OBSERVED.value, Word.OBSERVED_COUNT.value, Word.QUESTIONS.value, Word.QUESTION_COUNT.value,
    Word.ANSWERS.value,
)  # fmt: skip
MEASURES, MEASURE_ROWS, MEASURE_COUNT, CLASS_ROW, OUTCOME = (
    Word.MEASURES.value, Word.MEASURE_ROWS.value, Word.MEASURE_COUNT.value, Word.CLASS_ROW.value, Word.OUTCOME.value
)  # fmt: skip
STATUS, ELEMENT, ENDED_AT = Word.STATUS.value, Word.ELEMENT.value, Word.ENDED_AT.value
AT_STEP, SEGMENT, ROW, FIRST, SECOND = range(5)
"""The columns of an observation (FIRST and SECOND are the addresses of its ends) and of a question (row of `given`)."""
READING = 5


@routine
def keep(frame, k):  # type: ignore[no-untyped-def]
    """Keeps the asked values of step k on the paths that go on."""
    count, steps = frame[KEEPING], frame[LAST] + 1
    kept, rows = doubles(frame[KEPT]), wholes(frame[KEPT_ROWS])
    alive, who = doubles(frame[ALIVE]), wholes(frame[WHO])
    for j in range(count):
        values = row(frame, rows[j])
        for i in range(frame[WIDTH]):
            if alive[i] != 0.0:
                kept[(who[i] * steps + k) * count + j] = values[i]


@routine
def observe(frame, k):  # type: ignore[no-untyped-def]
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
def answer(frame, k):  # type: ignore[no-untyped-def]
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
def hand_over(frame):  # type: ignore[no-untyped-def]
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
