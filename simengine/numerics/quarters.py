"""An angle of any size as whole quarters of a turn and what is beyond them, as exact as a pair of doubles can tell.

Up to `NEAR` the quarters are taken away in parts of π/2 that have so few bits that the products are exact (Cody and
Waite). Beyond, the angle is multiplied with the digits of 2/π, of which only those are looked at that leave no multiple
of four quarters (Payne and Hanek): 2/π is known to 1,176 bits, so that the largest double has as good a sine as 1.
"""

from __future__ import annotations

from math import floor

from simengine.numerics.scaling import TO_WHOLE, binary_parts, power_of_two

NEAR = 1647099.0
"""About 2²⁰ quarters."""
PER_RADIAN = 0.6366197723675814
QUARTER = (1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32)
"""π/2 in three parts of 33 bits and the rest."""
Q0, Q1, Q2, Q3 = QUARTER
SPLIT = 134217729.0
"""2²⁷ + 1: halves a double into parts of 26 bits (Veltkamp)."""
HALVES = (1.5707963109016418, 1.5893254712295857e-08, 6.123233995736766e-17)
"""π/2 in two parts of 26 bits and the rest."""
H0, H1, H2 = HALVES
DIGIT = 24
"""Bits of a digit of 2/π."""
DIGITS = (
    10680707.0, 7228996.0, 1387004.0, 2578385.0, 16069853.0, 12639074.0, 9804092.0, 4427841.0, 16666979.0,
    11263675.0, 12935607.0, 2387514.0, 4345298.0, 14681673.0, 3074569.0, 13734428.0, 16653803.0, 1880361.0,
    10960616.0, 8533493.0, 3062596.0, 8710556.0, 7349940.0, 6258241.0, 3772886.0, 3769171.0, 3798172.0, 8675211.0,
    12450088.0, 3874808.0, 9961438.0, 366607.0, 15675153.0, 9132554.0, 7151469.0, 3571407.0, 2607881.0, 12013382.0,
    4155038.0, 6285869.0, 7677882.0, 13102053.0, 15825725.0, 473591.0, 9065106.0, 15363067.0, 6271263.0, 9264392.0,
    5636912.0,
)  # fmt: skip
"""2/π = Σ DIGITS[j]·2^(−24·(j+1))."""
TERMS = 9
"""Of so many digits the last are below 2⁻¹³⁷ quarters, and no double is nearer than 2⁻⁶² to a multiple of a quarter."""


def quarters(x: float) -> tuple[float, float, float]:
    """(q, y, z) with x = (π/2)·(q + 4·some whole number) + y + z, q one of −2 … 2, |y| ≤ π/4 and z far smaller.

    All are NaN for what is not finite.
    """
    if abs(x) > NEAR:
        return _far(x)
    whole = (x * PER_RADIAN + TO_WHOLE) - TO_WHOLE
    first, lost = _difference(x - whole * Q0, whole * Q1)
    second, lost_too = _difference(first, whole * Q2)
    y, z = _sum(second, (lost + lost_too) - whole * Q3)
    return _turned(whole), y, z


def _far(x: float) -> tuple[float, float, float]:
    """The same for |x| > NEAR."""
    size = abs(x)
    if not size < float("inf"):
        return size - size, size - size, size - size
    m, k = binary_parts(size)
    # size = (head·2²⁶ + tail)·2^(k − 53), both whole and of no more than 28 bits.
    head = floor(m * 134217728.0)
    tail = (m * 134217728.0 - head) * 67108864.0
    place = floor((k - 55.0) / DIGIT)
    first = 0 if place < 0.0 else int(place)
    whole, high, low = 0.0, 0.0, 0.0
    for j in range(first, first + TERMS):
        scale = power_of_two(k - 53.0 - DIGIT * (j + 1))
        for part in (head * 67108864.0, tail):
            term = part * DIGITS[j] * scale
            high, lost = _sum(high, term - 4.0 * floor(0.25 * term))
            high, low = _sum(high, low + lost)
            near = (high + TO_WHOLE) - TO_WHOLE
            whole, high = whole + near, high - near
    y, z = _in_radians(*_sum(high, low))
    sign = 1.0 if x > 0.0 else -1.0
    return sign * _turned(whole), sign * y, sign * z


def _in_radians(high: float, low: float) -> tuple[float, float]:
    """A part of a quarter times π/2."""
    head = SPLIT * high - (SPLIT * high - high)
    tail = high - head
    return _sum(head * H0, (head * H1 + tail * H0) + (tail * H1 + (high * H2 + low * Q0)))


def _turned(whole: float) -> float:
    """Quarters without whole turns, from −2 to 2."""
    return whole - 4.0 * ((0.25 * whole + TO_WHOLE) - TO_WHOLE)


def _sum(a: float, b: float) -> tuple[float, float]:
    """a + b, and what it has lost (Knuth's two-sum, exact)."""
    total = a + b
    back = total - a
    return total, (a - (total - back)) + (b - back)


def _difference(a: float, b: float) -> tuple[float, float]:
    """a − b, and what it has lost."""
    return _sum(a, -b)
