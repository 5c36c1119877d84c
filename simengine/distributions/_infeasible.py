"""What to say about points through which no rising metalog goes: by how much it fails, and what would do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations, islice
from math import inf, isfinite

from simengine.distributions import _metalog
from simengine.distributions._line import from_line, to_line
from simengine.distributions._reading import shown
from simengine.numerics import logistic, logit

Points = tuple[tuple[float, float], ...]
BISECTIONS = 14


def explanation(points: Points, lower: float, upper: float) -> str:
    """One line about infeasible points (chance, value) within bounds (infinite where there are none)."""
    ways = [*islice(_other_points(points, lower, upper), 2), *_other_bounds(points, lower, upper)]
    if len(points) == 3:
        low, high = _inward(*_middle_range(points, lower, upper))
        limits = f"the middle value must lie between {low} and {high}, got {shown(points[1][1])}"
        return "; or ".join([f"{limits} (the outer two unchanged)", *ways[:1]])
    remedy = " or ".join(ways[:3]) or "move the points"
    return f"no rising curve goes through all {len(points)} points: {_fall(points, lower, upper)}; {remedy}"


def _feasible(points: Points, lower: float, upper: float) -> bool:
    values = [to_line(value, lower, upper) for _, value in points]
    try:
        return _metalog.fall_of(_metalog.fit([chance for chance, _ in points], values)) is None
    except ValueError:
        return False


def _other_points(points: Points, lower: float, upper: float) -> Iterator[str]:
    """Inner points without which the others would do, as few as possible."""
    for count in range(1, len(points) - 2):
        found = False
        for out in combinations(points[1:-1], count):
            if _feasible(tuple(point for point in points if point not in out), lower, upper):
                found = True
                yield "leave out " + " and ".join(f"{100.0 * chance:.10g}%" for chance, _ in out)
        if found:
            return


def _other_bounds(points: Points, lower: float, upper: float) -> Iterator[str]:
    """Bounds with which the points would do."""
    if upper < inf and _feasible(points, lower, inf):
        yield "remove upper"
    if lower > -inf and _feasible(points, -inf, upper):
        yield "remove lower"
    if lower == -inf and points[0][1] > 0.0 and _feasible(points, 0.0, upper):
        yield "add lower: 0, if it can't be negative"


def _middle_range(points: Points, lower: float, upper: float) -> tuple[float, float]:
    """The least and the largest middle value of three points that is feasible, the outer two being what they are."""
    (first, low), (middle, _), (last, high) = points
    left, right = to_line(low, lower, upper), to_line(high, lower, upper)
    # A plain logistic law goes through the outer two; the feasible values of a convex condition lie around its middle.
    straight = left + (right - left) * (logit(middle) - logit(first)) / (logit(last) - logit(first))

    def farthest(bad: float) -> float:
        good = straight
        for _ in range(BISECTIONS):
            tried = 0.5 * (good + bad)
            if _metalog.fall_of(_metalog.fit((first, middle, last), (left, tried, right))) is None:
                good = tried
            else:
                bad = tried
        return from_line(good, lower, upper)

    return farthest(left), farthest(right)


def _inward(low: float, high: float) -> tuple[str, str]:
    """Both ends of a range as short numbers inside it."""
    grain = Decimal(1).scaleb(Decimal(high - low).adjusted() - 2)
    ends = Decimal(low).quantize(grain, ROUND_CEILING), Decimal(high).quantize(grain, ROUND_FLOOR)
    return shown(float(ends[0])), shown(float(ends[1]))


def _fall(points: Points, lower: float, upper: float) -> str:
    """Where the curve falls as the chance grows, and by how much."""
    values = [to_line(value, lower, upper) for _, value in points]
    coefficients = _metalog.fit([chance for chance, _ in points], values)
    fall = _metalog.fall_of(coefficients)
    if fall is None:
        return "it rises"

    def at(t: float) -> float:
        return from_line(_metalog.value_at(logistic(t), coefficients), lower, upper)

    if isfinite(fall.start) and isfinite(fall.end):
        drop = at(fall.start) - at(fall.end)
        return f"between {_percent(fall.start)} and {_percent(fall.end)} it falls by {drop:.3g} to {at(fall.end):.3g}"
    if isfinite(fall.start):
        return f"beyond {_percent(fall.start)} it falls, from {at(fall.start):.3g}"
    return f"below {_percent(fall.end)} it falls, to {at(fall.end):.3g}"


def _percent(t: float) -> str:
    """logistic(t) in percent, with two digits of the distance to the nearer end."""
    if t <= 0.0:
        return f"{100.0 * logistic(t):.3g}%"
    return f"{Decimal(100) - Decimal(f'{100.0 * logistic(-t):.2g}'):f}%"
