"""Small CSV tables of results: UTF-8, one header line, numbers in full, an empty field where there is no number."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.probability import QUANTILES, Proportion, Spread
from simengine.analysis.summary import Summary, summarise
from simengine.runs.outcome_table import OutcomeTable

_LEVELS = [f"q{level}" for level in QUANTILES]

Cell = str | int | float


DIFFERENCES = ("base", "scenario", "of", "name", "unit", "d", "se", "low", "high", "se_unpaired", "pairs")


def write_tables(folder: Path, table: OutcomeTable) -> Summary:
    """The tables of one run beside its paths: outcomes.csv, measures.csv, questions.csv; and what they say."""
    summary = summarise(table)
    write_outcomes(summary, folder / "outcomes.csv")
    write_measures(summary, folder / "measures.csv")
    write_questions(summary, folder / "questions.csv")
    return summary


def write_outcomes(summary: Summary, file: Path) -> None:
    """`outcomes.csv`: class, p, se, low, high (95 %), n paths counted."""
    rows: list[list[Cell]] = [[name, e.p, e.se, e.low, e.high, e.n] for name, e in summary.outcome.items()]
    _write(file, ["class", "p", "se", "low", "high", "n"], rows)


def write_measures(summary: Summary, file: Path) -> None:
    """`measures.csv`: measure, unit, mean, se, low, high (of the mean), quantiles, n paths with a value, missing."""
    rows = [[name, summary.measure_units.get(name, ""), *_spread_cells(e)] for name, e in summary.measures.items()]
    _write(file, ["measure", "unit", "mean", "se", "low", "high", *_LEVELS, "n", "missing"], rows)


def write_questions(summary: Summary, file: Path) -> None:
    """`questions.csv`: question, kind, text, p (a chance) or mean (a value), se, low, high, quantiles, n, missing."""
    rows = [[name, *_question_cells(e, summary.question_texts.get(name, ""))] for name, e in summary.questions.items()]
    head = ["question", "kind", "text", "p", "mean", "se", "low", "high", *_LEVELS, "n", "missing"]
    _write(file, head, rows)


def write_differences(comparisons: Sequence[Comparison], file: Path) -> None:
    """`differences.csv`: base, scenario, of what (class, measure, question), name, unit, the Difference's fields."""
    _write(file, DIFFERENCES, difference_rows(comparisons))


def difference_rows(comparisons: Sequence[Comparison]) -> list[list[Cell]]:
    """A row with the columns `DIFFERENCES` for every class, measure and question."""
    rows: list[list[Cell]] = []
    for c in comparisons:
        rows += [[c.base, c.other, "class", name, "", *_difference_cells(d)] for name, d in c.outcome.items()]
        rows += [
            [c.base, c.other, "measure", name, c.measure_units.get(name, ""), *_difference_cells(d)]
            for name, d in c.measures.items()
        ]
        rows += [[c.base, c.other, "question", name, "", *_difference_cells(d)] for name, d in c.questions.items()]
    return rows


def write_migration(comparisons: Sequence[Comparison], file: Path) -> None:
    """`migration.csv`: base, scenario, from (class in base), to (class in scenario), share of all pairs."""
    rows: list[list[Cell]] = [
        [c.base, c.other, start, end, share]
        for c in comparisons
        for start, row in c.migration.items()
        for end, share in row.items()
    ]
    _write(file, ["base", "scenario", "from", "to", "share"], rows)


def _spread_cells(e: Spread) -> list[Cell]:
    return [e.mean, e.se, e.low, e.high, *(e.quantiles[level] for level in QUANTILES), e.n, e.missing]


def _question_cells(e: Proportion | Spread, text: str) -> list[Cell]:
    if isinstance(e, Proportion):
        return ["chance", text, e.p, "", e.se, e.low, e.high, *[""] * len(_LEVELS), e.n, e.missing]
    return ["value", text, "", *_spread_cells(e)]


def _difference_cells(d: Difference) -> list[Cell]:
    return [d.d, d.se, d.low, d.high, d.se_unpaired, d.pairs]


def _write(file: Path, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([_cell(cell) for cell in row] for row in rows)


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return "" if math.isnan(cell) else repr(cell)
    return str(cell)
