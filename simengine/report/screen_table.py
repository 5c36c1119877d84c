"""The table of the first screen: a row a scenario, a column a figure that matters, what changes it most first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.report.layout import GAP, cut, left, right, width_of, wrapped
from simengine.report.numbers import change
from simengine.runs.words import one_line

MOST_COLUMNS = 3
_SCENARIO = 26  # columns of the terminal that a scenario's name may take
_CELL, _HEAD_LINES = 18, 3  # columns of the terminal that a figure may take, and lines that its head may
_INSIDE = "(…): zero lies inside"

Column = tuple[str, list[Difference | None], bool]
"""A title, the difference of each scenario (None: there is none), and whether it is of a chance."""


def table_lines(base: str, others: Sequence[Comparison], most: int, width: int) -> list[str]:
    """At most so many scenarios, sorted by how far they move the first column; nothing where nothing is compared."""
    columns = columns_of(others) if others else []
    if not columns:
        return []
    order = sorted(range(len(others)), key=lambda at: (-_size(columns[0][1][at]), others[at].other))
    shown = order[:most]
    names = [cut(others[at].other, _SCENARIO) for at in shown]
    bracketed = any(_may_be_none(found[at]) for _, found, _ in columns for at in shown)
    labels = [cut(f"{_unit_of(others[0], columns)} against {base}", _SCENARIO), *([_INSIDE] if bracketed else [])]
    size = max(map(width_of, [*names, *labels]))
    cell = min(_CELL, (width - size) // len(columns) - GAP)
    lines = _heads(columns, labels, size, cell)
    for at, name in zip(shown, names, strict=True):
        cells = (right(cut(cell_text(found[at], chance=chance), cell), cell) for _, found, chance in columns)
        lines.append((left(name, size) + "".join(" " * GAP + text for text in cells)).rstrip())
    rest = len(order) - len(shown)
    return [*lines, f"and {rest} more"] if rest else lines


def _unit_of(first: Comparison, columns: Sequence[Column]) -> str:
    """What the figures are in: points, or the unit of the one column that is a number, which names it among others."""
    unit = first.headline.unit if first.headline and first.headline.unit else "as measured"
    return "points" if any(chance for _, _, chance in columns) else unit


def _heads(columns: Sequence[Column], labels: Sequence[str], size: int, cell: int) -> list[str]:
    """Beside the labels the titles of the columns, the last words of which stand right above the figures."""
    titles = [_shortened(title, cell) for title, _, _ in columns]
    lines = max(len(labels), *map(len, titles))
    beside = [*[""] * (lines - len(labels)), *labels]
    above = [[*[""] * (lines - len(title)), *title] for title in titles]
    return [
        (left(label, size) + "".join(" " * GAP + right(title[at], cell) for title in above)).rstrip()
        for at, label in enumerate(beside)
    ]


def _shortened(title: str, cell: int) -> list[str]:
    """A title on few lines, with a mark where more follows."""
    lines = wrapped(title, cell) or [""]
    return lines if len(lines) <= _HEAD_LINES else [*lines[: _HEAD_LINES - 1], cut(f"{lines[_HEAD_LINES - 1]} …", cell)]


def columns_of(others: Sequence[Comparison]) -> list[Column]:
    """The answer, what counts together, then classes or else questions by how much they are moved; three at most."""
    first = others[0]
    headline, words = first.headline, first.words
    found: list[Column] = []
    if headline is not None:
        unit = "" if headline.chance else f", {headline.unit or 'as measured'}"
        found.append((one_line(headline.title) + unit, [one.answer for one in others], headline.chance))
    own = headline.names if headline is not None and headline.of == "class" else ()
    asked = headline.names if headline is not None and headline.of == "question" else ()
    grouped = dict.fromkeys(title for one in others for title in one.together)
    found += [
        (one_line(title), [one.together.get(title) for one in others], True)
        for title in grouped
        if set(words.report.together.get(title, ())) != set(own)
    ]
    names = dict.fromkeys(name for one in others for name in one.classes if (name,) != own)
    rest: list[Column] = [(words.called("outcome", n), [one.outcome.get(n) for one in others], True) for n in names]
    if not rest:
        names = dict.fromkeys(name for one in others for name in one.questions if (name,) != asked)
        rest = [(words.called("questions", n), [one.questions.get(n) for one in others], True) for n in names]
    return [*found, *sorted(rest, key=lambda column: -max(map(_size, column[1])))][:MOST_COLUMNS]


def _size(found: Difference | None) -> float:
    """How large a difference is; of what is unknown nothing."""
    return 0.0 if found is None or math.isnan(found.d) else abs(found.d)


def cell_text(found: Difference | None, *, chance: bool) -> str:
    """`+6.2`, in points of a hundred or in the unit of a number; `(+0.2)` where zero lies inside the interval."""
    if found is None or math.isnan(found.d):
        return "–"
    if found.d == 0.0:
        return "0"
    text = points(found.d) if chance else change(found.d, found.low, found.high).split(" ")[0]
    return f"({text})" if _may_be_none(found) else text


def _may_be_none(found: Difference | None) -> bool:
    """Whether a difference that is seen may be none: zero lies inside its interval."""
    return found is not None and not math.isnan(found.d) and found.d != 0.0 and not found.clear


def points(d: float) -> str:
    """A difference of probabilities in points of a hundred: `+12`, `+6.2`, `-0.3`, `+0.01`."""
    size = abs(100.0 * d)
    decimals = 0 if size >= 9.95 else 1 if size >= 0.05 else 2
    return f"{100.0 * d:+.{decimals}f}"
