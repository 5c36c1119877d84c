"""The metalog quantile function of Keelin (2016, Decision Analysis 13(4), 243–277): a logistic law that bends with u.

M(u) = A(q) + B(q)·logit u, q = u − ½, with polynomials A and B of up to four coefficients each; Keelin's aₖ fill them
in the order A₀ B₀ B₁ A₁ A₂ B₂ A₃ B₃. With as many terms as points the curve goes through all of them. Seven points have
B₃ in place of A₃: with A₃ seven that lie around 50 %, in pairs, would leave one odd term undetermined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import inf

from simengine.numerics import logistic, logit

MOST_POINTS = 8
ORDER = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 2), (1, 2), (1, 3), (0, 3))
"""Of each term: whether it belongs to B, and its power of q."""
FARTHEST = 37.5
"""logit u of the most extreme uniform number there is, 2⁻⁵⁴, rounded up."""
CELLS = 600
REFINEMENTS = 40
MOST_OF_A = (0.26, 0.1, 0.05)
MOST_OF_B = (0.61, 0.34, 0.18)
"""A₁ … A₃ and B₁ … B₃ of 1 change dM/dt by less than this wherever they are; rounded up."""
CLOSE = 1e-9
"""A curve that misses its points by more of the largest comes from a system without a solution."""

Coefficients = tuple[float, ...]
"""A₀ … A₃, B₀ … B₃."""


@dataclass(frozen=True, slots=True)
class Fall:
    """Where a curve falls as u grows, in logit u; the deepest place lies between."""

    start: float
    deepest: float
    end: float


def fit(chances: Sequence[float], values: Sequence[float]) -> Coefficients:
    """The curve through at most 8 points (u, M), both increasing. Raises ValueError if they can't be told apart."""
    problem = "these points, or they and a bound, lie too close together or too far apart for a curve through them"
    if not all(before < after < inf for before, after in pairwise(values)):
        raise ValueError(problem)
    rows = [[_term(u, k) for k in range(len(chances))] for u in chances]
    solved = _solve(rows, values)
    rest = [value - _dot(row, solved) for row, value in zip(rows, values, strict=True)]
    found = [0.0] * 8
    for k, (first, correction) in enumerate(zip(solved, _solve(rows, rest), strict=True)):
        in_b, power = ORDER[k]
        found[4 * in_b + power] = first + correction
    coefficients = tuple(found)
    allowed = CLOSE * max(abs(values[0]), abs(values[-1]))
    if not all(abs(value_at(u, coefficients) - value) <= allowed for u, value in zip(chances, values, strict=True)):
        raise ValueError(problem)
    return coefficients


def value_at(u: float, coefficients: Coefficients) -> float:
    """M(u)."""
    a0, a1, a2, a3, b0, b1, b2, b3 = coefficients
    q = u - 0.5
    return a0 + q * (a1 + q * (a2 + q * a3)) + (b0 + q * (b1 + q * (b2 + q * b3))) * logit(u)


def slope_at(t: float, coefficients: Coefficients) -> float:
    """dM/dt at t = logit u: it has the sign of M′(u) and stays finite in the tails, where it tends to B(±½)."""
    return _slope(*_place(t), coefficients)


def fall_of(coefficients: Coefficients) -> Fall | None:
    """Where M falls most steeply, None if it rises throughout (0, 1); from a grid in logit u and between its points."""
    if _nearly_logistic(coefficients):
        return None
    grid = _grid()
    slopes = [_slope(t, q, w, coefficients) for t, q, w in grid]
    deepest, at = min((slopes[0], grid[0][0]), (slopes[-1], grid[-1][0]))
    for before, here, after, (t, _, _) in zip(slopes, slopes[1:], slopes[2:], grid[1:], strict=False):
        # Between points that lie on a parabola the lowest is at most an eighth of this curvature below.
        if here <= before and here <= after and here < before - 2.0 * here + after:
            deepest, at = min((deepest, at), _lowest(t, coefficients))
    if deepest > 0.0:
        return None
    return Fall(_edge(at, -1.0, coefficients), at, _edge(at, 1.0, coefficients))


def _nearly_logistic(coefficients: Coefficients) -> bool:
    """Whether no bend is strong enough to outdo B₀, so that the curve needs no search for a fall; most need none."""
    bends = [abs(bend) for bend in coefficients[1:4] + coefficients[5:]]
    return coefficients[4] > _dot(bends, MOST_OF_A + MOST_OF_B)


def _term(u: float, k: int) -> float:
    in_b, power = ORDER[k]
    result = logit(u) if in_b else 1.0
    for _ in range(power):
        result *= u - 0.5
    return result


def _place(t: float) -> tuple[float, float, float]:
    """t, q, and w = dq/dt = u·(1 − u)."""
    u, rest = logistic(t), logistic(-t)
    return t, 0.5 * (u - rest), u * rest


@cache
def _grid() -> tuple[tuple[float, float, float], ...]:
    """Places of equal distance in t; the ends stand for u = 0 and 1."""
    step = 2.0 * FARTHEST / CELLS
    inner = [_place(-FARTHEST + step * i) for i in range(CELLS + 1)]
    return ((-inf, -0.5, 0.0), *inner, (inf, 0.5, 0.0))


def _slope(t: float, q: float, w: float, coefficients: Coefficients) -> float:
    _, a1, a2, a3, b0, b1, b2, b3 = coefficients
    of_b = b0 + q * (b1 + q * (b2 + q * b3))
    if w == 0.0:
        return of_b
    return w * (a1 + q * (2.0 * a2 + q * (3.0 * a3)) + t * (b1 + q * (2.0 * b2 + q * (3.0 * b3)))) + of_b


def _lowest(t: float, coefficients: Coefficients) -> tuple[float, float]:
    """The lowest slope within a step of t, and where it is, by trisection."""
    step = 2.0 * FARTHEST / CELLS
    low, high = t - step, t + step
    for _ in range(REFINEMENTS):
        third = (high - low) / 3.0
        if slope_at(low + third, coefficients) < slope_at(high - third, coefficients):
            high -= third
        else:
            low += third
    middle = 0.5 * (low + high)
    return min((slope_at(middle, coefficients), middle), (slope_at(t, coefficients), t))


def _edge(t: float, direction: float, coefficients: Coefficients) -> float:
    """Where the fall around t ends in a direction (−1 or 1); infinite if it does not."""
    inside = max(-FARTHEST, min(t, FARTHEST))
    if t * direction == inf:
        return t
    step = direction * 2.0 * FARTHEST / CELLS
    outside = inside + step
    while slope_at(outside, coefficients) <= 0.0:
        inside, outside = outside, outside + step
        if abs(outside) > FARTHEST:
            return direction * inf
    for _ in range(REFINEMENTS):
        middle = 0.5 * (inside + outside)
        if slope_at(middle, coefficients) <= 0.0:
            inside = middle
        else:
            outside = middle
    return inside


def _dot(row: Sequence[float], vector: Sequence[float]) -> float:
    total = 0.0
    for x, y in zip(row, vector, strict=True):
        total += x * y
    return total


def _solve(rows: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a square linear system by Gaussian elimination with partial pivoting; NaN if it has none."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    size = len(table)
    for k in range(size):
        pivot = max(range(k, size), key=lambda i: abs(table[i][k]))
        table[k], table[pivot] = table[pivot], table[k]
        if table[k][k] == 0.0:
            return [float("nan")] * size
        for row in table[k + 1 :]:
            factor = row[k] / table[k][k]
            for j in range(k, size + 1):
                row[j] -= factor * table[k][j]
    solution = [0.0] * size
    for k in reversed(range(size)):
        solution[k] = (table[k][size] - _dot(table[k][k + 1 : size], solution[k + 1 :])) / table[k][k]
    return solution
