"""`logistic_growth`: growth towards a capacity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.arithmetic import NAN
from simengine.language.fields import Expr, NonNegativeExpr, PositiveExpr
from simengine.numerics import exp, expm1
from simengine.processes._process import Draw, Process


@final
class LogisticGrowth(Process):
    """dX = rate·X·(1 − X/capacity)·dt + volatility·X·dW.

    Each step is the exact logistic curve over dt for frozen inputs (Verhulst 1838), then a log-normal factor of mean
    1. Without volatility it is exact; with it, it is a Lie splitting, of weak order dt. X stays positive.
    """

    kind = "logistic_growth"
    draws = (Draw.BROWNIAN,)
    prepared = ("rate", "volatility")
    field_units: ClassVar[Mapping[str, str]] = {"rate": "1/year", "capacity": "own"}
    initial: PositiveExpr = Field(description="the value at the start")
    rate: Expr = Field(description="relative growth per year far below the capacity")
    capacity: PositiveExpr = Field(description="what it grows towards")
    volatility: NonNegativeExpr = Field(description="relative, per √year")

    @staticmethod
    def prepare(dt: float, rate: float, volatility: float) -> tuple[float, float, float]:
        """Unlimited growth e^{r·dt} − 1, spread σ·√dt, and the drift −σ²·dt/2 that keeps the factor's mean at 1."""
        return expm1(rate * dt), volatility * math.sqrt(dt), -0.5 * volatility * volatility * dt

    @staticmethod
    def step(x: float, dt: float, capacity: float, growth: float, spread: float, drift: float, noise: float) -> float:
        share = capacity + x * growth
        # A negative rate above the capacity is explosive: past the pole the formula goes on, but the curve does not.
        grown = capacity * x * (1.0 + growth) / share if capacity > 0.0 and share > 0.0 else NAN
        return grown * exp(spread * noise + drift)
