"""Sweeps in a list of runs: what each goes over, how far it is, and its answer at every point."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from simengine.analysis.sweep_view import Interval, Seen, SweepView
from simengine.errors import SimengineError
from simengine.report.layout import fitted, hanging
from simengine.report.sweep_text import design_words, header, sweep_lines
from simengine.runs.manifest import read_manifest
from simengine.runs.sweep_file import Sweep

TABLE = "sweep.csv"
_MOST = 12  # points of a sweep in a list


def sweep_entry(folder: Path, sweep: Sweep, width: int) -> str:
    """A sweep in a list: its header, and its answer at the first points; how far it is, if it isn't done."""
    done, view = len(sweep.done(folder)), stored_view(folder, sweep)
    if view is None or done < len(sweep.points):
        told = f"{folder.name}  {design_words(sweep)}  {done} of them done; the same command goes on"
        return "\n".join([*fitted([told], width, 4), *hanging("over ", "  ".join(sweep.ranges), width)])
    lines = [*header(view, width), *sweep_lines(view, width, _MOST)]
    return "\n".join(line for line in lines if line)


def stored_view(folder: Path, sweep: Sweep) -> SweepView | None:
    """The answer at every point as its table has it; None where there is no table, or not all of it."""
    if not (folder / TABLE).is_file():
        return None
    try:
        with (folder / TABLE).open(encoding="utf-8", newline="") as stream:
            found = [row for row in csv.DictReader(stream) if row["of"] == "answer"]
        names = [row["run"] for row in found]
        if not found or names != [point.run for point in sweep.points]:
            return None
        manifest = read_manifest(folder / sweep.points[0].run)
        rows = tuple(
            Seen(
                point,
                row["of"],
                row["name"],
                row["title"],
                row["unit"],
                row["kind"] == "chance",
                _interval(row, ("estimate", "se", "low", "high")),
                int(row["n"]),
                _interval(row, ("d", "d_se", "d_low", "d_high")) if row["d"] else None,
                *(int(row[name]) for name in ("missing", "failed", "excluded")),
            )
            for point, row in zip(sweep.points, found, strict=True)
        )
    except (OSError, ValueError, KeyError, csv.Error, SimengineError):
        return None
    return SweepView(folder, sweep, rows, None, manifest.paths, manifest.seed, ())


def _interval(row: Mapping[str, str], columns: Sequence[str]) -> Interval:
    return Interval(*(float(row[name]) if row[name] else math.nan for name in columns))
