"""Where a driver that is pulled to a level begins, beside that level."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.compute.sampled import Beginning
from simengine.runs.outcome_table import Floats

APART = 0.5
"""A driver that starts so much of its stationary sd from its level, on average, starts elsewhere than it belongs."""
Scale = Literal["own", "log", "logit", "root"]
_SCALES: dict[str, Scale] = {
    "ornstein_uhlenbeck": "own",
    "log_ornstein_uhlenbeck": "log",
    "logit_ornstein_uhlenbeck": "logit",
    "cox_ingersoll_ross": "root",
}
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Start:
    """A driver's start and level, both medians over paths, and its mean `gap` on the scale on which it is pulled.

    `spread` is the mean stationary sd there, `deviations` the gap over it.
    """

    scale: Scale
    initial: float
    level: float
    gap: float
    spread: float
    half_life: float

    @property
    def deviations(self) -> float:
        """How many stationary standard deviations the gap is, without its sign."""
        return abs(self.gap) / self.spread if self.spread > 0.0 else math.inf

    @property
    def matters(self) -> bool:
        """Whether it begins elsewhere than where it is pulled to."""
        return self.deviations > APART

    def numbers(self) -> dict[str, float]:
        """Its numbers by name."""
        names = ("initial", "level", "gap", "spread", "deviations", "half_life")
        return {name: float(getattr(self, name)) for name in names}


def start_of(found: Beginning) -> Start | None:
    """The start of a driver; None without noise or a pull, for a process of another kind, and where nothing is known.

    A driver without noise that moves to its level is meant to.
    """
    scale = _SCALES.get(found.pull.process)
    if scale is None:
        return None
    known = (found.speed > 0.0) & (found.volatility > 0.0) & np.isfinite(found.initial) & np.isfinite(found.level)
    known &= (found.level > 0.0) | (scale != "log")
    if not known.any():
        return None
    initial, level, speed, volatility = (
        values[known] for values in (found.initial, found.level, found.speed, found.volatility)
    )
    gap = float((_on(scale, initial) - _on(scale, level)).mean())
    spread = volatility / np.sqrt(2.0 * speed)
    if scale == "root":
        spread = spread * np.sqrt(np.maximum(level, 0.0))
    half_life = float(np.median(math.log(2.0) / speed))
    return Start(scale, float(np.median(initial)), float(np.median(level)), gap, float(spread.mean()), half_life)


def _on(scale: Scale, values: Floats) -> Floats:
    """Values on the scale of the process; that of Cox, Ingersoll and Ross is pulled on its own."""
    if scale == "log":
        return np.log(values)
    if scale == "logit":
        inside = np.clip(values, _EDGE, 1.0 - _EDGE)
        return np.log(inside / (1.0 - inside))
    return values
