"""`triangular`: two ends and the likeliest value."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar, final

from pydantic import Field

from simengine.distributions._distribution import Distribution
from simengine.distributions._interval import check_interval
from simengine.distributions._reading import shown


@final
class Triangular(Distribution):
    """The density rises in a straight line from `low` to `mode` and falls in one to `high`."""

    tag = "triangular"
    example: ClassVar[object] = {"low": 1, "mode": 2, "high": 4}
    constant_count = 4
    listed = True
    instead = "a triangular ends at its low and high"
    low: float = Field(description="smallest value")
    mode: float = Field(description="likeliest value, from low to high")
    high: float = Field(description="largest value, > low")

    def check(self) -> None:
        check_interval(self.low, self.high)
        if not self.low <= self.mode <= self.high:
            ends = f"low {shown(self.low)} and high {shown(self.high)}"
            raise ValueError(f"mode must lie between {ends} (got {shown(self.mode)})")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        low, width, high, split = constants
        if u < split:
            return min(low + width * sqrt(u * split), high)
        return max(high - width * sqrt((1.0 - u) * (1.0 - split)), low)

    def prepare(self) -> tuple[float, ...]:
        width = self.high - self.low
        return (self.low, width, self.high, (self.mode - self.low) / width)

    def bounds(self) -> tuple[float, float]:
        return (self.low, self.high)

    def expectation(self) -> float:
        return (self.low + self.mode + self.high) / 3.0
