"""Scenarios whose influences are known: nothing but parameters and measures of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import simengine as se

HEAD = "clock: {start: 2026, end: 2027, step: year}\n"
IDLE = "drivers: {idle: {process: level, initial: 0}}\n"


def drawn(out: Path, name: str, text: str, paths: int = 2000, nested: int = 1) -> se.Run:
    """A run of a scenario with this text below its clock."""
    model = se.load(f"name: {name}\n{HEAD}{'' if 'drivers:' in text else IDLE}{text}")
    return se.run(model, paths=paths, nested=nested, seed=11, jobs=1, out=out)


def totals(found: se.Explanation) -> Mapping[str, tuple[float, float]]:
    """The total index of each share and its standard error, by name."""
    return {one.name: (one.total.index.value, one.total.index.se) for one in found.influence.shares}


def parameter(found: se.Explanation, name: str) -> object:
    """What is told of one parameter."""
    return next(one for one in found.influence.parameters if one.name == name)


AND = """
parameters: {u: {uniform: [0, 1]}, v: {uniform: [0, 1]}, w: {uniform: [0, 1], source: A 1, confidence: datum}}
sources: {A: {title: A book}}
outcome: {both: u < .5 and v < .4, other: otherwise}
measures: {same: 3, none: (u - u)/(u - u), joint: u + v}
"""
JOINED = """
parameters: {u: {uniform: [0, 1]}, v: {uniform: [0, 1]}, w: {uniform: [0, 1]}}
parameter_correlations: {"u ~ v": 0.5819}
measures: {all: u + v + w}
report: {answer: all}
"""
LINEAR = """
parameters:
  a: {normal: {mean: 0, sd: 3}}
  b: {normal: {mean: 0, sd: 2}}
  c: {normal: {mean: 0, sd: 1}}
  half: {fixed: 0.5, confidence: lever}
drivers: {noise: {process: random_walk, initial: 0, drift: 0, volatility: 2}}
measures: {y: a + b + c + noise + 10*half}
"""
ISHIGAMI = """
parameters:
  x1: {uniform: [-3.141592653589793, 3.141592653589793]}
  x2: {uniform: [-3.141592653589793, 3.141592653589793]}
  x3: {uniform: [-3.141592653589793, 3.141592653589793]}
measures: {y: sin(x1) + 7*sin(x2)**2 + 0.1*x3**4*sin(x1)}
"""
SOBOL_G = """
parameters: {x0: {uniform: [0, 1]}, x1: {uniform: [0, 1]}, x2: {uniform: [0, 1]}, x3: {uniform: [0, 1]}}
measures: {y: (abs(4*x0 - 2))*(abs(4*x1 - 2) + 1)/2*(abs(4*x2 - 2) + 4.5)/5.5*(abs(4*x3 - 2) + 9)/10}
"""
