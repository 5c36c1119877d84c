"""Estimates as JSON has them, under the words that tables have for them."""

from __future__ import annotations

import math
from typing import Any

from simengine.analysis.probability import Proportion, Spread


def number_json(value: float) -> float | None:
    """A number, or null for what is none."""
    return value if math.isfinite(value) else None  # JSON has no NaN


def estimate_json(found: Proportion | Spread) -> dict[str, Any]:
    """What is a chance has p, all else a mean and quantiles; then se, low, high, n paths that count, and missing."""
    value = {"p": found.p} if isinstance(found, Proportion) else {"mean": found.mean}
    numbers = {**value, "se": found.se, "low": found.low, "high": found.high}
    quantiles = {} if isinstance(found, Proportion) else {"quantiles": _quantiles(found)}
    told = {name: number_json(number) for name, number in numbers.items()}
    return {**told, **quantiles, "n": found.n, "missing": found.missing}


def _quantiles(found: Spread) -> dict[str, float | None]:
    return {str(level): number_json(value) for level, value in found.quantiles.items()}
