"""Probabilities in words: the seven bands of the analytic standards of the US intelligence community.

Office of the Director of National Intelligence (2015), Intelligence Community Directive 203, Analytic Standards,
D.6.e.2.a. Its bands begin at 1 % and end at 99 %; what lies beyond is told by the words of the outermost, with its
own numbers beside them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

_NEVER_SAID, _ALWAYS_SAID = 0.01, 0.99
_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # as one counts: 1 in 150, and not 1 in 149


@dataclass(frozen=True, slots=True)
class LikelihoodBand:
    """The words for probabilities from `low` up to `high`, which is the next band's `low`."""

    words: str
    low: float
    high: float


BANDS = (
    LikelihoodBand("almost no chance", _NEVER_SAID, 0.05),
    LikelihoodBand("very unlikely", 0.05, 0.20),
    LikelihoodBand("unlikely", 0.20, 0.45),
    LikelihoodBand("roughly even chance", 0.45, 0.55),
    LikelihoodBand("likely", 0.55, 0.80),
    LikelihoodBand("very likely", 0.80, 0.95),
    LikelihoodBand("almost certain", 0.95, _ALWAYS_SAID),
)


def likelihood_band(p: float) -> LikelihoodBand:
    """The band of a probability; one on a border is in the upper. ValueError for what is none, as NaN."""
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"a probability lies between 0 and 1 (got {p})")
    return next((band for band in BANDS if p < band.high), BANDS[-1])


def likelihood_words(low: float, high: float) -> str:
    """The words for a probability that lies between two: one band's, or those of both ends, with their numbers.

    `very unlikely (5–20 %)`, `unlikely to roughly even chance (20–55 %)`, `almost certain (over 99 %)`. ValueError as
    of `likelihood_band`, and for ends the wrong way round.
    """
    if low > high:
        raise ValueError(f"the lower end {low} lies above the upper {high}")
    first, last = likelihood_band(low), likelihood_band(high)
    words = first.words if first == last else f"{first.words} to {last.words}"
    if high < _NEVER_SAID:
        return f"{words} (under {100.0 * _NEVER_SAID:.0f} %)"
    if low > _ALWAYS_SAID:
        return f"{words} (over {100.0 * _ALWAYS_SAID:.0f} %)"
    return f"{words} ({_ends(0.0 if low < _NEVER_SAID else first.low, 1.0 if high > _ALWAYS_SAID else last.high)})"


def _ends(low: float, high: float) -> str:
    return f"{100.0 * low:.0f}–{100.0 * high:.0f} %"


def frequency(p: float) -> str:
    """A probability as a share of futures: `about 3 futures in 4`, `about 1 future in 150`, `no future`.

    In twentieths, in lowest terms; what is rarer, or all but so rare, is one in a round number.

    ValueError for what is no probability.
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"a probability lies between 0 and 1 (got {p})")
    if p in (0.0, 1.0):
        return "every future" if p else "no future"
    if p < 0.05:
        return f"about 1 future in {_one_in(p)}"
    if p > 0.95:
        return f"all but about 1 future in {_one_in(1.0 - p)}"
    found = Fraction(round(20.0 * p), 20)
    part, whole = found.numerator, found.denominator
    return f"about {part} future{'s' if part > 1 else ''} in {whole}"


def _one_in(p: float) -> str:
    """The round number that is nearest, by its ratio, to one over a probability: 20, 25, 30, …, 150, 200, …"""
    power = 10.0 ** math.floor(math.log10(1.0 / p))
    nearest = min(_ROUND, key=lambda one: abs(math.log(one * power * p)))
    return f"{nearest * power:,.0f}"
