"""Some futures step by step as text."""

from __future__ import annotations

import math

from simengine.compute.tracks import Tracks
from simengine.report.layout import aligned, fitted
from simengine.report.numbers import NOTHING, counted, quantities

_MOST_ROWS, _MOST_PATHS = 13, 6


def tracks_text(tracks: Tracks, width: int) -> str:
    """For each name a line a date: the first, the last, and some spread evenly between them."""
    steps = len(tracks.dates) - 1
    rows = max(1, min(steps, _MOST_ROWS - 1))
    chosen = [round(row * steps / rows) for row in range(rows + 1)]
    paths = tracks.paths[:_MOST_PATHS]
    more = f", of which {len(paths)} are shown" if len(paths) < len(tracks.paths) else ""
    lines = [f"{tracks.scenario}  {counted(len(tracks.paths), 'path')}{more}"]
    for at, name in enumerate(tracks.names):
        called = tracks.titles[at] or name
        unit = f", {tracks.units[at]}" if tracks.units[at] else ""
        names = tracks.value_names.get(name, ())
        values = [float(tracks.values[row, k, at]) for k in chosen for row in range(len(paths))]
        told = [NOTHING if math.isnan(v) else names[round(v)] for v in values] if names else quantities(values)
        table = [(f"{called}{unit}", *(f"path {path}" for path in paths))]
        table += [
            (tracks.dates[k], *told[line * len(paths) : (line + 1) * len(paths)]) for line, k in enumerate(chosen)
        ]
        lines += ["", *aligned(table, to_right=frozenset(range(1, len(paths) + 1)))]
    return "\n".join(fitted(lines, width, 4))
