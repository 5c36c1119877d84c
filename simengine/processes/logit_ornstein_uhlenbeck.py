"""`logit_ornstein_uhlenbeck`: an index between 0 and 1 pulled back to its level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.arithmetic import clip
from simengine.language.fields import Expr, NonNegativeExpr
from simengine.numerics import logistic, logit
from simengine.processes import _mean_reversion
from simengine.processes._process import Draw, Process

LOWEST, HIGHEST = 1e-6, 1 - 1e-6


@final
class LogitOrnsteinUhlenbeck(Process):
    """logit X follows an Ornstein–Uhlenbeck process around logit(level); exact for inputs frozen over the step.

    `level` is the stationary median of X, brought into [1e-6, 1 − 1e-6] (the steps in which that was needed are
    counted); `volatility` is on the logit scale. Values that `initial` or an effect puts outside are brought inside
    too.
    """

    kind = "logit_ornstein_uhlenbeck"
    draws = (Draw.BROWNIAN,)
    prepared = ("speed", "volatility")
    field_units: ClassVar[Mapping[str, str]] = {"level": "own", "speed": "1/year"}
    initial: Expr = Field(description="the value at the start")
    level: Expr = Field(description="where it is pulled to, its stationary median")
    speed: NonNegativeExpr = Field(description="how strongly: a gap halves in ln 2/speed years")
    volatility: NonNegativeExpr = Field(description="on the logit scale, per √year")

    prepare = staticmethod(_mean_reversion.coefficients)

    @staticmethod
    def step(x: float, dt: float, level: float, decay: float, spread: float, noise: float) -> float:
        return _mean_reversion.step(x, logit(clip(level, LOWEST, HIGHEST)), decay, spread, noise)

    @staticmethod
    def observe(state: float) -> float:
        return logistic(state)

    @staticmethod
    def place(value: float) -> float:
        return logit(clip(value, LOWEST, HIGHEST))

    @staticmethod
    def clamped(level: float) -> bool:
        return level < LOWEST or level > HIGHEST
