"""A small scenario whose mechanisms move what they say by amounts known in closed form."""

import math
from pathlib import Path

from simengine.loading import load
from simengine.model.model import Model

TEXT = """
name: lamp
title: A lamp
clock: {start: 2020, end: 2030, step: quarter}
mechanisms:
  M1: {claim: The target draws the light, push: bright, acts: {raise: target, on: light, push: up}}
  M2:
    claim: Wear breaks the lamp, and a broken lamp is dark
    push: dark
    acts: [{raise: wear, on: breaks, push: up}, {raise: wear, on: lit_years, push: down}]
  M3: {claim: A dimmer takes light away, acts: {raise: dimmer, on: seen, push: down, between: [0.5, 2.5]}}
  M4: {claim: The twin of the target moves nothing here, acts: {raise: twin, on: light, push: up}}
  M5: {claim: Lamps are old, because: it is a datum}
parameters:
  target: {uniform: [1, 3]}
  twin: {like: target}
  wear: {uniform: [0, 0.5]}
  dimmer: 1
parameter_correlations: {target ~ twin: 0.9}
drivers:
  light: {process: ornstein_uhlenbeck, initial: 1, level: target, speed: 0.5, volatility: 0.4, unit: lm}
  glow: {process: level, initial: twin}
formulas:
  seen: {expr: 2*light - 3*dimmer + 0*glow, unit: lm}
  dark_for: since(breaks)
events:
  breaks: {hazard: wear}
observe:
  bright: {at: start, expr: target, between: [0, 1.1]}
measures:
  lit_years: "min(10, first_time(breaks)) if occurred(breaks) else 10"
outcome:
  broken: occurred(breaks)
  whole: otherwise
simulate: {paths: 100, seed: 7}
"""
QUARTERS = 40
LOW, HIGH = 0.05, 0.45  # the 10 % and 90 % points of wear


def lamp(folder: Path, *overrides: str) -> Model:
    """The scenario, from a file in `folder`."""
    file = folder / "lamp.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return load(file, overrides)


def light_moves() -> float:
    """How far the mean light moves as the target goes from 1.2 to 2.8: the noise is shared and cancels."""
    return 1.6 * sum(1.0 - math.exp(-0.5 * k / 4) for k in range(QUARTERS + 1)) / (QUARTERS + 1)


def breaks_more() -> float:
    """How much likelier a break within ten years is at the high wear than at the low one."""
    return math.exp(-10 * LOW) - math.exp(-10 * HIGH)


def lit_less() -> float:
    """How far the mean of the years until a break, rounded up to a quarter, moves."""
    low, high = (sum(math.exp(-rate * k / 4) for k in range(QUARTERS)) / 4 for rate in (LOW, HIGH))
    return high - low
