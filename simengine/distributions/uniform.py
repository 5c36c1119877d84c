"""`uniform`: anything between two ends, all alike."""

from __future__ import annotations

from typing import ClassVar, final

from pydantic import Field

from simengine.distributions._distribution import Distribution
from simengine.distributions._interval import check_interval


@final
class Uniform(Distribution):
    """Every value between `low` and `high` with the same density."""

    tag = "uniform"
    example: ClassVar[object] = [-0.4, 2.1]
    constant_count = 3
    listed = True
    instead = "a uniform ends at its low and high"
    low: float = Field(description="smallest value")
    high: float = Field(description="largest value, > low")

    def check(self) -> None:
        check_interval(self.low, self.high)

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        low, width, high = constants
        return min(low + width * u, high)

    def prepare(self) -> tuple[float, ...]:
        return (self.low, self.high - self.low, self.high)

    def bounds(self) -> tuple[float, float]:
        return (self.low, self.high)

    def expectation(self) -> float:
        return self.low + 0.5 * (self.high - self.low)
