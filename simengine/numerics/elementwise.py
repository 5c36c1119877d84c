"""`log`, `log1p` and `exp` of whole arrays, with the same bits as those of one number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simengine.numerics.exp import INVERSE_LN2, beyond_one
from simengine.numerics.log import LN2_HIGH, LN2_LOW, log_near_one
from simengine.numerics.scaling import ROOT_HALF, TO_WHOLE

Floats = NDArray[np.float64]


def logs(x: Floats) -> Floats:
    """The natural logarithm of each number: −inf of 0, NaN of what is below or NaN, inf of inf."""
    return _or_at_edge(x, _logs(np.where((x > 0.0) & (x < np.inf), x, 1.0), 0.0))


def log1ps(x: Floats) -> Floats:
    """log(1 + x) of each number: −inf of −1, NaN of what is below or NaN, inf of inf."""
    inside = np.where((x > -1.0) & (x < np.inf), x, 0.0)
    y = 1.0 + inside
    back = y - 1.0
    lost = (1.0 - (y - back)) + (inside - back)
    return np.where(x == 0.0, x, _or_at_edge(1.0 + x, _logs(y, lost / y)))


def exps(x: Floats) -> Floats:
    """e to each number: inf on overflow, 0 on underflow, NaN of NaN."""
    bounded = np.clip(x, -746.0, 710.0)
    whole = (bounded * INVERSE_LN2 + TO_WHOLE) - TO_WHOLE
    high, low = bounded - whole * LN2_HIGH, whole * LN2_LOW
    top = 1.0 + high
    fraction = top + (beyond_one(high, low) + (high - (top - 1.0)))  # type: ignore[arg-type, operator]
    half = (0.5 * whole + TO_WHOLE) - TO_WHOLE
    with np.errstate(over="ignore", under="ignore"):
        return fraction * _power_of_two(half) * _power_of_two(whole - half)


def _logs(x: Floats, relative: Floats | float) -> Floats:
    """log x + relative for finite x > 0, where what is added is far smaller."""
    m, k = np.frexp(x)
    is_low = m < ROOT_HALF
    m, k = np.where(is_low, m + m, m), np.where(is_low, k - 1, k).astype(np.float64)
    found: Floats = log_near_one(m - 1.0, k * LN2_HIGH, k * LN2_LOW + relative)  # type: ignore[arg-type, assignment]
    return found


def _power_of_two(k: Floats) -> Floats:
    """2ᵏ, and 1 for NaN."""
    return np.ldexp(1.0, np.where(np.isnan(k), 0.0, k).astype(np.int64))


def _or_at_edge(x: Floats, found: Floats) -> Floats:
    edge = np.where(x == 0.0, -np.inf, np.where(x > 0.0, x, np.nan))
    return np.where((x > 0.0) & (x < np.inf), found, edge)
