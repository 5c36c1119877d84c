"""Two ends of a law."""

from __future__ import annotations

from math import isfinite

from simengine.distributions._reading import shown


def check_interval(low: float, high: float, names: tuple[str, str] = ("low", "high")) -> None:
    """Raises ValueError unless low < high at a finite distance."""
    first, second = names
    got = f"got {first} {shown(low)}, {second} {shown(high)}"
    if not low < high:
        raise ValueError(f"{first} must be < {second} ({got})")
    if not isfinite(high - low):
        raise ValueError(f"{first} and {second} are farther apart than the largest number there is, 1.8e308 ({got})")
