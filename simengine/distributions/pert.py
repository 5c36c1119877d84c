"""`pert`: two ends and the likeliest value, with thinner tails than a triangle."""

from __future__ import annotations

from typing import ClassVar, final

from pydantic import Field

from simengine.distributions._distribution import Distribution
from simengine.distributions._interval import check_interval
from simengine.distributions._reading import shown
from simengine.distributions.beta import Beta

LARGEST = 9_000.0


@final
class Pert(Distribution):
    """A beta from `low` to `high` with its peak at `mode`: mean (low + shape·mode + high) / (shape + 2).

    With w = high − low, alpha = 1 + shape·(mode − low)/w and beta = 1 + shape·(high − mode)/w. The usual shape is 4
    (Malcolm, Roseboom, Clark & Fazar 1959); a larger one is surer of the mode (Vose 2008), and 0 is the uniform law.
    """

    tag = "pert"
    example: ClassVar[object] = {"low": 1, "mode": 2, "high": 4}
    constant_count = 7
    listed = True
    instead = "a pert ends at its low and high"
    low: float = Field(description="smallest value")
    mode: float = Field(description="likeliest value, from low to high")
    high: float = Field(description="largest value, > low")
    shape: float = Field(4.0, description="weight of the mode, >= 0; 4 if not given")

    def check(self) -> None:
        check_interval(self.low, self.high)
        if not self.low <= self.mode <= self.high:
            ends = f"low {shown(self.low)} and high {shown(self.high)}"
            raise ValueError(f"mode must lie between {ends} (got {shown(self.mode)})")
        if not 0.0 <= self.shape <= LARGEST:
            raise ValueError(f"shape must lie between 0 and {LARGEST:g} (got {shown(self.shape)}); 4 is usual")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        return Beta.inverse(u, constants)

    def prepare(self) -> tuple[float, ...]:
        width = self.high - self.low
        alpha = 1.0 + self.shape * ((self.mode - self.low) / width)
        beta = 1.0 + self.shape * ((self.high - self.mode) / width)
        return Beta(alpha=alpha, beta=beta, low=self.low, high=self.high).constants

    def bounds(self) -> tuple[float, float]:
        return (self.low, self.high)

    def expectation(self) -> float:
        away = (self.mode - self.low) * self.shape + (self.high - self.low)
        return self.low + away / (self.shape + 2.0)
