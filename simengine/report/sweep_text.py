"""What `simengine sweep` prints: one figure at every point, with its difference to the point it is compared with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.analysis.probability import Z95
from simengine.analysis.sweep_view import Seen, SweepView
from simengine.report.layout import aligned, cut, fill, fitted, grid, hanging, wrapped
from simengine.report.numbers import change, counted, estimated, estimated_difference, mean_text
from simengine.report.summary_text import LEGEND
from simengine.runs.sweep_file import Sweep
from simengine.runs.words import one_line

if TYPE_CHECKING:
    from simengine.analysis.design_average import DesignAverage

_MOST = 40  # points that are printed
_CELL = 30  # letters of a value
AS_IT_IS = "as it is"
_DESIGNS = {
    "grid": "every combination",
    "lhs": "Latin hypercube",
    "sobol": "Sobol points",
    "cross": "each policy in each world",
}


def sweep_text(view: SweepView, width: int) -> str:
    """A sweep: what it goes over, a row a point, the average over its samples, notes, and where the tables lie."""
    sections = [
        header(view, width),
        sweep_lines(view, width, _MOST),
        average_lines(view.average, width) if view.average else [],
        [*(line for note in view.notes for line in wrapped(note, width, 4)), LEGEND],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def sweep_lines(view: SweepView, width: int, most: int) -> list[str]:
    """The figure at the points: a row each, so many at most, or of a cross a row a world."""
    return _cross(view, width) if view.sweep.design == "cross" else point_lines(view, width, most)


def header(view: SweepView, width: int) -> list[str]:
    """Which sweep it is, and over what."""
    sweep = view.sweep
    parts = [view.folder.name, design_words(sweep), f"{counted(view.paths, 'path')} each", f"seed {view.seed}"]
    title = wrapped(one_line(sweep.title), width) if sweep.title != sweep.scenario else []
    over = hanging("over ", "  ".join(sweep.ranges), width)
    return [*fill(parts, width, indent=4), *title, *over]


def design_words(sweep: Sweep) -> str:
    """`9 points (every combination)`, `32 points (Sobol points, 2 samples)`."""
    sampled = sum(point.scramble >= 0 for point in sweep.points)
    many = f", {counted(sweep.scrambles, 'sample')}" if sweep.scrambles else ""
    return f"{counted(sampled or len(sweep.points), 'point')} ({_DESIGNS.get(sweep.design, sweep.design)}{many})"


def point_lines(view: SweepView, width: int, most: int) -> list[str]:
    """A line a point: the values of the keys, the figure, and its difference; only so many."""
    sweep = view.sweep
    rows = list(view.rows)
    unit = f", {view.unit}" if view.unit else ""
    head = [*sweep.short_keys, f"{view.called}{unit}"]
    compared = any(row.change for row in rows)
    if compared:
        head.append(f"against {against_words(sweep)}")
    cells = [head]
    for row in rows[:most]:
        values = [cut(one_line(value), _CELL) or AS_IT_IS for value in row.point.values]
        cells.append([*values, estimate_of(row), *([difference_of(row)] if compared else [])])
    lines = fitted(aligned(cells), width, 4)
    left = len(rows) - most
    return [*lines, f"and {counted(left, 'more point')}, in sweep.csv"] if left > 0 else lines


def against_words(sweep: Sweep) -> str:
    """The point that others are compared with, by the keys that vary: `budget=200`, or the scenario as it is."""
    columns = zip(*(point.values for point in sweep.points), strict=True)
    told = [(key, values) for key, values in zip(sweep.short_keys, columns, strict=True) if len(set(values)) > 1]
    named = [f"{key}={values[0]}" for key, values in told if values[0]]
    return cut(" ".join(named), 2 * _CELL) or f"{sweep.scenario} {AS_IT_IS}"


def estimate_of(row: Seen) -> str:
    """The figure with its interval."""
    found = row.found
    return (estimated if row.chance else mean_text)(found.value, found.low, found.high)


def difference_of(row: Seen) -> str:
    """The difference with its interval, nothing where there is none."""
    found = row.change
    if found is None:
        return ""
    return (estimated_difference if row.chance else change)(found.value, found.low, found.high)


def average_lines(average: DesignAverage, width: int) -> list[str]:
    """The mean over the samples with its error, or why there is none."""
    told = (estimated if average.chance else mean_text)(average.mean, average.low, average.high)
    head = f"{average.title or average.name} on average over the {counted(average.points, 'point')}: "
    if average.se_chance > 0.0 and math.isnan(average.se_design):  # the points' error alone is missing
        half = Z95 * average.se_chance
        known = (estimated if average.chance else mean_text)(average.mean, average.mean - half, average.mean + half)
        return wrapped(f"{head}{known} of the paths alone; {average.reason}", width, 4)
    if average.reason:
        return wrapped(f"{head}{told}; {average.reason}", width, 4)
    errors = f"standard errors {average.se_design:.2g} of the points, {average.se_chance:.2g} of the paths"
    return wrapped(f"{head}{told} ({counted(average.scrambles, 'sample')}; {errors})", width, 4)


def _cross(view: SweepView, width: int) -> list[str]:
    """A row a world: the figure without a policy, then what each policy changes in this world."""
    worlds = dict.fromkeys(row.point.values[0] for row in view.rows)
    policies = dict.fromkeys(row.point.values[1] for row in view.rows)
    found = {row.point.values: row for row in view.rows}
    rows = [
        (world, [_crossed(found[world, policy]) if (world, policy) in found else "" for policy in policies])
        for world in worlds
    ]
    unit = f", {view.unit}" if view.unit else ""
    lines = wrapped(f"{view.called}{unit}: without a policy, and what each changes in the same world", width)
    return [*lines, "", *grid(view.sweep.keys[0], list(policies), rows, width)]


def _crossed(row: Seen) -> str:
    return difference_of(row) if row.point.against else estimate_of(row)
