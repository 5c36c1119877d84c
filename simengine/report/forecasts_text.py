"""What `score --history` prints: a row a question, a column a date."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.forecast_dates import Said, SideBySide
from simengine.report.layout import fitted, grid
from simengine.report.numbers import NOTHING, estimated, quantities

_LEGENDS = {
    "chance": "a chance with half of its 95 % interval, which tells how far the number of futures leaves it open",
    "number": "a number's median, and 90 % of its futures from the one to the other",
}
_TITLES = {"chance": "chances", "number": "numbers"}


def forecasts_text(found: Sequence[SideBySide], width: int) -> str:
    """The tables of chances and of numbers, with what came where it is known."""
    sections: list[list[str]] = []
    for kind, title in _TITLES.items():
        rows = [one for one in found if one.kind == kind]
        if rows:
            sections.append([*_table(title, rows, width), *fitted([_LEGENDS[kind]], width, 4)])
    return "\n\n".join("\n".join(lines) for lines in sections)


def _table(title: str, rows: Sequence[SideBySide], width: int) -> list[str]:
    said = {(one.question, one.due): {each.sheet: each for each in one.said} for one in rows}
    dates = sorted({(each.as_of, each.sheet) for one in rows for each in one.said})
    alone = [as_of for as_of, _ in dates]
    heads = [as_of if alone.count(as_of) == 1 else f"{as_of} {sheet}" for as_of, sheet in dates]
    cells = []
    for one in rows:
        there = said[one.question, one.due]
        row = [_cell(one, there.get(sheet)) for _, sheet in dates]
        cells.append((f"{one.question}, {one.due}", [*row, _came(one)]))
    return grid(f"{title}, as of", [*heads, "came"], cells, width)


def _cell(one: SideBySide, said: Said | None) -> str:
    if said is None:
        return NOTHING
    if one.kind == "chance":
        return estimated(said.p, said.low, said.high)
    median, low, high = quantities([said.p, said.low, said.high])
    return f"{median} [{low}, {high}]"


def _came(one: SideBySide) -> str:
    if one.void:
        return "void"
    if math.isnan(one.answer):
        return NOTHING
    if one.kind == "chance":
        return "yes" if one.answer else "no"
    return quantities([one.answer])[0]
