"""`jump_diffusion`: growth in proportion to what is there, broken by sudden jumps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.fields import Expr, NonNegativeExpr, PositiveExpr
from simengine.numerics import exp, expm1, log
from simengine.processes._process import Draw, Process
from simengine.processes.poisson_count import PoissonCount

chances = PoissonCount.prepare
count = PoissonCount.step


@final
class JumpDiffusion(Process):
    """Geometric Brownian motion with `jump_rate` jumps a year, exact for inputs frozen over the step (Merton 1976).

    A jump multiplies X by e^J with J normal: `jump_mean` and `jump_sd` are those of the logarithm, so a jump_mean of
    −0.2 is a median fall by 18 %. `growth` is that of the mean, jumps included: E X_t = X_0·e^{growth·t}. The
    diffusion between jumps therefore grows by jump_rate·(e^{jump_mean + jump_sd²/2} − 1) less (Merton's compensator);
    who wants the jumps to come on top adds that to `growth`. `correlations` mix the diffusion's noise, not the jumps.
    A negative rate, or one above 600 jumps a step, ends the path as failed.
    """

    kind = "jump_diffusion"
    draws = (Draw.BROWNIAN, Draw.NORMAL, Draw.UNIFORM)
    prepared = ("growth", "volatility", "jump_rate", "jump_mean", "jump_sd")
    field_units: ClassVar[Mapping[str, str]] = {"growth": "1/year", "jump_rate": "1/year"}
    initial: PositiveExpr = Field(description="the value at the start")
    growth: Expr = Field(description="relative growth of the mean per year, jumps included")
    volatility: NonNegativeExpr = Field(description="relative, per √year, between jumps")
    jump_rate: NonNegativeExpr = Field(description="how many jumps a year")
    jump_mean: Expr = Field(description="mean of the logarithm of a jump's factor")
    jump_sd: NonNegativeExpr = Field(description="standard deviation of that logarithm")

    @staticmethod
    def prepare(
        dt: float, growth: float, volatility: float, jump_rate: float, jump_mean: float, jump_sd: float
    ) -> tuple[float, ...]:
        """Drift and spread of log X between jumps; mean number of jumps and chance of none; mean and sd of a jump."""
        compensator = jump_rate * expm1(jump_mean + 0.5 * jump_sd * jump_sd)
        drift = (growth - 0.5 * volatility * volatility - compensator) * dt
        jumps, none = chances(dt, jump_rate)
        return drift, volatility * math.sqrt(dt), jumps, none, jump_mean, jump_sd

    @staticmethod
    def step(
        x: float,
        dt: float,
        drift: float,
        spread: float,
        jumps: float,
        none: float,
        jump_mean: float,
        jump_sd: float,
        noise: float,
        size: float,
        uniform: float,
    ) -> float:
        """The jumps' sum, given that there are n, is normal with mean n·jump_mean and variance n·jump_sd²."""
        n = count(0.0, dt, jumps, none, uniform)
        return x + drift + spread * noise + (n * jump_mean + math.sqrt(n) * jump_sd * size)

    @staticmethod
    def observe(state: float) -> float:
        return exp(state)

    @staticmethod
    def place(value: float) -> float:
        return log(value)
