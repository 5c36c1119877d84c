"""What the functions with memory mean, word by word from docs/semantics.md: slow, and from the whole past at once.

`xs` are the values at steps 0 … k, `past` those at −len … −1, `seen` the steps at which the event occurred as far as
the phase sees them at k, windows in steps, n the steps per year.
"""

from __future__ import annotations

from collections.abc import Sequence

NAN = float("nan")
Values = Sequence[float]


def before_start(past: Values, j: int) -> float:
    return past[j] if -j <= len(past) else NAN


def initial(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return xs[0]


def lag(k: int, n: float, xs: Values, past: Values, seen: Values, w: int) -> float:
    if k - w >= 0:
        return xs[k - w]
    return past[k - w] if w - k <= len(past) else xs[0]


def rolling_sum(k: int, n: float, xs: Values, past: Values, seen: Values, w: int) -> float:
    newer = xs[k // w * w : k + 1]
    before = [*past, *xs[: k // w * w]]
    older = before[::-1][: w - len(newer)]
    return summed(older) + summed(newer)


def rolling_mean(k: int, n: float, xs: Values, past: Values, seen: Values, w: int) -> float:
    return rolling_sum(k, n, xs, past, seen, w) / min(w, len(past) + k + 1)


def held(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    run = 0
    while run <= k and xs[k - run] == 1.0:
        run += 1
    return max(run - 1, 0) / n


def entered(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return float(xs[k] == 1.0 and (k == 0 or xs[k - 1] == 0.0))


def max_so_far(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    values = xs[: k + 1]
    return NAN if any(x != x for x in values) else max(values)


def share_of_time(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return sum(xs[: k + 1]) / (k + 1)


def occurred(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return float(bool(seen))


def count(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return float(len(seen))


def since(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return (k - seen[-1]) / n if seen else NAN


def first_time(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return seen[0] / n if seen else NAN


def last_time(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return seen[-1] / n if seen else NAN


def earliest(k: int, n: float, xs: Values, past: Values, seen: Values) -> float:
    return first_time(k, n, xs, past, seen)


def before(k: int, n: float, xs: Values, past: Values, seen: Values, others: Values) -> float:
    return float(bool(seen) and not any(step < seen[0] for step in others))


def count_between(k: int, n: float, xs: Values, past: Values, seen: Values, after: int, until: int) -> float:
    return float(sum(after < step <= until for step in seen))


def value_at(k: int, n: float, xs: Values, past: Values, seen: Sequence[int], w: int) -> float:
    if not seen or seen[-1] + w > k:
        return NAN
    step = seen[-1] + w
    return xs[step] if step >= 0 else before_start(past, step)


def sum_between(k: int, n: float, xs: Values, past: Values, seen: Sequence[int], a: int, b: int) -> float:
    if not seen or seen[-1] + b > k or seen[-1] + a + 1 < 0:
        return NAN
    return summed(xs[seen[-1] + a + 1 : seen[-1] + b + 1])


def mean_between(k: int, n: float, xs: Values, past: Values, seen: Sequence[int], a: int, b: int) -> float:
    return sum_between(k, n, xs, past, seen, a, b) / (b - a)


def occurred_between(
    k: int, n: float, xs: Values, past: Values, seen: Values, anchors: Values, a: int, b: int
) -> float:
    return float(bool(anchors) and any(anchors[-1] + a < step <= anchors[-1] + b for step in seen))


def summed(values: Values) -> float:
    """0 + the first, + the second, …"""
    total = 0.0
    for value in values:
        total += value
    return total
