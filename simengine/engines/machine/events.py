"""How events occur and what they do, alike for all events; the columns of their table are named in `frame`.

Paths on which an event has occurred in a step stand in a list of the event's, each once, with the number of its
occurrences. An event that is noted enters its log at once; one that is decided does so at the end of the step, so that
its log's rows are what was seen at t until then.
"""

from __future__ import annotations

import math

from simengine.engines.machine.dispatch import row, run_on_lanes
from simengine.engines.machine.frame import Amount, Event, Trigger, Word
from simengine.engines.machine.native import alone, doubles, naturals, routine, scalar, wholes
from simengine.engines.machine.noise import occurrence_uniform
from simengine.engines.machine.primitives import double_of
from simengine.engines.machine.translate import compiled
from simengine.numerics import log as _log
from simengine.plan.semantics import MOST_IN_A_STEP
from simengine.status import Status

ORDERS = 1 << 20
GOING_ON = 1 << 62
START, NOTE, READ, DECIDE, APPLY = -1, 1, 2, 3, 5
BAD_HAZARD, BAD_CHANCE, TOO_MANY = int(Status.BAD_HAZARD), int(Status.BAD_CHANCE), int(Status.TOO_MANY)
MOST = MOST_IN_A_STEP
EIGHT = 8
WIDTH, STEP, STRIDE, CLOCK, DICE = Word.WIDTH.value, Word.STEP.value, Word.STRIDE.value, Word.CLOCK.value, Word.DICE.value
VALUES, ENDS, ALIVE, WHO = Word.VALUES.value, Word.ENDS.value, Word.ALIVE.value, Word.WHO.value
EVENTS, EVENT_COUNT, BRANCHES, EFFECTS = (
    Word.EVENTS.value, Word.EVENT_COUNT.value, Word.BRANCHES.value, Word.EFFECTS.value
)  # fmt: skip
FAMILIES, FIRED, LANES, TIMES, PENDING = (
    Word.FAMILIES.value, Word.FIRED.value, Word.FIRED_LANES.value, Word.FIRED_TIMES.value, Word.PENDING.value
)  # fmt: skip
RECORDS, RECORD_COUNT, RECORD_ROOM = Word.RECORDS.value, Word.RECORD_COUNT.value, Word.RECORD_ROOM.value
SIZE, LOG, OCCURRED, RATE, SUM, LIMIT, HELD = (
    Event.SIZE.value, Event.LOG.value, Event.OCCURRED.value, Event.RATE.value, Event.SUM.value, Event.LIMIT.value,
    Event.HELD.value,
)  # fmt: skip
FIRST_BRANCH, BRANCH_COUNT, CHANCES, FIRST_EFFECT, EFFECT_COUNT, AMOUNTS = (
    Event.FIRST_BRANCH.value, Event.BRANCHES.value, Event.CHANCES.value, Event.FIRST_EFFECT.value,
    Event.EFFECTS.value, Event.AMOUNTS.value,
)  # fmt: skip
LATEST, REPEATS, ONCE_A_STEP, TRIGGER, AT, NOTED = (
    Event.LATEST.value, Event.REPEATS.value, Event.ONCE_A_STEP.value, Event.TRIGGER.value, Event.AT.value,
    Event.NOTED.value,
)  # fmt: skip
KEY_0, KEY_1, CLOCK_DIE, BRANCH_DIE = (
    Event.KEY_0.value, Event.KEY_1.value, Event.CLOCK_DIE.value, Event.BRANCH_DIE.value
)  # fmt: skip
BY_HAZARD, BY_CONDITION, BY_DATE = Trigger.HAZARD.value, Trigger.CONDITION.value, Trigger.DATE.value
REST, NUMBER = Amount.REST.value, Amount.NUMBER.value
log = compiled(_log)  # type: ignore[arg-type]


@routine
def fail(frame, i, step, phase, order, status):  # type: ignore[no-untyped-def]
    """Ends path i; of several ends the earliest counts."""
    ends = wholes(frame[ENDS])
    ends[i] = min(ends[i], ((step * 8 + phase + 1) * ORDERS + order) * 8 + status)


@routine
def enter(frame, e, i, step):  # type: ignore[no-untyped-def]
    """Enters an occurrence of an event on path i, logged at `step`."""
    ev, v, stride = wholes(frame[EVENTS]), doubles(frame[VALUES]), frame[STRIDE]
    at = ev[e * SIZE + OCCURRED] + i
    v[at] += 1.0
    if ev[e * SIZE + NOTED]:
        if v[at] == 1.0:
            v[at + stride] = step
        v[at + 2 * stride] = step
    fired, lanes, times = wholes(frame[FIRED]), wholes(frame[LANES]), wholes(frame[TIMES])
    place = e * stride + fired[e]
    if fired[e] > 0 and lanes[place - 1] == i:
        times[place - 1] += 1
    else:
        lanes[place], times[place] = i, 1
        fired[e] += 1


@scalar
def _amount(v, kind, value, j):  # type: ignore[no-untyped-def]
    """A chance or an amount on the j-th of some lanes."""
    return 2.0 if kind == REST else double_of(value) if kind == NUMBER else v[value + j]


@routine
def _branch(frame, e, k, step):  # type: ignore[no-untyped-def]
    """Draws the branches of an event's occurrences in this step; every chance must be sound."""
    ev, v, stride = wholes(frame[EVENTS]), doubles(frame[VALUES]), frame[STRIDE]
    lanes, times, count = wholes(frame[LANES]), wholes(frame[TIMES]), wholes(frame[FIRED])[e]
    first = ev[e * SIZE + FIRST_BRANCH]
    last = first + ev[e * SIZE + BRANCH_COUNT]
    numbers = naturals(wholes(frame[DICE])[ev[e * SIZE + BRANCH_DIE]])
    run_on_lanes(frame, ev[e * SIZE + CHANCES], frame[LANES] + 8 * e * stride, count)
    for j in range(count):
        i, sound = lanes[e * stride + j], True
        for b in range(first, last):
            sound = sound and _chance(frame, b, j) >= 0.0
        if not sound:
            fail(frame, i, k, NOTE if step == k else DECIDE, e, BAD_CHANCE)
            continue
        occurred = int(v[ev[e * SIZE + OCCURRED] + i])
        for occurrence in range(occurred - times[e * stride + j], occurred):
            u = occurrence_uniform(ev[e * SIZE + KEY_0], ev[e * SIZE + KEY_1], numbers[i], occurrence, 1)
            total = 0.0
            for b in range(first, last):
                total = total + _chance(frame, b, j)
                if total > u:
                    enter(frame, wholes(frame[BRANCHES])[3 * b], i, step)
                    break


@scalar
def _chance(frame, b, j):  # type: ignore[no-untyped-def]
    branches = wholes(frame[BRANCHES])
    return _amount(doubles(frame[VALUES]), branches[3 * b + 1], branches[3 * b + 2], j)


@routine
def _branch_all(frame, noted, k, step):  # type: ignore[no-untyped-def]
    """Draws the branches of all events noted, or decided, in this step, parents first."""
    ev, fired, order = wholes(frame[EVENTS]), wholes(frame[FIRED]), wholes(frame[FAMILIES])
    for place in range(frame[EVENT_COUNT]):
        e = order[place]
        if fired[e] > 0 and ev[e * SIZE + BRANCH_COUNT] > 0 and ev[e * SIZE + NOTED] == noted:
            _branch(frame, e, k, step)


@routine
def _count_fires(n, holds, before, alive):  # type: ignore[no-untyped-def]
    alone()
    hits = 0
    for i in range(n):
        hits += 1 if (holds[i] != 0.0) & (before[i] == 0.0) & (alive[i] != 0.0) else 0
    return hits


@routine
def note_conditions(frame):  # type: ignore[no-untyped-def]
    """Phase 2: enters events whose condition comes to hold; on how many paths at most something may have ended."""
    ev, n, k, alive, noted = wholes(frame[EVENTS]), frame[WIDTH], frame[STEP], doubles(frame[ALIVE]), 0
    for e in range(frame[EVENT_COUNT]):
        if ev[e * SIZE + TRIGGER] == BY_CONDITION:
            repeats = ev[e * SIZE + REPEATS]
            holds = row(frame, ev[e * SIZE + RATE])
            before = row(frame, ev[e * SIZE + HELD] if repeats else ev[e * SIZE + OCCURRED])
            hits = _count_fires(n, holds, before, alive)
            noted += hits
            for i in range(n if hits > 0 else 0):
                if holds[i] != 0.0 and before[i] == 0.0 and alive[i] != 0.0:
                    enter(frame, e, i, k)
            for i in range(n if repeats else 0):
                before[i] = holds[i]
    if noted > 0:
        _branch_all(frame, 1, k, k)
    return noted


@routine
def _sum_hazard(n, rate, total, limit, dt):  # type: ignore[no-untyped-def]
    """Adds to a hazard's sum; on how many paths it passes its limit (infinite once it is over) or the rate is bad."""
    alone()
    hits = 0
    for i in range(n):
        so_far = total[i] + rate[i] * dt
        total[i] = so_far
        hits += 1 if (so_far > limit[i]) | ((limit[i] < math.inf) & (not rate[i] >= 0.0)) else 0
    return hits


@routine
def _count_due(first, rate, total, limit):  # type: ignore[no-untyped-def]
    """The same of eight paths whose sums stand."""
    alone()
    hits = 0
    for i in range(first, first + EIGHT):
        hits += 1 if (total[i] > limit[i]) | ((limit[i] < math.inf) & (not rate[i] >= 0.0)) else 0
    return hits


@routine
def next_limit(frame, e, i, occurrence):  # type: ignore[no-untyped-def]
    """The limit of an occurrence on path i, -log u."""
    ev = wholes(frame[EVENTS])
    numbers = naturals(wholes(frame[DICE])[ev[e * SIZE + CLOCK_DIE]])
    return -log(occurrence_uniform(ev[e * SIZE + KEY_0], ev[e * SIZE + KEY_1], numbers[i], occurrence, 0))


@routine
def _occur_by_hazard(frame, e, i, k, forced):  # type: ignore[no-untyped-def]
    """What a hazard does on one path in one step, whose sum stands: no, one or several occurrences."""
    ev, v = wholes(frame[EVENTS]), doubles(frame[VALUES])
    occurred, total, limit = ev[e * SIZE + OCCURRED] + i, ev[e * SIZE + SUM] + i, ev[e * SIZE + LIMIT] + i
    if not v[ev[e * SIZE + RATE] + i] >= 0.0:
        fail(frame, i, k, DECIDE, e, BAD_HAZARD)
        v[limit] = math.inf
        return
    once, repeats, times = ev[e * SIZE + ONCE_A_STEP] != 0, ev[e * SIZE + REPEATS] != 0, 0
    forced = forced and v[occurred] == 0.0
    while v[total] > v[limit] or (forced and times == 0):
        if times == MOST:
            fail(frame, i, k, DECIDE, e, TOO_MANY)
            v[limit] = math.inf
            return
        carried = v[total] > v[limit] and not once
        enter(frame, e, i, k + 1)
        times += 1
        if not repeats:
            v[limit] = math.inf
            return
        v[total] = v[total] - v[limit] if carried else 0.0
        v[limit] = next_limit(frame, e, i, int(v[occurred]))
        if once or not carried:
            return


@routine
def decide(frame):  # type: ignore[no-untyped-def]
    """Phase 3: enters events by hazard or date, logged at t + dt; how many occurrences and ends there may be."""
    ev, n, k, alive = wholes(frame[EVENTS]), frame[WIDTH], frame[STEP], doubles(frame[ALIVE])
    dt, decided = doubles(frame[CLOCK])[0], 0
    for e in range(frame[EVENT_COUNT]):
        if ev[e * SIZE + TRIGGER] == BY_HAZARD:
            decided += _decide_hazard(frame, e, n, k, alive, dt)
        elif ev[e * SIZE + TRIGGER] == BY_DATE and ev[e * SIZE + AT] == k + 1:
            decided += n
            for i in range(n):
                if alive[i] != 0.0:
                    enter(frame, e, i, k + 1)
    if decided > 0:
        _branch_all(frame, 0, k, k + 1)
    return decided


@routine
def _decide_hazard(frame, e, n, k, alive, dt):  # type: ignore[no-untyped-def]
    ev = wholes(frame[EVENTS])
    rate, total, limit = (
        row(frame, ev[e * SIZE + RATE]), row(frame, ev[e * SIZE + SUM]), row(frame, ev[e * SIZE + LIMIT])
    )  # fmt: skip
    forced = ev[e * SIZE + LATEST] == k + 1
    hits = _sum_hazard(n, rate, total, limit, dt)
    if hits == 0 and not forced:
        return 0
    due, pending, occurred = 0, wholes(frame[PENDING]), row(frame, ev[e * SIZE + OCCURRED])
    for first in range(0, n, EIGHT):  # there are rarely more than a few, and rows go on to a multiple of eight
        if forced or _count_due(first, rate, total, limit) > 0:
            for i in range(first, min(first + EIGHT, n)):
                pending[due] = i
                bad = (limit[i] < math.inf) & (not rate[i] >= 0.0)
                due += 1 if (total[i] > limit[i]) | bad | (forced & (occurred[i] == 0.0)) else 0
    for j in range(due):
        i = pending[j]
        if alive[i] == 0.0:
            limit[i] = math.inf
        else:
            _occur_by_hazard(frame, e, i, k, forced)
    return due


@routine
def evaluate_amounts(frame):  # type: ignore[no-untyped-def]
    """The amounts of the effects that are due, from what was seen at t."""
    ev, fired, stride = wholes(frame[EVENTS]), wholes(frame[FIRED]), frame[STRIDE]
    for e in range(frame[EVENT_COUNT]):
        if fired[e] > 0 and ev[e * SIZE + EFFECT_COUNT] > 0:
            run_on_lanes(frame, ev[e * SIZE + AMOUNTS], frame[LANES] + 8 * e * stride, fired[e])


@routine
def commit(frame):  # type: ignore[no-untyped-def]
    """The end of a step: decided events enter their logs, all occurrences the records."""
    ev, fired, stride, k = wholes(frame[EVENTS]), wholes(frame[FIRED]), frame[STRIDE], frame[STEP]
    v, lanes, times, who = doubles(frame[VALUES]), wholes(frame[LANES]), wholes(frame[TIMES]), wholes(frame[WHO])
    records = wholes(frame[RECORDS])
    for e in range(frame[EVENT_COUNT]):
        noted = ev[e * SIZE + NOTED]
        step = k if noted else k + 1
        for j in range(fired[e]):
            i, often = lanes[e * stride + j], times[e * stride + j]
            if not noted:
                at = ev[e * SIZE + LOG] + i
                if v[at] == 0.0:
                    v[at + stride] = step
                v[at] += often
                v[at + 2 * stride] = step
            place = frame[RECORD_COUNT]
            if place < frame[RECORD_ROOM]:
                records[2 * place], records[2 * place + 1] = e << 32 | who[i], step << 32 | often
            frame[RECORD_COUNT] = place + 1
        fired[e] = 0
