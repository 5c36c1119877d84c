"""What every kernel does alike: the log, failures, clocks, results. Its text is pasted into each generated module.

Names that are not defined here stand above it there: those of `primitives` and `random`, `log`, and B, the paths of a
block. A path's end is one number, so that the earliest is the smallest: step, phase, place in the file, status.
"""

inf = np.inf
nan = np.nan
ORDERS = 1 << 20
GOING_ON = np.int64(1) << 62
EXCLUDED, NON_FINITE, BAD_HAZARD, BAD_CHANCE = 1, 2, 3, 4
START, NOTE, READ, DECIDE, APPLY = -1, 1, 2, 3, 5
(
    LOG,
    MARKED,
    FIRST_BRANCH,
    BRANCHES,
    FIRST_EFFECT,
    EFFECTS,
    RATE,
    TOTAL,
    LIMIT,
    HELD,
    LATEST,
    REPEATS,
    TRIGGER,
    AT,
) = range(14)
"""The columns of `table`, a row an event. RATE is the row of its hazard, or of whether its condition holds."""
BY_HAZARD, BY_CONDITION, BY_DATE = 1, 2, 3
KIND, PLACE, MOVED, TOUCHED, LOWEST, HIGHEST = range(6)
"""The columns of `movable`, a row for each driver that effects move."""
NEVER = -(1 << 31)


@scalar
def where(condition, yes, no):
    """One of two values; both have been computed."""
    return yes if condition else no


@scalar
def clip_finite(clipped, x):
    """A value brought inside bounds, or itself if it is not finite."""
    return clipped if abs(x) < inf else x


@intrinsic
def column(typing, v, at, size):
    """`size` rows of one path from v[at] on: a view that owns nothing, so that a loop of such is still a plain loop."""
    view = types.Array(types.float64, 1, "A")

    def lowered(context, builder, sig, args):
        whole = make_array(sig.args[0])(context, builder, args[0])
        rows = make_array(view)(context, builder)
        populate_array(
            rows,
            data=builder.gep(whole.data, [args[1]]),
            shape=[args[2]],
            strides=[context.get_constant(types.intp, 8 * B)],
            itemsize=context.get_constant(types.intp, 8),
            meminfo=None,
        )
        return rows._getvalue()

    return view(v, at, size), lowered


@routine
def fail(code, i, step, phase, order, status):
    """Ends path i; of several ends the earliest counts."""
    code[i] = minimum(code[i], ((step * 8 + phase + 1) * ORDERS + order) * 8 + status)


@routine
def fail_unsound(v, s, code, at, width, count, first, k, n):
    """Ends the paths on which a driver is not finite, and puts it at 0 there, so that nothing goes astray."""
    ended = 0
    for d in range(count):
        for i in range(n):
            value, state = at + d * width * B + i, at + (d * width + 1) * B + i
            if not (abs(v[value]) < inf and abs(v[state]) < inf):
                ended += code[i] == GOING_ON
                fail(code, i, k, START if k == 0 else APPLY, s[first + d], NON_FINITE)
                v[state] = 0.0
    return ended


@routine
def go_on(v, alive, code, ended, n):
    """Notes which paths go on, if any may have ended."""
    if ended > 0:
        for i in range(n):
            v[alive + i] = 1.0 if code[i] == GOING_ON else 0.0
    return 0


@routine
def begin_events(v, table, path, event_keys, n):
    """Empty logs, but for events dated at the start or before, and the first limits of the hazards, -log u."""
    wide()
    for e in range(table.shape[0]):
        log_at = table[e, LOG]
        times, first, latest = (
            v[log_at : log_at + B],
            v[log_at + B : log_at + 2 * B],
            v[log_at + 2 * B : log_at + 3 * B],
        )
        before = table[e, TRIGGER] == BY_DATE and table[e, AT] <= 0
        for i in range(n):
            times[i] = 1.0 if before else 0.0
            first[i] = latest[i] = table[e, AT] if before else nan
        if table[e, TRIGGER] == BY_HAZARD:
            total, limit = v[table[e, TOTAL] : table[e, TOTAL] + B], v[table[e, LIMIT] : table[e, LIMIT] + B]
            occurrence_row(limit, 0, path, 0, 0, event_keys[e, 0], event_keys[e, 1], n)
            for i in range(n):
                total[i] = 0.0
                limit[i] = -log(limit[i])
        if table[e, TRIGGER] == BY_CONDITION and table[e, REPEATS]:
            fill_row(v, table[e, HELD], 0.0, n)


@routine
def parameter_rows(v, first, draw, keys, begin, end, n):
    """How high in their laws the parameters of one family lie."""
    for p in range(begin, end):
        occurrence_row(v, first + (p - begin) * B, draw, 0, 0, keys[p, 0], keys[p, 1], n)


@routine
def fill_rows(v, first, values, n):
    """The same values on all paths."""
    for r in range(values.shape[0]):
        for i in range(n):
            v[first + r * B + i] = values[r]


@routine
def fill_row(v, at, value, n):
    """The same value on all paths."""
    for i in range(n):
        v[at + i] = value


@routine
def keep_rows(v, alive, kept, offsets, who, k, n):
    """Keeps the asked values of step k on the paths that go on."""
    for j in range(offsets.shape[0]):
        for i in range(n):
            if v[alive + i] != 0.0:
                kept[who[i], k, j] = v[offsets[j] + i]


@routine
def finish(code, status, element, ended_at, drivers, events, who, n):
    """Status, element and step of the paths that came to an end of their own."""
    for i in range(n):
        status[who[i]] = 0
        element[who[i]] = -1
        ended_at[who[i]] = -1
        if code[i] != GOING_ON:
            what = code[i] & 7
            order = (code[i] >> 3) % ORDERS
            before = 0 if what == NON_FINITE else drivers + events if what == EXCLUDED else drivers
            status[who[i]] = what
            element[who[i]] = before + order
            ended_at[who[i]] = (code[i] >> 3) // ORDERS // 8


@routine
def close_ranks(v, code, path, who, staying, n):
    """Brings the paths that go on together, if that spares a fifth of the work; how many are left."""
    left = 0
    for i in range(n):
        staying[left] = i
        left += 1 if code[i] == GOING_ON else 0
    if 5 * left > 4 * n:
        return n
    for r in range(ROWS):
        row = v[r * B : (r + 1) * B]
        for j in range(left):
            row[j] = row[staying[j]]
    for j in range(left):
        code[j], path[j], who[j] = code[staying[j]], path[staying[j]], who[staying[j]]
    return left


@routine
def hand_over(v, alive, offsets, out, who, n):
    """Values of the end, NaN on paths that did not come to it."""
    for j in range(offsets.shape[0]):
        for i in range(n):
            out[j, who[i]] = v[offsets[j] + i] if v[alive + i] != 0.0 else nan


@routine
def hand_over_classes(v, alive, at, outcome, who, n):
    """The class of each path, -1 where it has none."""
    for i in range(n):
        outcome[who[i]] = int(v[at + i]) if v[alive + i] != 0.0 else -1


@routine
def hand_over_log(v, offsets, first, who, n):
    """The first step of each event, NEVER where it did not occur."""
    for j in range(offsets.shape[0]):
        for i in range(n):
            first[j, who[i]] = int(v[offsets[j] + B + i]) if v[offsets[j] + i] != 0.0 else NEVER


@cached
def unpack(bits, row, offsets, steps):
    """The steps of an event that can occur often, path by path: their offsets, and if there is room the steps."""
    total = 0
    for path in range(bits.shape[2]):
        offsets[path] = total
        for word in range(bits.shape[1]):
            left = bits[row, word, path]
            while left:
                if steps.shape[0]:
                    bit = 0
                    while not (left >> np.uint64(bit)) & np.uint64(1):
                        bit += 1
                    steps[total] = 64 * word + bit
                total += 1
                left &= left - np.uint64(1)
    offsets[bits.shape[2]] = total
    return total
