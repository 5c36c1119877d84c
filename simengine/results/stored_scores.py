"""Scores beside runs: `backtest` leaves its table in a folder of the results, `score --out` may too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.analysis.past_scores import PastScores, past_scores
from simengine.errors import SimengineError
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "scores"
"""The folder of results whose CSV files are read."""


def scores_file(results: Path, scenario: str) -> Path:
    """Where the back-test of a scenario leaves its table."""
    return results / FOLDER / f"{scenario}_backtest.csv"


def scores_of(run: Run) -> PastScores:
    """What has been scored of a run's scenario and of those that its report names as `scored_by`.

    SimengineError for a file that can't be read as a table.
    """
    names = (run.manifest.scenario, *run.manifest.words.report.scored_by)
    return stored_scores(run.folder.parent, names)


def scores_in(table: pa.Table) -> PastScores:
    """The same of the table of what `score` or `backtest` have just found."""
    rows = table.to_pylist()
    return past_scores(rows, [row["scenario"] for row in rows])


def stored_scores(results: Path, scenarios: Sequence[str]) -> PastScores:
    """All that stands of some scenarios in the scores of a folder of results, file by file in the order of names."""
    rows = []
    for file in sorted((results / FOLDER).glob("*.csv")):
        rows += _rows(file)
    return past_scores(rows, scenarios)


def _rows(file: Path) -> list[dict[str, object]]:
    import pyarrow as pa  # noqa: PLC0415 (only where there are scores)
    from pyarrow import csv  # noqa: PLC0415

    texts = dict.fromkeys(
        ("scenario", "as_of", "origin", "question", "name", "text", "kind", "unit", "due"), pa.string()
    )
    try:
        table = csv.read_csv(file, convert_options=csv.ConvertOptions(column_types=texts))
    except (OSError, pa.ArrowInvalid) as error:
        raise SimengineError(f"{file}: can't be read as a table of scores ({error})") from None
    rows: list[dict[str, object]] = table.to_pylist()
    return rows
