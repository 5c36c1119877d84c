"""The Ornstein–Uhlenbeck step, shared by the processes that follow it on one scale or another."""

from __future__ import annotations

import math

from simengine.numerics import expm1


def coefficients(dt: float, speed: float, volatility: float) -> tuple[float, float]:
    """Decay and spread over dt: e^{−a·dt} and σ·√((1 − e^{−2a·dt}) / 2a), which is σ·√dt at a = 0.

    The exact law with inputs frozen over the step: Uhlenbeck & Ornstein (1930); Gillespie (1996), Phys. Rev. E 54,
    2084. A negative speed is an explosive process, and its law all the same.
    """
    decay = 1.0 + expm1(-speed * dt)
    variance = -expm1(-2.0 * speed * dt) / (2.0 * speed) if speed != 0.0 else dt
    return decay, volatility * math.sqrt(variance) if variance >= 0.0 else float("nan")


def step(x: float, level: float, decay: float, spread: float, noise: float) -> float:
    """x after dt: m + (x − m)·decay + spread·z."""
    return level + (x - level) * decay + spread * noise
