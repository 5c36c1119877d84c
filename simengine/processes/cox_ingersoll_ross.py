"""`cox_ingersoll_ross`: a value that never falls below 0, pulled back to its level."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.arithmetic import NAN, larger
from simengine.language.fields import NonNegativeExpr
from simengine.numerics import expm1, log
from simengine.processes._normal_tail import normal_tail
from simengine.processes._process import Draw, Process

CRITICAL = 1.5
"""Variance over squared mean from which the law is taken as one with an atom at 0; both forms exist from 1 to 2."""


@final
class CoxIngersollRoss(Process):
    """dX = speed·(level − X)·dt + volatility·√X·dW, by Andersen's quadratic-exponential scheme (2008).

    The noise fades with X, which is never negative and touches 0 only where volatility² > 2·speed·level. Stationary
    law: gamma with mean `level` and variance level·volatility²/(2·speed). With a level of 0 it is Feller's branching
    process, and 0 its end. An effect takes no more than there is: what it would put below 0 becomes 0. Where the
    drift at 0, speed·level, is negative, the path ends as failed.

    For inputs frozen over the step its mean and variance are exact, and with constant inputs those of the path and
    its autocovariance. The shape of the law is approximate. Where X does not touch 0, a chance is off by 0.006 at
    most on a monthly grid and 0.016 on a quarterly one. Where it does, paths stand at exactly 0 some of the time (2 %
    at volatility² = 3.24·speed·level, monthly), though the exact law only has a peak there: ask whether X is small,
    not whether it is 0.
    """

    kind = "cox_ingersoll_ross"
    draws = (Draw.BROWNIAN,)
    prepared = ("speed", "volatility")
    field_units: ClassVar[Mapping[str, str]] = {"level": "own", "speed": "1/year"}
    initial: NonNegativeExpr = Field(description="the value at the start")
    level: NonNegativeExpr = Field(description="where it is pulled to, its stationary mean")
    speed: NonNegativeExpr = Field(description="how strongly: a gap halves in ln 2/speed years")
    volatility: NonNegativeExpr = Field(description="of the noise, which grows with √X; per √year")

    @staticmethod
    def prepare(dt: float, speed: float, volatility: float) -> tuple[float, float, float, float]:
        """Decay d = e^{−a·dt} and 1 − d; then the variance after dt for each unit of X and of the level.

        These are σ²·d·(1 − d)/a and σ²·(1 − d)²/2a, or σ²·dt and 0 at a = 0 (Cox, Ingersoll & Ross 1985, eq. 19).
        """
        gained = -expm1(-speed * dt)
        decay = 1.0 - gained
        scale = volatility * volatility * (gained / speed if speed != 0.0 else dt)
        return decay, gained, scale * decay, 0.5 * scale * gained

    @staticmethod
    def step(
        x: float,
        dt: float,
        level: float,
        decay: float,
        gained: float,
        variance_per_x: float,
        variance_per_level: float,
        noise: float,
    ) -> float:
        mean = x * decay + level * gained
        variance = x * variance_per_x + level * variance_per_level
        if not (level * gained >= 0.0 and math.isfinite(variance)):
            return NAN
        return _matched(mean, variance, noise) if mean > 0.0 else mean

    @staticmethod
    def place(value: float) -> float:
        return larger(0.0, value)


def _matched(mean: float, variance: float, noise: float) -> float:
    """A number ≥ 0 of this mean and variance from a standard normal one.

    Andersen's formulas (J. Comp. Finance 11(3), eqs. 23–28) with ψ = variance/mean² and what can be divided out:
    his a·(b + z)² is mean·(√q + √(1 − q)·z)² with q = √(1 − ψ/2), which holds at ψ = 0 too. Where ψ is larger, 0 has
    the chance 1 − 1/k, k = (1 + ψ)/2, and the rest is exponential. Its uniform number is the rank of the normal one,
    so that one Brownian number, and its correlations, serve both forms.
    """
    ratio = variance / mean / mean
    if ratio > CRITICAL:
        k = 0.5 * (1.0 + ratio)
        above = k * normal_tail(noise)
        return -0.5 * (mean + variance / mean) * log(above) if above < 1.0 else 0.0
    half = 0.5 * ratio
    q = math.sqrt(1.0 - half)
    root = math.sqrt(q) + math.sqrt(half / (1.0 + q)) * noise
    return mean * (root * root)
