"""Two coins that are thrown by parameters: every effect can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import simengine as se

COINS = """\
name: coins
clock: {start: 2025, end: 2026, step: quarter}
parameters: {u: {uniform: [0, 1]}, v: {uniform: [0, 1]}, low_u: 0, low_v: 0}
drivers: {calm: {process: level, initial: 1}}
formulas: {passed: u > low_u and v > low_v}
measures: {both: u + v, idle: u - v}
outcome: {passed: passed, failed: otherwise}
questions: {by_half: {text: Both by half?, by: 2025-Q2, when: passed}}
report: {question: Do both pass?, answer: passed}
simulate: {paths: 1500, seed: 5}
"""


def coins(**changes: object) -> se.Model:
    """The coins with values at paths in which `__` stands for a dot."""
    return se.load(COINS).with_({name.replace("__", "."): value for name, value in changes.items()})


def drawn(model: se.Model, folder: Path) -> tuple[se.Run, np.ndarray, np.ndarray]:
    """A run, and what u and v are on its paths."""
    run = se.run(model, engine="machine", out=folder)
    table = run.parameters()
    return run, table["u"].to_numpy(), table["v"].to_numpy()
