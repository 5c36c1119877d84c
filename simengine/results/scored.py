"""What sheets of forecasts are worth: a record with its text, table and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from simengine.analysis import score_report
from simengine.analysis.score_report import score_json, score_of
from simengine.report.plots import reliability_plot
from simengine.report.plots.picture import Picture
from simengine.report.score_text import score_text
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.results.table_files import write_files
from simengine.runs.sheet_file import read_files

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

_TEXTS = ("sheet", "scenario", "question", "text", "kind", "unit", "series", "as_of", "due", "known")
_NUMBERS = (
    "horizon",
    "answer",
    "p",
    "brier",
    "log",
    "median",
    "low",
    "high",
    "held",
    "crps",
    "expected",
    "pit",
    "side",
)
_COLUMNS: Columns = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys((*_NUMBERS, "reference", "beside"), float),
    "cluster": int,
}


@dataclass(frozen=True, slots=True)
class Scores(score_report.Score, Pictured):
    """What answers say of sheets.

    `scored` has a record a question, `left` those without a score and why, `means` the average scores, `skills` how
    much better they are than .5, the `reference` and earlier sheets, each with its interval; `bias` is that of
    probabilities, `above` how often numbers lay above the median, `contradictions` what doesn't fit together.
    """

    @classmethod
    def of(cls, files: Sequence[str | Path]) -> Scores:
        """Of sheets, folders of sheets and answers. SimengineError if nothing can be scored."""
        sheets, answers = read_files([Path(file) for file in files])
        return extended(cls, score_of(sheets, answers))

    def text(self, width: int) -> str:
        """What `simengine score` prints on so many columns."""
        return score_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine score --json`."""
        return score_json(self)

    def table(self) -> pa.Table:
        """A row a question of a sheet that has a score: sheet, scenario, question, text, kind, unit, series, as_of,
        due, known, horizon (years), answer (1 yes, 0 no), p, brier, log, median, low, high (90 %), held (the part
        of the futures in it), crps, expected, pit, side (1 above the median, 0 below), reference (its score), beside
        (ours by the same measure), cluster.
        """
        return arrow_table(_COLUMNS, self._rows())

    def plot(self, ax: Axes | None = None, of: Literal["chances", "numbers"] | None = None) -> Axes:
        """Draws `picture` into `ax`, or into a figure of its own (`.figure`); returns the Axes."""
        return self.picture(of).plot(ax)

    def picture(self, of: Literal["chances", "numbers"] | None = None) -> Picture:
        """How reliable the `chances` are, or where the answers to `numbers` lie among their futures.

        Chances if there are any. SimengineError if there are none of the kind asked.
        """
        return reliability_plot.picture(self, of)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """scores.csv, and pictures of what there is, reliability and places, .png and .svg; returns the files."""
        return write_files(Path(folder), "scores", self.table(), reliability_plot.pictures(self))

    def _rows(self) -> Iterator[list[object]]:
        for one in self.scored:
            yield [getattr(one, name) for name in _COLUMNS]
