"""`random_walk`: a value that goes where chance and a drift take it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.fields import Expr, NonNegativeExpr
from simengine.processes._process import Draw, Process


@final
class RandomWalk(Process):
    """dX = drift·dt + volatility·dW, exact for inputs frozen over the step: Brownian motion with drift.

    Nothing pulls it back: after t years its standard deviation is volatility·√t, and grows without end.
    """

    kind = "random_walk"
    draws = (Draw.BROWNIAN,)
    prepared = ("volatility",)
    field_units: ClassVar[Mapping[str, str]] = {"drift": "own/year"}
    initial: Expr = Field(description="the value at the start")
    drift: Expr = Field(description="mean change in a year")
    volatility: NonNegativeExpr = Field(description="standard deviation of the change in a year")

    @staticmethod
    def prepare(dt: float, volatility: float) -> tuple[float]:
        return (volatility * math.sqrt(dt),)

    @staticmethod
    def step(x: float, dt: float, drift: float, spread: float, noise: float) -> float:
        return x + drift * dt + spread * noise
