"""`ornstein_uhlenbeck`: a value pulled back to its level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.fields import Expr, NonNegativeExpr
from simengine.processes import _mean_reversion
from simengine.processes._process import Draw, Process


@final
class OrnsteinUhlenbeck(Process):
    """dX = speed·(level − X)·dt + volatility·dW, exact for inputs frozen over the step.

    Stationary law: normal, mean `level`, variance volatility²/(2·speed); a push fades with half-life ln 2/speed years.
    """

    kind = "ornstein_uhlenbeck"
    draws = (Draw.BROWNIAN,)
    prepared = ("speed", "volatility")
    field_units: ClassVar[Mapping[str, str]] = {"level": "own", "speed": "1/year"}
    initial: Expr = Field(description="the value at the start")
    level: Expr = Field(description="where it is pulled to, its stationary mean")
    speed: NonNegativeExpr = Field(description="how strongly: a gap halves in ln 2/speed years")
    volatility: NonNegativeExpr = Field(description="standard deviation of the noise, per √year")

    prepare = staticmethod(_mean_reversion.coefficients)

    @staticmethod
    def step(x: float, dt: float, level: float, decay: float, spread: float, noise: float) -> float:
        return _mean_reversion.step(x, level, decay, spread, noise)
