"""How a driver or formula spreads over time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MEDIAN = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Quantiles of one driver or formula over the paths of one scenario.

    `years` are decimal calendar years at the K+1 grid instants; `quantiles` maps a level in (0, 1) to the quantile
    at each instant, shape [K+1], in `unit` ("" if it has none), NaN where no path has a value.
    `title` is what people call it, if not by its name; `dates` are the instants as text.
    """

    scenario: str
    name: str
    unit: str
    years: NDArray[np.float64]
    quantiles: Mapping[float, NDArray[np.float64]]
    paths: int
    title: str = ""
    dates: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[float, float]]:
        """The pairs of levels around the median, the widest first. ValueError when a level lacks its partner."""
        low = sorted(level for level in self.quantiles if level < MEDIAN)
        high = sorted((level for level in self.quantiles if level > MEDIAN), reverse=True)
        matched = len(low) == len(high) and all(math.isclose(a + b, 1.0) for a, b in zip(low, high, strict=True))
        if not matched or MEDIAN not in self.quantiles:
            raise ValueError(f"quantile levels must be 0.5 and pairs around it (got {sorted(self.quantiles)})")
        return list(zip(low, high, strict=True))
