"""`geometric_brownian`: growth in proportion to what is there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.fields import Expr, NonNegativeExpr, PositiveExpr
from simengine.numerics import exp, log
from simengine.processes._process import Draw, Process


@final
class GeometricBrownian(Process):
    """dX = growth·X·dt + volatility·X·dW, exact for inputs frozen over the step (Black & Scholes 1973)."""

    kind = "geometric_brownian"
    draws = (Draw.BROWNIAN,)
    prepared = ("growth", "volatility")
    field_units: ClassVar[Mapping[str, str]] = {"growth": "1/year"}
    initial: PositiveExpr = Field(description="the value at the start")
    growth: Expr = Field(description="relative growth of the mean per year")
    volatility: NonNegativeExpr = Field(description="relative, per √year")

    @staticmethod
    def prepare(dt: float, growth: float, volatility: float) -> tuple[float, float]:
        return (growth - 0.5 * volatility * volatility) * dt, volatility * math.sqrt(dt)

    @staticmethod
    def step(x: float, dt: float, drift: float, spread: float, noise: float) -> float:
        return x + drift + spread * noise

    @staticmethod
    def observe(state: float) -> float:
        return exp(state)

    @staticmethod
    def place(value: float) -> float:
        return log(value)
