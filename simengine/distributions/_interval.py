"""Two ends of a law."""

from __future__ import annotations

from math import isfinite

from simengine.distributions._reading import shown


def check_interval(low: float, high: float) -> None:
    """Raises ValueError unless low < high at a finite distance."""
    got = f"got low {shown(low)}, high {shown(high)}"
    if not low < high:
        raise ValueError(f"low must be < high ({got})")
    if not isfinite(high - low):
        raise ValueError(f"low and high are farther apart than the largest number there is, 1.8e308 ({got})")
