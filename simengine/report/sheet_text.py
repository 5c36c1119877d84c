"""A sheet's forecasts as rows."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.analysis.probability import QUANTILES
from simengine.runs.sheet import Sheet


def sheet_rows(sheet: Sheet) -> Iterator[list[object]]:
    """A row a question: name, text, kind, date, series, unit, p, mean, low, high, quantiles, n, missing."""
    for name, one in sheet.questions.items():
        ends = one.interval or (None, None)
        about = [name, one.text, one.kind, one.date, one.series, one.unit]
        levels = [one.at(level) if one.kind == "number" else None for level in QUANTILES]
        yield [*about, one.p, one.mean, *ends, *levels, one.of, one.missing]
