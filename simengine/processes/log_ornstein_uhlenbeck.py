"""`log_ornstein_uhlenbeck`: a positive flow pulled back to its level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.fields import NonNegativeExpr, PositiveExpr
from simengine.numerics import exp, log
from simengine.processes import _mean_reversion
from simengine.processes._process import Draw, Process


@final
class LogOrnsteinUhlenbeck(Process):
    """log X follows an Ornstein–Uhlenbeck process around log(level); exact for inputs frozen over the step.

    `level` is the stationary median of X and must stay positive (a path on which it does not ends as failed);
    `volatility` is on the log scale. The stationary mean is level·exp(volatility²/(4·speed)).
    """

    kind = "log_ornstein_uhlenbeck"
    draws = (Draw.BROWNIAN,)
    prepared = ("speed", "volatility")
    field_units: ClassVar[Mapping[str, str]] = {"level": "own", "speed": "1/year"}
    initial: PositiveExpr = Field(description="the value at the start")
    level: PositiveExpr = Field(description="where it is pulled to, its stationary median")
    speed: NonNegativeExpr = Field(description="how strongly: a gap halves in ln 2/speed years")
    volatility: NonNegativeExpr = Field(description="on the log scale, so relative; per √year")

    prepare = staticmethod(_mean_reversion.coefficients)

    @staticmethod
    def step(x: float, dt: float, level: float, decay: float, spread: float, noise: float) -> float:
        return _mean_reversion.step(x, log(level), decay, spread, noise)

    @staticmethod
    def observe(state: float) -> float:
        return exp(state)

    @staticmethod
    def place(value: float) -> float:
        return log(value)
