"""How events occur and what they do, alike for all events; the columns of their table are named in `frame`.

Paths on which an event has occurred in a step stand in a list of the event's, each once, with the number of its
occurrences. An event that is noted enters its log at once; one that is decided does so at the end of the step, so that
its log's rows are what was seen at t until then.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from simengine.engines.machine.delays import follow, occur_after_delay
from simengine.engines.machine.dispatch import event_at, row, run_on_lanes
from simengine.engines.machine.due import EIGHT, due_among_eight
from simengine.engines.machine.frame import Amount, Event, Trigger, Word
from simengine.engines.machine.native import Row, Words, doubles, naturals, noalias, routine, scalar, wholes
from simengine.engines.machine.noise import occurrence_uniform
from simengine.engines.machine.path_log import DECIDE, NOTE, fail, log_occurrence
from simengine.engines.machine.primitives import double_of
from simengine.engines.machine.translate import compiled
from simengine.numerics import log as _log
from simengine.plan.semantics import LARGE_HAZARD
from simengine.randomness.streams import CLOCK, CLOCK_AGAIN
from simengine.status import MOST_IN_A_STEP, Status

CHUNK = 64
"""Paths whose hazards are summed before it is looked what is due."""
log: Callable[[float], float] = compiled(_log)


@scalar
def amount_of(v: Row, kind: int, value: int, j: int) -> float:
    """A chance or an amount on the j-th of some lanes."""
    return 2.0 if kind == Amount.REST else double_of(value) if kind == Amount.NUMBER else v[value + j]


@routine
def _draw_branches(frame: Words, e: int, k: int, step: int) -> None:
    """Draws the branches of an event's occurrences in this step; every chance must be sound."""
    ev, v, stride = event_at(frame, e), doubles(frame[Word.VALUES]), frame[Word.STRIDE]
    lanes, times, count = wholes(frame[Word.FIRED_LANES]), wholes(frame[Word.FIRED_TIMES]), wholes(frame[Word.FIRED])[e]
    first = ev[Event.FIRST_BRANCH]
    last = first + ev[Event.BRANCHES]
    numbers = naturals(wholes(frame[Word.DICE])[ev[Event.BRANCH_DIE]])
    run_on_lanes(frame, ev[Event.CHANCES], frame[Word.FIRED_LANES] + 8 * e * stride, count)
    for j in range(count):
        i, sound = lanes[e * stride + j], True
        for b in range(first, last):
            sound = sound and _chance(frame, b, j) >= 0.0
        if not sound:
            fail(frame, i, k, NOTE if step == k else DECIDE, e, Status.BAD_CHANCE)
            continue
        occurred = int(v[ev[Event.OCCURRED] + i])
        for occurrence in range(occurred - times[e * stride + j], occurred):
            u = occurrence_uniform(ev[Event.KEY_0], ev[Event.KEY_1], numbers[i], occurrence, 1)
            total = 0.0
            for b in range(first, last):
                total = total + _chance(frame, b, j)
                if total > u:
                    log_occurrence(frame, wholes(frame[Word.BRANCHES])[3 * b], i, step)
                    break


@scalar
def _chance(frame: Words, b: int, j: int) -> float:
    branches = wholes(frame[Word.BRANCHES])
    return amount_of(doubles(frame[Word.VALUES]), branches[3 * b + 1], branches[3 * b + 2], j)


@routine
def _draw_all_branches(frame: Words, noted: int, k: int, step: int) -> None:
    """Draws the branches of all events noted, or decided, in this step, parents first."""
    fired, order = wholes(frame[Word.FIRED]), wholes(frame[Word.BRANCH_ORDER])
    for place in range(frame[Word.EVENT_COUNT]):
        e = order[place]
        ev = event_at(frame, e)
        if fired[e] > 0 and ev[Event.BRANCHES] > 0 and ev[Event.NOTED] == noted:
            _draw_branches(frame, e, k, step)


@routine
def _count_occurrences(n: int, holds: Row, before: Row, alive: Row) -> int:
    noalias()
    hits = 0
    for i in range(n):
        hits += 1 if (holds[i] != 0.0) & (before[i] == 0.0) & (alive[i] != 0.0) else 0
    return hits


@routine
def note_conditions(frame: Words) -> None:
    """Phase 2: enters events whose condition comes to hold."""
    n, k, alive, noted = frame[Word.WIDTH], frame[Word.STEP], doubles(frame[Word.ALIVE]), 0
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        if ev[Event.TRIGGER] == Trigger.CONDITION:
            repeats = ev[Event.REPEATS]
            holds = row(frame, ev[Event.RATE])
            before = row(frame, ev[Event.HELD] if repeats else ev[Event.OCCURRED])
            hits = _count_occurrences(n, holds, before, alive)
            noted += hits
            for i in range(n if hits > 0 else 0):
                if holds[i] != 0.0 and before[i] == 0.0 and alive[i] != 0.0:
                    log_occurrence(frame, e, i, k)
            for i in range(n if repeats else 0):
                before[i] = holds[i]
    if noted > 0:
        _draw_all_branches(frame, 1, k, k)


@routine
def _sum_hazard(first: int, end: int, rate: Row, total: Row, limit: Row, dt: float) -> int:
    """Adds to a hazard's sum; on how many paths it passes its limit (infinite once it is over) or the rate is bad."""
    noalias()
    hits = 0
    for i in range(first, end):
        so_far = total[i] + rate[i] * dt
        total[i] = so_far
        hits += 1 if (so_far > limit[i]) | ((limit[i] < math.inf) & (not rate[i] >= 0.0)) else 0
    return hits


@routine
def _count_large(n: int, rate: Row, limit: Row, alive: Row, dt: float) -> int:
    """On how many paths a hazard that is looked at is large for one step."""
    noalias()
    large = 0
    for i in range(n):
        large += 1 if (rate[i] * dt > LARGE_HAZARD) & (limit[i] < math.inf) & (alive[i] != 0.0) else 0
    return large


@routine
def next_limit(frame: Words, e: int, i: int, occurrence: int, slot: int) -> float:
    """The limit of an occurrence on path i, -log u, with u in this slot."""
    ev = event_at(frame, e)
    numbers = naturals(wholes(frame[Word.DICE])[ev[Event.CLOCK_DIE]])
    return -log(occurrence_uniform(ev[Event.KEY_0], ev[Event.KEY_1], numbers[i], occurrence, slot))


@routine
def begin_afresh(frame: Words) -> None:
    """From now on all dice but those of parameters show other numbers, and clocks that run begin again."""
    dice, late = wholes(frame[Word.DICE]), wholes(frame[Word.LATE_DICE])
    for die in range(frame[Word.PATH_DICE], frame[Word.DICE_COUNT]):
        dice[die] = late[die]
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        if ev[Event.TRIGGER] == Trigger.HAZARD:
            total, limit, occurred = (
                row(frame, ev[Event.SUM]),
                row(frame, ev[Event.LIMIT]),
                row(frame, ev[Event.OCCURRED]),
            )
            for i in range(frame[Word.WIDTH]):
                if limit[i] < math.inf:
                    total[i], limit[i] = 0.0, next_limit(frame, e, i, int(occurred[i]), CLOCK_AGAIN)


@routine
def _occur_by_hazard(frame: Words, e: int, i: int, k: int, forced: bool) -> None:
    """What a hazard does on one path in one step, whose sum stands: no, one or several occurrences."""
    ev, v = event_at(frame, e), doubles(frame[Word.VALUES])
    occurred, total, limit = ev[Event.OCCURRED] + i, ev[Event.SUM] + i, ev[Event.LIMIT] + i
    if not v[ev[Event.RATE] + i] >= 0.0:
        fail(frame, i, k, DECIDE, e, Status.BAD_HAZARD)
        v[limit] = math.inf
        return
    once, repeats, times = ev[Event.ONCE_A_STEP] != 0, ev[Event.REPEATS] != 0, 0
    forced = forced and v[occurred] == 0.0
    while v[total] > v[limit] or (forced and times == 0):
        if times == MOST_IN_A_STEP:
            fail(frame, i, k, DECIDE, e, Status.TOO_MANY)
            v[limit] = math.inf
            return
        carried = v[total] > v[limit] and not once
        log_occurrence(frame, e, i, k + 1)
        times += 1
        if not repeats:
            v[limit] = math.inf
            return
        v[total] = v[total] - v[limit] if carried else 0.0
        v[limit] = next_limit(frame, e, i, int(v[occurred]), CLOCK)
        if once or not carried:
            return


@routine
def decide(frame: Words) -> None:
    """Phase 3: enters events by hazard or date, logged at t + dt."""
    n, k, dt, decided = frame[Word.WIDTH], frame[Word.STEP], doubles(frame[Word.CLOCK])[0], 0
    for e in range(frame[Word.EVENT_COUNT]):
        if event_at(frame, e)[Event.AFTER] >= 0:
            follow(frame, e, n, k)
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        if ev[Event.AFTER] >= 0:
            decided += occur_after_delay(frame, e, n, k + 1)
        if ev[Event.TRIGGER] == Trigger.HAZARD:
            decided += _decide_hazard(frame, e, n, k, dt)
        times = 0
        for date in range(ev[Event.FIRST_DATE], ev[Event.FIRST_DATE] + ev[Event.DATES]):
            times += 1 if wholes(frame[Word.DATES])[date] == k + 1 else 0
        if times > 0:
            decided += n
            _occur_on_all(frame, e, n, k + 1, times)
    if decided > 0:
        _draw_all_branches(frame, 0, k, k + 1)


@routine
def _occur_on_all(frame: Words, e: int, n: int, step: int, times: int) -> None:
    """A date has come, or several of one event; a path's occurrences of a step are logged one after the other."""
    alive = doubles(frame[Word.ALIVE])
    for i in range(n):
        for _ in range(times if alive[i] != 0.0 else 0):
            log_occurrence(frame, e, i, step)


@routine
def _decide_hazard(frame: Words, e: int, n: int, k: int, dt: float) -> int:
    """One event's sums, and what is due of it; on how many paths at most."""
    ev, due, alive = event_at(frame, e), wholes(frame[Word.PENDING]), doubles(frame[Word.ALIVE])
    rate, total, limit = row(frame, ev[Event.RATE]), row(frame, ev[Event.SUM]), row(frame, ev[Event.LIMIT])
    forced, count = ev[Event.LATEST] == k + 1, 0
    if ev[Event.COUNTED] >= 0:
        wholes(frame[Word.CLAMPS])[ev[Event.COUNTED]] += _count_large(n, rate, limit, alive, dt)
    for first in range(0, n, CHUNK):  # something is due on few paths, and those are looked for near by
        if _sum_hazard(first, min(first + CHUNK, n), rate, total, limit, dt) > 0 and not forced:
            for near in range(first, min(first + CHUNK, n), EIGHT):  # rows go on to a multiple of eight
                count = due_among_eight(near, rate, total, limit, due, count)
    if forced:
        occurred = row(frame, ev[Event.OCCURRED])
        for i in range(n):
            bad = (limit[i] < math.inf) & (not rate[i] >= 0.0)
            due[count] = i
            count += 1 if (total[i] > limit[i]) | bad | (occurred[i] == 0.0) else 0
    for j in range(count):
        i = due[j]
        if i < n and alive[i] == 0.0:
            limit[i] = math.inf
        elif i < n:
            _occur_by_hazard(frame, e, i, k, forced)
    return count


@routine
def evaluate_amounts(frame: Words) -> None:
    """The amounts of the effects that are due, from what was seen at t."""
    fired, stride = wholes(frame[Word.FIRED]), frame[Word.STRIDE]
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        if fired[e] > 0 and ev[Event.EFFECTS] > 0:
            run_on_lanes(frame, ev[Event.AMOUNTS], frame[Word.FIRED_LANES] + 8 * e * stride, fired[e])


@routine
def commit(frame: Words) -> None:
    """The end of a step: decided events enter their logs, all occurrences the records."""
    fired, stride, k = wholes(frame[Word.FIRED]), frame[Word.STRIDE], frame[Word.STEP]
    v, lanes, times = doubles(frame[Word.VALUES]), wholes(frame[Word.FIRED_LANES]), wholes(frame[Word.FIRED_TIMES])
    index, records = wholes(frame[Word.INDEX]), wholes(frame[Word.RECORDS])
    for e in range(frame[Word.EVENT_COUNT]):
        ev = event_at(frame, e)
        noted = ev[Event.NOTED]
        step = k if noted else k + 1
        for j in range(fired[e]):
            i, often = lanes[e * stride + j], times[e * stride + j]
            if not noted:
                at = ev[Event.LOG] + i
                if v[at] == 0.0:
                    v[at + stride] = step
                v[at] += often
                v[at + 2 * stride] = step
            place = frame[Word.RECORD_COUNT]
            if place < frame[Word.RECORD_ROOM]:
                records[2 * place], records[2 * place + 1] = e << 32 | index[i], step << 32 | often
            frame[Word.RECORD_COUNT] = place + 1
        fired[e] = 0
