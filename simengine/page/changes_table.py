"""What several scenarios change in several figures, as tables: a row a figure, a column a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.page.markup import NOTHING, Markup, code_name, element, table
from simengine.report.comparison_cells import estimated_mean
from simengine.report.numbers import change

POINTS, MOST_COLUMNS = "points", 6
"""The unit of a difference of chances; so many scenarios stand beside one another."""
Row = tuple[str, str, Callable[[Comparison], Difference | None]]
"""A title, the unit (`points` of a chance), and what finds the difference in a comparison."""


def changes_table(
    caption: str, comparisons: Sequence[Comparison], titles: Mapping[str, str], rows: Sequence[Row]
) -> Markup:
    """The tables, one for each six scenarios; nothing without a row. `titles` are those of the scenarios."""
    if not rows:
        return NOTHING
    parts = [
        _part(caption, comparisons[at : at + MOST_COLUMNS], titles, rows)
        for at in range(0, len(comparisons), MOST_COLUMNS)
    ]
    return element("div", {"class": "many" if len(comparisons) > 5 else None}, *parts)


def _part(caption: str, comparisons: Sequence[Comparison], titles: Mapping[str, str], rows: Sequence[Row]) -> Markup:
    heads = ("figure", "in", *(code_name(one.other, titles.get(one.other, "")) for one in comparisons))
    cells = [
        (title, unit, *(_cell(find(one), chance=unit == POINTS) for one in comparisons)) for title, unit, find in rows
    ]
    return table(caption, heads, cells)


def _cell(found: Difference | None, *, chance: bool) -> str:
    if found is None:
        return ""
    if found.alike and found.d == 0.0:
        return "0"
    return points(found) if chance else estimated_mean(found)


def points(found: Difference) -> str:
    """A difference of chances with its interval, in points: `+15.53 ±0.70`."""
    return change(100.0 * found.d, 100.0 * found.low, 100.0 * found.high)
