"""`beta`: a share, or any quantity with two ends."""

from __future__ import annotations

from typing import ClassVar, final

from pydantic import Field

from simengine.distributions import _incomplete_beta
from simengine.distributions._distribution import Distribution
from simengine.distributions._interval import check_interval
from simengine.distributions._reading import shown
from simengine.numerics import exp, logistic

SMALLEST, LARGEST = 0.01, 10_000.0


@final
class Beta(Distribution):
    """Density ∝ xᵃ⁻¹·(1 − x)ᵇ⁻¹ with a = alpha, b = beta: as after alpha − 1 successes and beta − 1 failures.

    It is stretched from 0 … 1 to low … high.
    """

    tag = "beta"
    example: ClassVar[object] = {"alpha": 2, "beta": 3}
    constant_count = 7
    instead = "write beta: {alpha: …, beta: …, low: …, high: …}"
    alpha: float = Field(description="weight of the high end, > 0")
    beta: float = Field(description="weight of the low end, > 0")
    low: float = Field(0.0, description="smallest value")
    high: float = Field(1.0, description="largest value, > low")

    def check(self) -> None:
        for name, value in (("alpha", self.alpha), ("beta", self.beta)):
            if not value > 0.0:
                raise ValueError(f"{name} must be > 0 (got {shown(value)})")
            if not SMALLEST <= value <= LARGEST:
                advice = "write choice for all or nothing" if value < SMALLEST else "write normal for so narrow a law"
                raise ValueError(f"{name} must lie between {SMALLEST:g} and {LARGEST:g} (got {shown(value)}); {advice}")
        check_interval(self.low, self.high)

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        low, width, high, a, b, scale, split = constants
        # Either tail is found from its own end, so that both are relatively accurate.
        if u <= split:
            t = _incomplete_beta.logit_quantile(u, a, b, scale)
        else:
            t = -_incomplete_beta.logit_quantile(1.0 - u, b, a, scale)
        return min(low + width * logistic(t), high)

    def prepare(self) -> tuple[float, ...]:
        a, b = self.alpha, self.beta
        scale = _incomplete_beta.log_scale(a, b)
        split = exp(_incomplete_beta.log_cumulative(_incomplete_beta.split(a, b), a, b, scale))
        return (self.low, self.high - self.low, self.high, a, b, scale, split)

    def bounds(self) -> tuple[float, float]:
        return (self.low, self.high)

    def expectation(self) -> float:
        return self.low + (self.high - self.low) * (self.alpha / (self.alpha + self.beta))
