"""`gamma`: a positive quantity or rate, less skewed than a lognormal."""

from __future__ import annotations

import math
from typing import ClassVar, final

from pydantic import Field

from simengine.distributions import _incomplete_gamma
from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import shown
from simengine.numerics import exp

SMALLEST, LARGEST = 0.1, 100.0
"""Of mean/sd; the shapes are their squares, 0.01 … 10,000."""


@final
class Gamma(Distribution):
    """Density ∝ xᵏ⁻¹·e^(−x/θ), x > 0, with shape k = (mean/sd)² and scale θ = sd²/mean.

    It is given by its mean and sd, both in the parameter's own unit, and not by its shape and scale, for the second
    number is called scale by some and rate, its inverse, by others. After n events in T years the rate of a Poisson
    process has mean n/T and sd √n/T. With mean = sd it is the exponential law.
    """

    tag = "gamma"
    example: ClassVar[object] = {"mean": 1.4, "sd": 0.9}
    constant_count = 4
    instead = "a gamma begins at 0 and has no other end; else give three quantiles"
    mean: float = Field(description="mean, > 0")
    sd: float = Field(description="standard deviation, > 0")

    def check(self) -> None:
        if not self.mean > 0.0:
            raise ValueError(f"mean must be > 0 (got {shown(self.mean)})")
        if not self.sd > 0.0:
            raise ValueError(f"sd must be > 0 (got {shown(self.sd)}); for a known value write fixed")
        if not SMALLEST <= self.mean / self.sd <= LARGEST:
            wide = self.mean / self.sd < SMALLEST
            advice = "write lognormal for so wide a law" if wide else "write normal for so narrow a law"
            got = f"got mean {shown(self.mean)}, sd {shown(self.sd)}"
            raise ValueError(f"sd must lie between a hundredth of the mean and 10 times the mean ({got}); {advice}")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        mean, shape, scale, split = constants
        # Either tail is found from its own end, so that both are relatively accurate.
        upper = u > split
        return mean * exp(_incomplete_gamma.log_quantile(1.0 - u if upper else u, shape, scale, upper))

    def prepare(self) -> tuple[float, ...]:
        ratio = self.mean / self.sd
        shape = ratio * ratio
        scale = _incomplete_gamma.log_scale(shape)
        split = exp(_incomplete_gamma.log_lower(_incomplete_gamma.split(shape), shape, scale))
        return (self.mean, shape, scale, split)

    def bounds(self) -> tuple[float, float]:
        return (0.0, math.inf)

    def expectation(self) -> float:
        return self.mean
