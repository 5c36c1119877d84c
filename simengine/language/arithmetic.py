"""The operations of the language whose meaning is not Python's own; see docs/semantics.md, Values.

Plain scalar functions, so that a compiler can take the same text.
"""

from __future__ import annotations

import math

from simengine.numerics import exp, log, log1p

NAN = float("nan")
WHOLE = 4503599627370496.0
"""2⁵²; from there on every double is whole."""


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


def crossed(low: float, high: float) -> bool:
    """Whether bounds lie the wrong way round."""
    return low > high


def misplaced(wanted: float, found: float) -> bool:
    """Whether a number is not where it should be, by more than rounding."""
    return abs(found - wanted) > 1e-9 * max(1.0, abs(wanted))


def first_known(a: float, b: float) -> float:
    """a, or b where a is NaN."""
    return a if a == a else b


def coalesce(first: float, *rest: float) -> float:
    """The first of several that is not NaN."""
    for value in rest:
        first = first_known(first, value)
    return first


def sooner(a: float, b: float) -> float:
    """The smaller of two, of those that are not NaN."""
    return a if a <= b or b != b else b


def earliest(first: float, *rest: float) -> float:
    """The smallest of several, of those that are not NaN."""
    for value in rest:
        first = sooner(first, value)
    return first


def floor(x: float) -> float:
    """The largest whole number that is not above x; infinities and NaN stay."""
    return math.floor(x) + 0.0 if abs(x) < WHOLE else x


def rate_of(chance: float) -> float:
    """The rate a year of what happens within a year with this chance; NaN outside [0, 1], inf at 1."""
    return 0.0 - log1p(-chance) if chance >= 0.0 else NAN


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
