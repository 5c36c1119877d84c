"""What `backtest` prints: what came of each origin's forecasts, by series and horizon, and which way they err."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simengine.analysis.backtest_records import Backtested
from simengine.analysis.scoring import Scored, of_kind
from simengine.report.layout import fitted, grid
from simengine.report.numbers import NOTHING, counted, probability, quantities
from simengine.report.score_text import (
    LEGEND,
    direction_lines,
    means_lines,
    place_text,
    skills_lines,
    spread_lines,
)

_MOST = 60
_IN_SAMPLE = "in sample"
_NOTES = (
    "a figure is forecast with the error it is measured with; place is the share of futures below it; CRPS as parts of "
    "what it is on average if the forecast is right, so about 1; dates of a series, and series that read the same, are "
    "one vote"
)


def backtest_text(found: Backtested, width: int) -> str:
    """The whole of it, fitted to so many columns."""
    score = found.score
    sections = [
        list(_origins(found)),
        _rows(found, width),
        _series(found, width),
        means_lines(score.means, width),
        list(_fresh(found, width)),
        skills_lines(score.skills, width),
        [*direction_lines(score.bias, score.above, score.reliability), *spread_lines(of_kind(score.scored, "number"))],
        [f"note: {one}" for one in score.notes],
        [_NOTES],
        [LEGEND],
    ]
    return "\n\n".join("\n".join(fitted(lines, width, 4)) for lines in sections if lines)


def _origins(found: Backtested) -> Iterator[str]:
    for one in found.origins:
        scored = [row for row in found.score.scored if row.sheet == one.text]
        known = counted(found.known[one.text], "observation")
        futures = counted(found.futures[one.text], "future")
        yield f"{found.scenario} as of {one.text}: {known} known, {futures}; {len(scored)} scored that came later"
    if found.tuned:
        inside = [row for row in found.score.scored if row.question in found.tuned]
        what = f"all {len(inside)}" if len(inside) == len(found.score.scored) else f"{len(inside)} of them"
        why = "when the model was made, so they say how well it fits and not how well it forecasts"
        yield f"{_IN_SAMPLE}: {what} were known by {found.tuned_until}, {why}"


def _rows(found: Backtested, width: int) -> list[str]:
    scored = found.score.scored
    if len(scored) > _MOST:
        return [f"{len(scored)} scored, too many to list: --json, or `.table()` in Python, has a row each"]
    lines = _numbers(found, of_kind(scored, "number"), width)
    chances = _chances(found, of_kind(scored, "chance"), width)
    return [*lines, *([""] if lines and chances else []), *chances]


def _numbers(found: Backtested, rows: Sequence[Scored], width: int) -> list[str]:
    units = ["unit"] if any(row.unit for row in rows) else []
    heads = ["origin", "came", "median [5 %, 95 %]", "place", "CRPS", "expected", *units, *_sample_head(found)]
    cells = []
    for row in rows:
        came, median, low, high = quantities([row.answer, row.median, row.low, row.high])
        crps, expected = quantities([row.crps, row.expected])
        said = f"{median} [{low}, {high}]"
        unit = [row.unit or NOTHING] if units else []
        told = [row.sheet, came, said, place_text(row), crps, expected, *unit, *_sample(found, row)]
        cells.append((row.question, told))
    return grid("figures", heads, cells, width) if rows else []


def _chances(found: Backtested, rows: Sequence[Scored], width: int) -> list[str]:
    heads = ["origin", "said", "came", "Brier", "log", *_sample_head(found)]
    cells = [
        (
            row.question,
            [
                row.sheet,
                probability(row.p),
                "yes" if row.answer else "no",
                f"{row.brier:.3f}",
                f"{row.log:.3f}",
                *_sample(found, row),
            ],
        )
        for row in rows
    ]
    return grid("chances", heads, cells, width) if rows else []


def _is_mixed(found: Backtested) -> bool:
    """Whether rows have to say which of them are in sample: what all are, or none, is said above."""
    return len({row.question in found.tuned for row in found.score.scored}) > 1


def _sample_head(found: Backtested) -> list[str]:
    return [""] if _is_mixed(found) else []


def _sample(found: Backtested, row: Scored) -> list[str]:
    return [_IN_SAMPLE if row.question in found.tuned else ""] if _is_mixed(found) else []


def _series(found: Backtested, width: int) -> list[str]:
    heads = [
        "scored",
        "CRPS/expected",
        "Brier",
        "above the median",
        "in the middle 90 %",
        *([_IN_SAMPLE] if _is_mixed(found) else []),
    ]
    cells = [
        (
            one.name,
            [
                str(one.n),
                _number(one.crps),
                _number(one.brier),
                probability(one.above),
                f"{one.inside} of {one.numbers}" if one.numbers else NOTHING,
                *([f"{one.tuned} of {one.n}"] if _is_mixed(found) else []),
            ],
        )
        for one in found.series
    ]
    return grid("series", heads, cells, width)


def _number(value: float) -> str:
    return NOTHING if value != value else f"{value:.3g}"


def _fresh(found: Backtested, width: int) -> Iterator[str]:
    """The averages of what the model was not made with."""
    if found.fresh:
        yield f"of what came after {found.tuned_until} alone, out of sample:"
        yield from means_lines(found.fresh.means, width)
