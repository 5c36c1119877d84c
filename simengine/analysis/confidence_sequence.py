"""Intervals that hold at every look at once, however often one looks and whenever one stops."""

from __future__ import annotations

import math

import numpy as np

from simengine.runs.outcome_table import Floats

ALPHA = 0.05
"""The chance that such an interval ever leaves the truth out."""

_FORTUNE = math.log(2.0 / ALPHA)
_STAKES = np.geomspace(1e-5, 1.0, 120)
_HALVINGS = 48
_BEGUN = 1_000  # units after which the asymptotic interval is narrowest, among the first looks


def betting_interval(values: Floats, counts: Floats) -> tuple[float, float]:
    """The 95 % confidence sequence of the mean of independent numbers in [-1, 1], `counts` of them of each of `values`.

    I. Waudby-Smith and A. Ramdas (2024), Estimating means of bounded random variables by betting, JRSS B 86, 1–27,
    §4: were the mean m, no bet on it would make a fortune; by Ville's inequality it grows 2/α-fold ever with chance
    α/2. A lower end m is ruled out by 1 + θ((x + 1)/(m + 1) - 1) for each x, averaged over stakes θ that are spread
    evenly in their logarithms (as the universal portfolios of F. Orabona and K.-S. Jun 2024, IEEE Transactions on
    Information Theory 70, 436–455), so that it is as narrow for few paths as for many; an upper end by the same of -x.
    """
    there = counts > 0.0
    values, counts = values[there], counts[there]
    return _lower_end(values, counts), -_lower_end(-values, counts)


def is_above(mean: float, values: Floats, counts: Floats) -> bool:
    """Whether the lower end of `betting_interval` lies above this number."""
    there = counts > 0.0
    return _log_fortune(mean, values[there], counts[there]) >= _FORTUNE


def _lower_end(values: Floats, counts: Floats) -> float:
    """The least mean at which no bet that it is larger has made its fortune; the fortune falls as the mean rises."""
    low, high = -1.0, float(values @ counts / counts.sum())
    for _ in range(_HALVINGS if high > low else 0):
        middle = (low + high) / 2.0
        if _log_fortune(middle, values, counts) >= _FORTUNE:
            low = middle
        else:
            high = middle
    return low


def _log_fortune(mean: float, values: Floats, counts: Floats) -> float:
    """What was made of 1 by betting that the mean is larger, in logarithms, over all stakes; the mean is above -1."""
    kept = (1.0 + mean) * (1.0 - _STAKES)
    with np.errstate(divide="ignore"):  # who stakes all on one path may lose all
        grown = np.log((kept[:, None] + _STAKES[:, None] * (1.0 + values)) / (1.0 + mean))
    fortunes = (grown * counts).sum(axis=1)
    most = float(fortunes.max())
    return most + math.log(float(np.exp(fortunes - most).mean()))


def asymptotic_interval(d: float, se: float, units: int) -> tuple[float, float]:
    """The 95 % asymptotic confidence sequence of an estimate `d` with this standard error after so many clusters.

    I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas (2024), Time-uniform central limit theory and
    asymptotic confidence sequences, Annals of Statistics 52, 2613–2640, theorem 2.2: for what is in the long run a mean
    of independent contributions, a ratio's residuals included; ρ as in their §2.3, for the first look.
    """
    rate = (-2.0 * math.log(ALPHA) + math.log(1.0 - 2.0 * math.log(ALPHA))) / _BEGUN
    grown = units * rate + 1.0
    half = se * math.sqrt(2.0 * grown / (units * rate) * math.log(math.sqrt(grown) / ALPHA))
    return d - half, d + half
