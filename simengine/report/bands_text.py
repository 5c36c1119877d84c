"""Quantiles over time as text."""

from __future__ import annotations

from simengine.compute.bands import Bands
from simengine.report.layout import aligned, fitted
from simengine.report.numbers import counted, quantities

_MOST_ROWS = 13


def bands_text(bands: Bands, width: int) -> str:
    """What it is, and a line a date: the first, the last, and some spread evenly between them."""
    steps = len(bands.years) - 1
    rows = max(1, min(steps, _MOST_ROWS - 1))
    chosen = [round(row * steps / rows) for row in range(rows + 1)]
    levels = sorted(bands.quantiles)
    numbers = quantities([float(bands.quantiles[level][k]) for k in chosen for level in levels])
    lines = [("year", *(f"{100 * level:g} %" for level in levels))]
    for row, k in enumerate(chosen):
        lines.append((f"{bands.years[k]:.2f}", *numbers[row * len(levels) : (row + 1) * len(levels)]))
    called = bands.title or bands.name
    what = f"{called}, {bands.unit}" if bands.unit else called
    head = f"{bands.scenario}  {what}  {counted(bands.paths, 'path')}"
    return "\n".join(fitted([head, "", *aligned(lines, to_right=frozenset(range(len(levels) + 1)))], width, 4))
