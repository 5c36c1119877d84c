"""What the loop hands on: kept values, observations and answers, how paths ended, when events occurred."""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import row, run
from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import Words, doubles, routine, wholes
from simengine.engines.machine.path_log import NOT_ENDED, ORDERS, READ, fail
from simengine.status import Status

AT_STEP, SEGMENT, ROW, FIRST, SECOND = range(5)
"""The columns of an observation (FIRST and SECOND are the addresses of its ends) and of a question (row of `given`)."""
READING = 5


@routine
def keep_values(frame: Words, k: int) -> None:
    """Keeps the asked values of step k on the paths that go on; what has no row has none."""
    count, steps = frame[Word.KEPT_COUNT], frame[Word.LAST] + 1
    kept, rows = doubles(frame[Word.KEPT]), wholes(frame[Word.KEPT_ROWS])
    alive, index = doubles(frame[Word.ALIVE]), wholes(frame[Word.INDEX])
    for j in range(count):
        values = row(frame, rows[j])
        for i in range(frame[Word.WIDTH] if rows[j] >= 0 else 0):
            if alive[i] != 0.0:
                kept[(index[i] * steps + k) * count + j] = values[i]


@routine
def observe(frame: Words, k: int) -> None:
    """Excludes the paths that contradict what is known."""
    observed, alive = wholes(frame[Word.OBSERVED]), doubles(frame[Word.ALIVE])
    for o in range(frame[Word.OBSERVED_COUNT]):
        at = o * READING
        if observed[at + AT_STEP] == k:
            run(frame, observed[at + SEGMENT])
            x, ends = row(frame, observed[at + ROW]), doubles(observed[at + FIRST])
            for i in range(frame[Word.WIDTH]):
                if alive[i] != 0.0 and not (ends[0] <= x[i] and x[i] <= ends[1]):
                    fail(frame, i, k, READ, o, Status.EXCLUDED)


@routine
def answer(frame: Words, k: int) -> None:
    """Answers the questions of step k."""
    questions, alive, index = wholes(frame[Word.QUESTIONS]), doubles(frame[Word.ALIVE]), wholes(frame[Word.INDEX])
    for q in range(frame[Word.QUESTION_COUNT]):
        at = q * READING
        if questions[at + AT_STEP] == k:
            run(frame, questions[at + SEGMENT])
            answers = doubles(frame[Word.ANSWERS] + 8 * q * frame[Word.TOTAL])
            x, given = row(frame, questions[at + ROW]), row(frame, questions[at + FIRST])
            for i in range(frame[Word.WIDTH]):
                if alive[i] != 0.0:
                    answers[index[i]] = x[i] if given[i] != 0.0 else math.nan


@routine
def write_results(frame: Words) -> None:
    """Status, element, step, class and measures of the block's paths; no number on those that ended early."""
    n, total, ends, index = frame[Word.WIDTH], frame[Word.TOTAL], wholes(frame[Word.ENDS]), wholes(frame[Word.INDEX])
    full = frame[Word.TO_END] != 0
    measures, answers, rows = (
        doubles(frame[Word.MEASURES]),
        doubles(frame[Word.ANSWERS]),
        wholes(frame[Word.MEASURE_ROWS]),
    )
    for j in range(frame[Word.MEASURE_COUNT]):
        values = row(frame, rows[j])
        for i in range(n):
            measures[j * total + index[i]] = values[i] if full and ends[i] == NOT_ENDED else math.nan
    classes, outcome = row(frame, frame[Word.CLASS_ROW]), wholes(frame[Word.OUTCOME])
    for i in range(n):
        goes_on = ends[i] == NOT_ENDED
        _write_end(frame, ends[i], index[i])
        for j in range(0 if goes_on else frame[Word.QUESTION_COUNT]):
            answers[j * total + index[i]] = math.nan
        outcome[index[i]] = int(classes[i]) if goes_on and full else -1


@routine
def _write_end(frame: Words, end: int, index: int) -> None:
    goes_on, what, order = end == NOT_ENDED, end & 7, (end >> 3) % ORDERS
    drivers, events = frame[Word.DRIVER_COUNT], frame[Word.EVENT_COUNT]
    before = 0 if what == Status.NON_FINITE else drivers + events if what == Status.EXCLUDED else drivers
    wholes(frame[Word.STATUS])[index] = 0 if goes_on else what
    wholes(frame[Word.ELEMENT])[index] = -1 if goes_on else before + order
    wholes(frame[Word.ENDED_AT])[index] = -1 if goes_on else (end >> 3) // ORDERS // 8


@routine
def sort_records(records: Words, count: int, events: int, paths: int, offsets: Words, steps: Words) -> None:
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
