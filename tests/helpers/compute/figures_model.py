"""Riders of a cable car, of whom two figures became known, each later than it tells of."""

from pathlib import Path

from simengine.loading import load
from simengine.model.model import Model

TEXT = """\
name: cablecar
clock: {start: 2024-07, end: 2026-01, step: month}
parameters:
  growth: {normal: {mean: 0.03, sd: 0.06}, unit: 1/year}
drivers:
  riders: {process: geometric_brownian, initial: 40, growth: growth, volatility: 0.08, unit: thousand}
events:
  storm: {hazard: 0.5}
observe:
  autumn: {at: 2024-10, expr: riders, value: 44, error: {relative: 0.04}, known: 2024-12}
  spring: {at: 2025-04, expr: riders, value: 43, error: {relative: 0.02}, known: 2025-06}
  calm: {at: 2025-05, when: not occurred(storm)}
outcome:
  many: riders > 45
  few: otherwise
questions:
  pays: {text: Does it carry many riders at the end of 2025?, when: riders > 45, by: 2025-12}
simulate: {paths: 800, seed: 5}
"""
FEW = ("--effective", "200", "--jobs", "2")


def figures_file(folder: Path) -> Path:
    """The scenario in a file."""
    file = folder / "cablecar.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def figures_model() -> Model:
    """Its model."""
    return load(TEXT)
