"""`student_t`: a bell curve with heavier tails."""

from __future__ import annotations

import math
from typing import ClassVar, final

from pydantic import Field

from simengine.distributions import _incomplete_beta
from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import shown
from simengine.numerics import exp

SMALLEST, LARGEST = 0.5, 10_000.0


@final
class StudentT(Distribution):
    """median + scale·T, where T has Student's law with df degrees of freedom: the fewer, the heavier the tails.

    It is what is known of a mean after df + 1 measurements: scale is their standard deviation over √(df + 1). The sd is
    scale·√(df/(df − 2)) for df > 2, else infinite; with df = 1 it is Cauchy's law, which has no mean either.
    """

    tag = "student_t"
    example: ClassVar[object] = {"median": 0.3, "scale": 1.2, "df": 4}
    constant_count = 5
    instead = "give three quantiles, a lognormal or a beta"
    median: float = Field(description="median, and mean for df > 1")
    scale: float = Field(description="what a standard T is multiplied by, > 0")
    df: float = Field(description="degrees of freedom, > 0")

    def check(self) -> None:
        if not self.scale > 0.0:
            raise ValueError(f"scale must be > 0 (got {shown(self.scale)}); for a known value write fixed")
        if not SMALLEST <= self.df <= LARGEST:
            advice = "; write normal for so many" if self.df > LARGEST else ""
            raise ValueError(f"df must lie between {SMALLEST:g} and {LARGEST:,.0f} (got {shown(self.df)}){advice}")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        median, scale, half, weight, split = constants
        # The chance that T lies farther out on both sides is I at df/(df + T²); either is found from its own end.
        out = 2.0 * min(u, 1.0 - u)
        if out >= 1.0:
            return median
        if out <= split:
            t = _incomplete_beta.logit_quantile(out, half, 0.5, weight)
        else:
            t = -_incomplete_beta.logit_quantile(1.0 - out, 0.5, half, weight)
        size = scale * exp(-0.5 * t)
        return median - size if u < 0.5 else median + size

    def prepare(self) -> tuple[float, ...]:
        half = 0.5 * self.df
        weight = _incomplete_beta.log_scale(half, 0.5)
        split = exp(_incomplete_beta.log_cumulative(_incomplete_beta.split(half, 0.5), half, 0.5, weight))
        return (self.median, self.scale * math.sqrt(self.df), half, weight, split)

    def bounds(self) -> tuple[float, float]:
        return (-math.inf, math.inf)

    def expectation(self) -> float | None:
        return self.median if self.df > 1.0 else None
