"""How events occur and what they do, alike for all events. Pasted into each generated module.

`table` has a row for each event (its columns are named in `runtime`), `branches` one for each branch: the event, and
whether it has a chance of its own. `effects` has one for each effect: the driver's row in `movable`, and the operation.
"""


@routine
def branch_taken(v, c, code, path, event_keys, table, branches, event, occurrence, i, k, step, time, year):
    """The branch that one random number chooses, or -1; every chance must be sound."""
    first, last = table[event, FIRST_BRANCH], table[event, FIRST_BRANCH] + table[event, BRANCHES]
    for b in range(first, last):
        if branches[b, 1] and not chance(v, c, b, i, time, year) >= 0.0:
            fail(code, i, k, NOTE if step == k else DECIDE, event, BAD_CHANCE)
            return -1
    u = occurrence_uniform(event_keys[event, 0], event_keys[event, 1], path[i], occurrence, 1)
    total = 0.0
    for b in range(first, last):
        total = total + (chance(v, c, b, i, time, year) if branches[b, 1] else 2.0)
        if total > u:
            return branches[b, 0]
    return -1


@routine
def occur(v, c, code, path, event_keys, lanes, fired, bits, who, table, branches, event, i, k, step, time, year):
    """Enters an event, and the branches it takes, in the log of path i at `step`, decided at k."""
    while event >= 0:
        at = table[event, LOG] + i
        occurrence = int(v[at])
        if occurrence == 0:
            v[at + B] = step
        v[at] += 1.0
        v[at + 2 * B] = step
        if table[event, MARKED] >= 0:
            bits[table[event, MARKED], step >> 6, who[i]] |= np.uint64(1) << np.uint64(step & 63)
        if table[event, EFFECTS]:
            lanes[event, fired[event]] = i
            fired[event] += 1
        if not table[event, BRANCHES]:
            return
        event = branch_taken(v, c, code, path, event_keys, table, branches, event, occurrence, i, k, step, time, year)


@routine
def note_conditions(v, c, code, path, event_keys, lanes, fired, bits, who, table, branches, n, k, time, year):
    """Phase 2: enters events whose condition comes to hold; how many paths may have ended."""
    wide()
    ended = 0
    alive, due = v[r_alive : r_alive + B], v[r_due : r_due + B]
    for e in range(table.shape[0]):
        if table[e, TRIGGER] == BY_CONDITION:
            holds = v[table[e, RATE] : table[e, RATE] + B]
            before = (
                v[table[e, HELD] : table[e, HELD] + B] if table[e, REPEATS] else v[table[e, LOG] : table[e, LOG] + B]
            )
            hits = 0
            for i in range(n):
                fires = (holds[i] != 0.0) & (before[i] == 0.0) & (alive[i] != 0.0)
                due[i] = 1.0 if fires else 0.0
                hits += 1 if fires else 0
            if table[e, REPEATS]:
                for i in range(n):
                    before[i] = holds[i]
            if hits > 0:
                for i in range(n):
                    if due[i] != 0.0:
                        occur(
                            v,
                            c,
                            code,
                            path,
                            event_keys,
                            lanes,
                            fired,
                            bits,
                            who,
                            table,
                            branches,
                            e,
                            i,
                            k,
                            k,
                            time,
                            year,
                        )
                ended += table[e, BRANCHES]
    return ended


@routine
def decide(v, c, code, path, event_keys, lanes, fired, bits, who, table, branches, pending, n, k, time, year, dt):
    """Phase 3: enters events by hazard or date, at t + dt; how many paths may have ended."""
    ended = 0
    for e in range(table.shape[0]):
        due = 0
        if table[e, TRIGGER] == BY_HAZARD:
            forced = table[e, LATEST] == k + 1
            if sum_hazard(v, table[e, RATE], table[e, TOTAL], table[e, LIMIT], n, dt) > 0 or forced:
                ended += fail_hazard(v, code, table[e, RATE], table[e, LOG], table[e, REPEATS], e, n, k)
                due = passed(v, table[e, TOTAL], table[e, LIMIT], table[e, LOG], forced, pending, n)
        elif table[e, TRIGGER] == BY_DATE and table[e, AT] == k + 1:
            for i in range(n):
                pending[i] = i
            due = n
        if due > 0:
            ended += table[e, BRANCHES]
        for j in range(due):
            i = pending[j]
            if v[r_alive + i] != 0.0 and (table[e, TRIGGER] == BY_DATE or v[table[e, RATE] + i] >= 0.0):
                occur(
                    v, c, code, path, event_keys, lanes, fired, bits, who, table, branches, e, i, k, k + 1, time, year
                )
                if table[e, REPEATS]:
                    v[table[e, TOTAL] + i] = 0.0
                    v[table[e, LIMIT] + i] = next_limit(v, path, event_keys, table, e, i)
            if v[r_alive + i] == 0.0 or not table[e, REPEATS]:
                v[table[e, LIMIT] + i] = inf
    return ended


@routine
def passed(v, total_at, limit_at, log_at, forced, pending, n):
    """The paths on which a hazard's sum has passed its limit, or on which it is forced and has not occurred yet."""
    total, limit, times = v[total_at : total_at + B], v[limit_at : limit_at + B], v[log_at : log_at + B]
    due = 0
    for i in range(n):
        pending[due] = i
        due += 1 if (total[i] > limit[i]) | (forced & (times[i] == 0.0)) else 0
    return due


@routine
def sum_hazard(v, rate_at, total_at, limit_at, n, dt):
    """Adds to a hazard's sum; on how many paths it passes its limit (infinite once it is over) or the rate is bad."""
    wide()
    rate, total, limit = v[rate_at : rate_at + B], v[total_at : total_at + B], v[limit_at : limit_at + B]
    hits = 0
    for i in range(n):
        so_far = total[i] + rate[i] * dt
        total[i] = so_far
        hits += 1 if (so_far > limit[i]) | ((limit[i] < inf) & (not rate[i] >= 0.0)) else 0
    return hits


@routine
def next_limit(v, path, event_keys, table, e, i):
    """The limit of a hazard's next occurrence, -log u."""
    return -log(occurrence_uniform(event_keys[e, 0], event_keys[e, 1], path[i], int(v[table[e, LOG] + i]), 0))


@routine
def fail_hazard(v, code, rate_at, log_at, repeats, e, n, k):
    """Ends the paths on which a hazard is negative or not a number; how many."""
    rate, times, alive = v[rate_at : rate_at + B], v[log_at : log_at + B], v[r_alive : r_alive + B]
    bad = 0
    for i in range(n):
        bad += 0 if rate[i] >= 0.0 else 1
    if bad > 0:
        for i in range(n):
            if alive[i] != 0.0 and (repeats != 0 or times[i] == 0.0) and not rate[i] >= 0.0:
                fail(code, i, k, DECIDE, e, BAD_HAZARD)
    return bad


@routine
def affect(v, c, lanes, fired, table, effects, movable, time, year):
    """Phase 5: what is due changes the values of drivers, event by event in the order of the file."""
    for e in range(table.shape[0]):
        for j in range(fired[e]):
            i = lanes[e, j]
            for f in range(table[e, FIRST_EFFECT], table[e, FIRST_EFFECT] + table[e, EFFECTS]):
                d = effects[f, 0]
                moved, touched = movable[d, MOVED] + i, movable[d, TOUCHED] + i
                x = v[moved] if v[touched] != 0.0 else observed(movable[d, KIND], v[movable[d, PLACE] + i])
                by = amount(v, c, f, i, time, year)
                v[moved] = by if effects[f, 1] == 0 else x + by if effects[f, 1] == 1 else x * by
                v[touched] = 1.0


@routine
def settle(v, lanes, fired, table, effects, movable):
    """Puts drivers where effects have moved them."""
    for e in range(table.shape[0]):
        for j in range(fired[e]):
            i = lanes[e, j]
            for f in range(table[e, FIRST_EFFECT], table[e, FIRST_EFFECT] + table[e, EFFECTS]):
                d = effects[f, 0]
                if v[movable[d, TOUCHED] + i] != 0.0:
                    x = v[movable[d, MOVED] + i]
                    if movable[d, LOWEST] >= 0 and abs(x) < inf:
                        x = clip(x, v[movable[d, LOWEST] + i], v[movable[d, HIGHEST] + i])
                    v[movable[d, PLACE] + i] = placed(movable[d, KIND], x) if abs(x) < inf else x
                    v[movable[d, TOUCHED] + i] = 0.0
