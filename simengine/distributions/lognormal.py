"""`lognormal`: a positive quantity known up to a factor."""

from __future__ import annotations

import math
from typing import ClassVar, final

from pydantic import Field

from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import shown
from simengine.numerics import exp, normal_quantile


@final
class Lognormal(Distribution):
    """The logarithm is normal: 90 % of draws lie within a factor exp(1.645·sigma) of the median, either way."""

    tag = "lognormal"
    example: ClassVar[object] = {"median": 1.5, "sigma": 0.7}
    constant_count = 2
    instead = "give three quantiles: quantiles: {5%: …, 50%: …, 95%: …}"
    median: float = Field(description="median, > 0")
    sigma: float = Field(description="standard deviation of the logarithm, > 0")

    def check(self) -> None:
        if not self.median > 0.0:
            raise ValueError(f"median must be > 0 (got {shown(self.median)})")
        if not self.sigma > 0.0:
            raise ValueError(f"sigma must be > 0 (got {shown(self.sigma)}); for a known value write fixed")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        median, sigma = constants
        return median * exp(sigma * normal_quantile(u))

    def prepare(self) -> tuple[float, ...]:
        return (self.median, self.sigma)

    def bounds(self) -> tuple[float, float]:
        return (0.0, math.inf)

    def expectation(self) -> float:
        return self.median * exp(0.5 * self.sigma * self.sigma)
