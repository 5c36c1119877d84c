"""What every kernel does alike: the log, failures, clocks, results. Its text is pasted into each generated module.

Names that are not defined here stand above it there: those of `primitives` and `random`, `log`, and B, the paths of a
block. A path's end is one number, so that the earliest is the smallest: step, phase, place in the file, status.
"""
# ruff: noqa: F821
# mypy: ignore-errors

inf = np.inf
nan = np.nan
ORDERS = 1 << 20
GOING_ON = np.int64(1) << 62
EXCLUDED, NON_FINITE, BAD_HAZARD, BAD_CHANCE = 1, 2, 3, 4
START, APPLY = -1, 5
NEVER = -(1 << 31)


@scalar
def where(condition, yes, no):
    """One of two values; both have been computed."""
    return yes if condition else no


@scalar
def clip_finite(clipped, x):
    """A value brought inside bounds, or itself if it is not finite."""
    return clipped if abs(x) < inf else x


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
def enter(v, log, i, step):
    """Enters an event in the log of path i: how often, first and latest step."""
    if v[log + i] == 0.0:
        v[log + B + i] = step
    v[log + i] += 1.0
    v[log + 2 * B + i] = step


@routine
def mark(bits, row, path, step):
    """Keeps a step of an event that can occur often."""
    bits[row, step >> 6, path] |= np.uint64(1) << np.uint64(step & 63)


@routine
def call(lanes, fired, event, i):
    """Notes that an event's effects are due on path i."""
    lanes[event, fired[event]] = i
    fired[event] += 1


@routine
def begin_log(v, log, at, n):
    """An empty log, or one with an event dated at the start or before."""
    wide()
    before = at <= 0
    for i in range(n):
        v[log + i] = 1.0 if before else 0.0
        v[log + B + i] = at if before else nan
        v[log + 2 * B + i] = at if before else nan


@routine
def begin_clock(v, total, limit, path, event_keys, event, n):
    """A hazard's first limit, -log u."""
    wide()
    occurrence_row(v, limit, path, 0, 0, event_keys[event, 0], event_keys[event, 1], n)
    for i in range(n):
        v[total + i] = 0.0
        v[limit + i] = -log(v[limit + i])


@routine
def begin_again(v, total, limit, times, path, event_keys, event, i):
    """The clock of a hazard's next occurrence."""
    u = occurrence_uniform(event_keys[event, 0], event_keys[event, 1], path[i], int(v[times + i]), 0)
    v[total + i] = 0.0
    v[limit + i] = -log(u)


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
def keep_rows(v, alive, kept, offsets, base, k, n):
    """Keeps the asked values of step k on the paths that go on."""
    for j in range(offsets.shape[0]):
        for i in range(n):
            if v[alive + i] != 0.0:
                kept[base + i, k, j] = v[offsets[j] + i]


@routine
def finish(code, status, element, ended_at, drivers, events, base, n):
    """Status, element and step of the paths that came to an end of their own."""
    for i in range(n):
        status[base + i] = 0
        element[base + i] = -1
        ended_at[base + i] = -1
        if code[i] != GOING_ON:
            what = code[i] & 7
            order = (code[i] >> 3) % ORDERS
            before = 0 if what == NON_FINITE else drivers + events if what == EXCLUDED else drivers
            status[base + i] = what
            element[base + i] = before + order
            ended_at[base + i] = (code[i] >> 3) // ORDERS // 8


@routine
def hand_over(v, alive, offsets, out, base, n):
    """Values of the end, NaN on paths that did not come to it."""
    for j in range(offsets.shape[0]):
        for i in range(n):
            out[j, base + i] = v[offsets[j] + i] if v[alive + i] != 0.0 else nan


@routine
def hand_over_classes(v, alive, at, outcome, base, n):
    """The class of each path, -1 where it has none."""
    for i in range(n):
        outcome[base + i] = int(v[at + i]) if v[alive + i] != 0.0 else -1


@routine
def hand_over_log(v, offsets, first, base, n):
    """The first step of each event, NEVER where it did not occur."""
    for j in range(offsets.shape[0]):
        for i in range(n):
            first[j, base + i] = int(v[offsets[j] + B + i]) if v[offsets[j] + i] != 0.0 else NEVER


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
