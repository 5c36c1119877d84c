"""What effects make of a driver's value, and whether it is one."""

from __future__ import annotations

import math
from typing import Any

from simengine.plan.plan import EffectPlan


def apply_effect(value: float, effect: EffectPlan, amount: float) -> float:
    """The value of a driver after an effect."""
    if effect.operation == "set":
        return amount
    return value + amount if effect.operation == "add" else value * amount


def all_finite(state: Any, value: float) -> bool:
    """Whether a driver's state, all its parts, and its value are finite."""
    if isinstance(state, tuple):
        return math.isfinite(value) and all(math.isfinite(part) for part in state)
    return math.isfinite(value) and math.isfinite(state)
