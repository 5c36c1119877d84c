"""Small CSV tables of results: UTF-8, one header line, numbers in full, an empty field where there is no number."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.probability import QUANTILES, Proportion, Spread
from simengine.analysis.simultaneous import chances_of, simultaneous
from simengine.analysis.summary import Summary, summarise
from simengine.report.spreadsheet_cells import harmless
from simengine.runs.files import write_whole
from simengine.runs.outcome_table import OutcomeTable

_LEVELS = [f"q{level}" for level in QUANTILES]

Cell = str | int | float


COUNTS = ("pairs", "base_paths", "other_paths")
_ENDS = ("low_at_once", "high_at_once", "paths_needed", "d_of_pairs", "low_of_pairs", "high_of_pairs")
DIFFERENCES = (
    "base",
    "scenario",
    "of",
    "name",
    "title",
    "unit",
    "d",
    "se",
    "low",
    "high",
    "se_unpaired",
    *COUNTS,
    *_ENDS,
)
_FIGURES = ("p", "mean", "se", "low", "high", *_LEVELS, "n", "missing")


def write_tables(folder: Path, table: OutcomeTable) -> Summary:
    """The tables of one run beside its paths: outcomes.csv, measures.csv, questions.csv; and what they say."""
    summary = summarise(table)
    write_outcomes(summary, folder / "outcomes.csv")
    write_measures(summary, folder / "measures.csv")
    write_questions(summary, folder / "questions.csv")
    return summary


def write_outcomes(summary: Summary, file: Path) -> None:
    """`outcomes.csv`: class, title, p, se, low, high (95 %), n paths counted, and those not: failed, excluded.

    A class is a name of the scenario; below them, without a name, are the titles of those that count together.
    """
    chances = [(name, summary.words.title("outcome", name), found) for name, found in summary.outcome.items()]
    chances += [("", title, found) for title, found in summary.together.items()]
    left = (summary.failed, summary.excluded)
    rows: list[list[Cell]] = [[name, title, e.p, e.se, e.low, e.high, e.n, *left] for name, title, e in chances]
    write_csv(file, ["class", "title", "p", "se", "low", "high", "n", "failed", "excluded"], rows)


def write_measures(summary: Summary, file: Path) -> None:
    """`measures.csv`: measure, title, kind, unit, p (of a truth) or mean, se, low, high, quantiles, n, missing."""
    rows = [
        [name, summary.words.title("measures", name), _kind(e), summary.measure_units.get(name, ""), *_figures(e)]
        for name, e in summary.measures.items()
    ]
    write_csv(file, ["measure", "title", "kind", "unit", *_FIGURES], rows)


def write_questions(summary: Summary, file: Path) -> None:
    """`questions.csv`: question, title, kind, text, unit, p (a chance) or mean (a value), se, low, high, quantiles, n,
    missing.
    """
    texts, units = summary.question_texts, summary.question_units
    rows = [
        [name, summary.words.title("questions", name), _kind(e), texts.get(name, ""), units.get(name, ""), *_figures(e)]
        for name, e in summary.questions.items()
    ]
    write_csv(file, ["question", "title", "kind", "text", "unit", *_FIGURES], rows)


def write_differences(comparisons: Sequence[Comparison], file: Path) -> None:
    """`differences.csv`: base, scenario, of what, name, title, unit, the Difference's fields."""
    write_csv(file, DIFFERENCES, difference_rows(comparisons))


def difference_rows(comparisons: Sequence[Comparison]) -> list[list[Cell]]:
    """A row with the columns `DIFFERENCES` for every class, measure and question, and for classes together.

    `of` is answer, class, together, measure or question.
    """
    rows: list[list[Cell]] = []
    times = simultaneous(comparisons).times
    for c in comparisons:
        at_once: dict[tuple[str, str], Difference] = {key: d.widened(times) for key, d in chances_of(c).items()}
        for *what, d in figures_of(c):
            of, name, title = what[:3]
            wide, alone = at_once.get((of, title if of == "together" else name)), d.among_pairs
            ends = [wide.low, wide.high] if wide else [math.nan, math.nan]
            pairs = [alone.d, alone.low, alone.high] if alone else [d.d, d.low, d.high]
            rows.append([c.base, c.other, *what, *_difference_cells(d), *ends, c.paths_needed(d), *pairs])
    return rows


def figures_of(c: Comparison) -> list[tuple[str, str, str, str, Difference]]:
    """The differences of a comparison with what each is of, its name, title and unit."""
    answer = [(c.headline, c.answer)] if c.headline and c.answer else []
    return [
        *(("answer", "+".join(what.names), what.title, what.unit, d) for what, d in answer),
        *(("class", name, c.words.title("outcome", name), "", d) for name, d in c.outcome.items()),
        *(("together", "", title, "", d) for title, d in c.together.items()),
        *(
            ("measure", name, c.words.title("measures", name), c.measure_units.get(name, ""), d)
            for name, d in c.measures.items()
        ),
        *(("question", name, c.words.title("questions", name), "", d) for name, d in c.questions.items()),
        *(("question", name, c.words.title("questions", name), c.value_units[name], d) for name, d in c.values.items()),
    ]


def write_migration(comparisons: Sequence[Comparison], file: Path) -> None:
    """`migration.csv`: base, scenario, from (class in base), to (class in scenario), share of all pairs."""
    rows: list[list[Cell]] = [
        [c.base, c.other, start, end, share]
        for c in comparisons
        for start, row in c.migration.items()
        for end, share in row.items()
    ]
    write_csv(file, ["base", "scenario", "from", "to", "share"], rows)


def _kind(found: Proportion | Spread) -> str:
    return "chance" if isinstance(found, Proportion) else "value"


def _figures(e: Proportion | Spread) -> list[Cell]:
    """The cells under `_FIGURES`."""
    if isinstance(e, Proportion):
        return [e.p, "", e.se, e.low, e.high, *[""] * len(_LEVELS), e.n, e.missing]
    return ["", e.mean, e.se, e.low, e.high, *(e.quantiles[level] for level in QUANTILES), e.n, e.missing]


def _difference_cells(d: Difference) -> list[Cell]:
    return [d.d, d.se, d.low, d.high, d.se_unpaired, d.pairs, d.base_paths, d.other_paths]


def write_csv(file: Path, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A table with one header line. SimengineError if the disk refuses."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    write_whole(file, text.getvalue().encode())


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return "" if math.isnan(cell) else repr(cell)
    return harmless(cell) if isinstance(cell, str) else str(cell)
