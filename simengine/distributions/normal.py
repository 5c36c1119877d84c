"""`normal`: the bell curve."""

from __future__ import annotations

import math
from typing import ClassVar, final

from pydantic import Field

from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import shown
from simengine.numerics import normal_quantile


@final
class Normal(Distribution):
    """Normal with a mean and a standard deviation; the whole real line is possible."""

    tag = "normal"
    example: ClassVar[object] = {"mean": 0.3, "sd": 1.2}
    constant_count = 2
    instead = "give three quantiles, a lognormal or a beta"
    mean: float = Field(description="mean and median")
    sd: float = Field(description="standard deviation, > 0")

    def check(self) -> None:
        if not self.sd > 0.0:
            raise ValueError(f"sd must be > 0 (got {shown(self.sd)}); for a known value write fixed")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        mean, sd = constants
        return mean + sd * normal_quantile(u)

    def prepare(self) -> tuple[float, ...]:
        return (self.mean, self.sd)

    def bounds(self) -> tuple[float, float]:
        return (-math.inf, math.inf)

    def expectation(self) -> float:
        return self.mean
