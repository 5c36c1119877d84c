"""The operations of the language whose meaning is not Python's own; see docs/semantics.md, Values.

Plain scalar functions, so that a compiler can take the same text.
"""

from __future__ import annotations

import math

from simengine.numerics import exp, log

NAN = float("nan")


def divide(a: float, b: float) -> float:
    """a / b; NaN where b is 0."""
    return a / b if b != 0.0 else NAN


def unequal(a: float, b: float) -> bool:
    """a != b; false where either is NaN."""
    return a < b or a > b


def smaller(a: float, b: float) -> float:
    """The smaller of two, the first of equals; NaN if either is."""
    if a != a or b != b:
        return NAN
    return b if b < a else a


def larger(a: float, b: float) -> float:
    """The larger of two, the first of equals; NaN if either is."""
    if a != a or b != b:
        return NAN
    return b if b > a else a


def total(first: float, *rest: float) -> float:
    """The sum of several, added from left to right."""
    for value in rest:
        first += value
    return first


def least(first: float, *rest: float) -> float:
    """The smallest of several, the first of equals; NaN if any is."""
    for value in rest:
        first = smaller(first, value)
    return first


def greatest(first: float, *rest: float) -> float:
    """The largest of several, the first of equals; NaN if any is."""
    for value in rest:
        first = larger(first, value)
    return first


def clip(x: float, low: float, high: float) -> float:
    """x brought into [low, high]; NaN if any is."""
    return larger(low, smaller(x, high))


def root(x: float) -> float:
    """Square root; NaN below 0."""
    return math.sqrt(x) if x >= 0.0 else NAN


def power(x: float, y: float) -> float:
    """x to any power y, as exp(y·log x); NaN for x < 0."""
    return exp(y * log(x))


def whole_power(x: float, n: int) -> float:
    """x to a whole power by squaring, from the lowest bit of |n| up; a negative n gives 1 / x^|n|."""
    result, square, rest = 1.0, x, abs(n)
    while rest:
        if rest & 1:
            result *= square
        square *= square
        rest >>= 1
    return result if n >= 0 else divide(1.0, result)


def whole_steps(years: float, n: float) -> float:
    """A difference of two times of the grid (n steps a year), freed of its rounding."""
    return math.floor(years * n + 0.5) / n if years == years else NAN
