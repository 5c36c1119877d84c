"""What `simengine sweep` prints: one figure at every point, with its difference to the point it is compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.analysis.sweep_view import Seen, SweepView
from simengine.errors import listed
from simengine.report.endings_text import share_text, weakened_text
from simengine.report.layout import aligned, cut, fill, fitted, grid, hanging, width_of, wrapped
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
    drawn = view.drawn or drawn_words([view.paths], [view.seed])
    parts = [view.folder.name, design_words(sweep), *drawn]
    title = wrapped(one_line(sweep.title), width) if sweep.title != sweep.scenario else []
    over = hanging("over ", "  ".join(sweep.ranges), width)
    return [*fill(parts, width, indent=4), *title, *over]


def drawn_words(paths: Sequence[int], seeds: Sequence[int]) -> tuple[str, str]:
    """`500 paths each` and `seed 3`; of runs that differ, `500 to 1,000 paths each` and `seeds 1, 2`."""
    fewest, most = min(paths), max(paths)
    each = counted(most, "path") if fewest == most else f"{fewest:,} to {counted(most, 'path')}"
    several = sorted(set(seeds))
    return f"{each} each", f"seed{'s' * (len(several) > 1)} {listed([str(seed) for seed in several])}"


def design_words(sweep: Sweep) -> str:
    """`9 points (every combination)`, `32 points (Sobol points, 2 samples)`."""
    sampled = sum(point.scramble >= 0 for point in sweep.points)
    many = f", {counted(sweep.scrambles, 'sample')}" if sweep.scrambles else ""
    return f"{counted(sampled or len(sweep.points), 'point')} ({_DESIGNS.get(sweep.design, sweep.design)}{many})"


def point_lines(view: SweepView, width: int, most: int) -> list[str]:
    """A line a point: the values of the keys, the figure, its difference, and what doesn't count; only so many."""
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
    left = len(rows) - most
    more = [f"and {counted(left, 'more point')}, in sweep.csv"] if left > 0 else []
    beside = aligned([row + lost for row, lost in zip(cells, _lost_columns(rows[:most]), strict=True)])
    if max(map(width_of, beside)) <= width:
        return [*beside, *more]
    return [*fitted(aligned(cells), width, 4), *more, *_lost_lines(rows[:most], width)]


def _lost_columns(rows: Sequence[Seen]) -> list[list[str]]:
    """How many paths don't count at each point, below a head: in columns, of which only those with something stay."""
    columns = [["", *map(missing_words, rows)], ["excluded"], ["failed"]]
    for row in rows:
        columns[1].append(share_text(row.excluded, row.paths) if row.excluded else "")
        columns[2].append(share_text(row.failed, row.paths - row.excluded) if row.failed else "")
    kept = [column for column in columns if any(column[1:])]
    return [[column[at] for column in kept] for at in range(len(rows) + 1)]


def _lost_lines(rows: Sequence[Seen], width: int) -> list[str]:
    """The same where there is no room beside the points: a line a point, or one for all that are alike."""
    told: dict[str, list[str]] = {}
    for row in rows:
        weak = weakened_text(row.paths, row.failed, row.excluded)
        words = "  ".join(part for part in (missing_words(row), weak) if part)
        told.setdefault(words, []).append(row.point.run)
    if list(told) == [""]:
        return []
    lines = (f"{'each point' if len(told) == 1 else ', '.join(runs)}: {words}" for words, runs in told.items() if words)
    return ["", *(part for line in lines for part in wrapped(line, width, 4))]


def missing_words(row: Seen) -> str:
    """`(84 of 901 have none)`: paths that are ok and have no value; empty where all have one."""
    return f"({row.missing:,} of {row.n + row.missing:,} have none)" if row.missing else ""


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
        half = average.half_chance
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
    lost = _lost_lines(view.rows[:_MOST], width)
    return [*lines, "", *grid(view.sweep.keys[0], list(policies), rows, width), *lost]


def _crossed(row: Seen) -> str:
    return difference_of(row) if row.point.against else estimate_of(row)
