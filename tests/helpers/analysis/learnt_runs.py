"""Conditioned runs whose answer is known in closed form."""

from pathlib import Path

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.loading import load_text
from simengine.results.run import Run

CLOCK = (
    "clock: {start: 2024-01, end: 2026-01, step: month}\n"
    "drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}\n"
)
NORMAL = """
sources: {smith: {title: Smith}, jones: {title: Jones}}
parameters: {theta: {normal: {mean: 0, sd: 1}}, idle: {uniform: [0, 1]}}
measures: {th: {expr: theta}, i: {expr: idle}}
outcome: {up: theta > 0.5, down: otherwise}
questions:
  above: {text: Above one?, as_of: 2025-12, when: theta > 1}
  last: {text: How much?, as_of: 2025-12, value: theta}
observe:
  one: {at: 2024-01, expr: theta, value: 1, error: 0.5, source: smith}
  two: {at: 2024-03, expr: theta, value: 0.6, error: 0.8, source: jones}
"""
"""Prior N(0, 1); after both figures the precision is 1 + 4 + 1/.64 and the mean (4 + .6/.64) over that."""


def learnt_run(folder: Path, text: str, paths: int = 8_000, name: str = "known") -> Run:
    """A run of a scenario's text, into a folder."""
    model = load_text(f"name: {name}\n{CLOCK}{text}", name).model
    found = run(model, Settings(paths, 1, None, "machine", 2), folder)
    return Run(found.folder, found.manifest)
