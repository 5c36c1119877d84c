"""The correlation that two normal numbers need for the ranks of what is drawn by them to have a given one.

Each number is drawn by its law's quantile at Φ of its normal number. Spearman's correlation is that of the *grades*: a
continuous law's grade is u itself, and a law of a few values has the middle of the stretch of u that a value takes (its
mean rank). Two continuous laws have it in closed form, 6/π·asin(r/2). Else their covariance is a sum over the *cuts*,
where one value ends and the next begins, of the bivariate normal law C(h, k; r) = Φ₂(h, k; r) − Φ(h)·Φ(k), which is
(Plackett 1954, Biometrika 41, 351–360)

    C(h, k; sin θ) = 1/2π · ∫₀^θ exp(−(h² + k² − 2hk·sin t) / (2·cos² t)) dt.

It rises with r, so r is found by Newton's method inside a bracket. In plain floats, all of it, for r enters paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import asin, pi, sqrt

from simengine.numerics import exp, normal_quantile, sincos_turns

Cuts = tuple[float, ...]
"""The chances, cumulated, at which a law goes from one value to the next; none for a continuous law."""

NODES = (
    (0.1488743389816312, 0.2955242247147529),
    (0.4333953941292472, 0.2692667193099963),
    (0.6794095682990244, 0.219086362515982),
    (0.8650633666889845, 0.1494513491505806),
    (0.9739065285171717, 0.0666713443086881),
)
"""Gauss and Legendre's rule with ten points on (−1, 1): those above 0, and their weights."""
HALVINGS = 30
MOST_STEPS = 100
CLOSE = 1e-15
REACHED = 1e-12


def normal_correlation(rank: float, first: Cuts = (), second: Cuts = ()) -> float:
    """The correlation of the normal numbers; 2·sin(π·rank/6) for two continuous laws.

    ValueError if these laws can't have this rank correlation.
    """
    if not first and not second:
        size = 1.0 if abs(rank) == 1.0 else 2.0 * sincos_turns(abs(rank) / 12.0)[0]
        return size if rank >= 0.0 else -size
    first, second = sorted((first, second))  # of the pair in either order the same bits
    low, high = reach(first, second)
    if not low - REACHED <= rank <= high + REACHED:
        raise ValueError(f"a rank correlation from {low:.6g} to {high:.6g} is possible (got {rank:.6g})")
    if rank >= high or rank <= low or rank == 0.0:
        return 0.0 if rank == 0.0 else 1.0 if rank >= high else -1.0
    wanted = rank * _deviation(first) * _deviation(second)
    half = not (first and second)
    sine = _sine(_solved(_Terms(first or second, () if half else second), wanted, 0.125 if half else 0.25))
    return max(-1.0, min(sqrt(2.0) * sine if half else sine, 1.0))


def rank_correlation(normal: float, first: Cuts = (), second: Cuts = ()) -> float:
    """The rank correlation that two laws have by normal numbers so correlated, for messages: no path knows it."""
    if not first and not second:
        return 6.0 / pi * asin(0.5 * normal)
    if abs(normal) == 1.0:
        return reach(first, second)[normal > 0.0]
    half = not (first and second)
    turn = asin(sqrt(0.5) * normal if half else normal) / (2.0 * pi)
    return _Terms(first or second, () if half else second).at(turn) / (_deviation(first) * _deviation(second))


def reach(first: Cuts, second: Cuts) -> tuple[float, float]:
    """The least and the largest rank correlation that two laws can have: where one number decides the other."""
    if not first and not second:
        return -1.0, 1.0
    scale = _deviation(first) * _deviation(second)
    if not (first and second):
        jumps = _jumps(first or second)
        most = sum_of([jump * 0.5 * p * (1.0 - p) for p, jump in zip(first or second, jumps, strict=True)])
        return -most / scale, most / scale
    pairs = [(p, q, a * b) for p, a in zip(first, _jumps(first), strict=True) for q, b in _with_jumps(second)]
    least = sum_of([weight * (max(p + q - 1.0, 0.0) - p * q) for p, q, weight in pairs])
    most = sum_of([weight * (min(p, q) - p * q) for p, q, weight in pairs])
    return least / scale, most / scale


def sum_of(terms: Sequence[float]) -> float:
    """The sum from left to right: Python's own compensates since 3.12, and before it did not."""
    total = 0.0
    for term in terms:
        total += term
    return total


def _widths(cuts: Cuts) -> list[float]:
    return [after - before for before, after in zip((0.0, *cuts), (*cuts, 1.0), strict=True)]


def _jumps(cuts: Cuts) -> list[float]:
    """By how much the grade rises at each cut."""
    return [0.5 * (before + after) for before, after in pairwise(_widths(cuts))]


def _with_jumps(cuts: Cuts) -> list[tuple[float, float]]:
    return list(zip(cuts, _jumps(cuts), strict=True))


def _deviation(cuts: Cuts) -> float:
    """The standard deviation of the grade."""
    return sqrt((1.0 - sum_of([width * width * width for width in _widths(cuts)])) / 12.0) if cuts else sqrt(1.0 / 12.0)


class _Terms:
    """The covariance of two grades as a function of the angle of their normal numbers, in turns.

    Of a law of a few values and a continuous one, the angle is that of r/√2: the grade of the second is the chance that
    it exceeds an independent normal number, and its difference from that lies above 0 or below.
    """

    def __init__(self, first: Cuts, second: Cuts) -> None:
        others = [(normal_quantile(q), jump) for q, jump in _with_jumps(second)] if second else [(0.0, 1.0)]
        self._terms = [(normal_quantile(p), k, a * b) for p, a in _with_jumps(first) for k, b in others]

    def slope(self, turn: float) -> float:
        """Its derivative."""
        s, c = _sine(turn), _sine(0.25 - abs(turn))
        total = 0.0
        for h, k, weight in self._terms:
            apart = h - k if s >= 0.0 else h + k
            product = h * k if s >= 0.0 else -h * k
            total += weight * exp(-0.5 * (apart / c) * (apart / c) - product / (1.0 + abs(s)))
        return total

    def between(self, start: float, end: float) -> float:
        """By how much it rises from one angle to another."""
        middle, half, total = 0.5 * (start + end), 0.5 * (end - start), 0.0
        for node, weight in NODES:
            total += weight * (self.slope(middle + half * node) + self.slope(middle - half * node))
        return half * total

    def at(self, turn: float) -> float:
        """The covariance, 0 at 0; in stretches that grow shorter towards a quarter turn, where the slope may break."""
        total, start, size = 0.0, 0.0, abs(turn)
        for halving in range(1, HALVINGS + 1):
            end = min(0.25 - 0.25 * 0.5**halving, size) if halving < HALVINGS else size
            if end > start:
                total += self.between(start, end) if turn > 0.0 else -self.between(-start, -end)
                start = end
        return total if turn > 0.0 else -total


def _solved(terms: _Terms, wanted: float, most: float) -> float:
    """The angle at which the covariance is what is wanted."""
    low, high, turn = -most, most, 0.0
    for _ in range(MOST_STEPS):
        error = terms.at(turn) - wanted
        if error > 0.0:
            high = turn
        else:
            low = turn
        slope = terms.slope(turn)
        moved = turn - error / slope if slope > 0.0 else low
        if not low < moved < high:
            moved = 0.5 * (low + high)
        if abs(moved - turn) <= CLOSE:
            break
        turn = moved
    return turn


def _sine(turn: float) -> float:
    """sin 2πt for t in [−1/4, 1/4]."""
    size = sincos_turns(abs(turn))[0]
    return size if turn >= 0.0 else -size
