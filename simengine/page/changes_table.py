"""What several scenarios change in several figures, as tables: a row a figure, a column a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Spread
from simengine.page.markup import NOTHING, Markup, element, table
from simengine.report.numbers import change_beside, spaced

POINTS, MOST_COLUMNS = "points", 6
"""The unit of a difference of chances; so many scenarios stand beside one another."""
_ALL = 100.0  # points
Row = tuple[str, str, float, Callable[[Comparison], Difference | None]]
"""A title, the unit (`points` of a chance), its size (`size_of`), and what finds the difference in a comparison."""


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
    heads = ("figure", "in", *(titles.get(one.other) or spaced(one.other) for one in comparisons))
    cells = [
        (title, unit, *(difference_beside(find(one), size, chance=unit == POINTS) for one in comparisons))
        for title, unit, size, find in rows
    ]
    return table(caption, heads, cells)


def size_of(found: Spread) -> float:
    """What a change of a number is set beside: its mean, or how far it varies if that is less, as of calendar years."""
    varies = found.quantiles[0.95] - found.quantiles[0.05]
    return min(abs(found.mean), varies) if varies > 0.0 else found.mean


def difference_beside(found: Difference | None, size: float, *, chance: bool = False) -> str:
    """A difference with its interval, as fine as means anything beside something so large; of a chance in points."""
    if found is None:
        return ""
    if found.alike and found.d == 0.0:
        return "0"
    if chance:
        return change_beside(_ALL * found.d, _ALL * found.low, _ALL * found.high, _ALL)
    return change_beside(found.d, found.low, found.high, size)
