"""The normal pair a second time: Python's floats, each result rounded to a single, and frexp instead of bits.

A double holds more than twice the digits of a single, so that rounding a sum, product, quotient or root twice gives
what rounding it once does (Figueroa 1995).
"""

from __future__ import annotations

import math
import struct

from simengine.numerics import box_muller as bm


class Single:
    """A single-precision number with the operations of IEEE 754."""

    def __init__(self, value: float) -> None:
        self.value: float = struct.unpack("f", struct.pack("f", value))[0]

    def __add__(self, other: Single) -> Single:
        return Single(self.value + other.value)

    def __sub__(self, other: Single) -> Single:
        return Single(self.value - other.value)

    def __mul__(self, other: Single) -> Single:
        return Single(self.value * other.value)

    def __truediv__(self, other: Single) -> Single:
        return Single(self.value / other.value)


def horner(x: Single, *coefficients: float) -> Single:
    value = Single(float(coefficients[-1]))
    for coefficient in coefficients[-2::-1]:
        value = Single(float(coefficient)) + x * value
    return value


def radius(a: int) -> float:
    m, k = math.frexp((Single(a) + Single(0.5)).value)
    if Single(m).value < Single(math.sqrt(0.5)).value:
        m, k = 2.0 * m, k - 1
    last = Single(a - 2**32 if a >= 2**31 else a) + Single(0.5)
    f = Single(math.ldexp(last.value, -32)) if k == 32 else Single(m - 1.0)
    s = f / (Single(2.0) + f)
    z = s * s
    twice = Single(2.0 * f.value)
    square = s * (twice + z * horner(z, bm.L0, bm.L1, bm.L2)) - twice
    return Single(math.sqrt((Single(k - 32) * Single(-2.0 * math.log(2.0)) + square).value)).value


def normal_pair(a: int, b: int) -> tuple[float, float]:
    quarter = (b + 2**29) // 2**30
    eighths = Single(math.ldexp((Single(b - quarter * 2**30) + Single(0.5)).value, -29))
    z = eighths * eighths
    y = eighths + eighths * horner(z, bm.S0, bm.S1, bm.S2, bm.S3)
    x = horner(z, 1.0, bm.C0, bm.C1, bm.C2, bm.C3)
    r = Single(radius(a))
    s, c = (r * y).value, (r * x).value
    return [(c, s), (-s, c), (-c, -s), (s, -c)][quarter % 4]
