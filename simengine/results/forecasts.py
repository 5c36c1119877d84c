"""Forecasts of the same questions made at different dates, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis.forecast_dates import SideBySide, forecasts_json, side_by_side
from simengine.errors import WrongUsageError, what_there_is
from simengine.report.forecasts_text import forecasts_text
from simengine.report.plots import forecast_dates_plot
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.results.table_files import write_files
from simengine.runs.sheet_file import read_files

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

_COLUMNS: Columns = {
    **dict.fromkeys(("question", "text", "kind", "unit", "due", "sheet", "scenario", "as_of"), str),
    **dict.fromkeys(("p", "low", "high", "inner_low", "inner_high", "answer"), float),
    "known": str,
}


@dataclass(frozen=True, slots=True)
class Forecasts(Pictured):
    """What sheets say of each question, by date: `questions` has a record each, whose `said` are the forecasts."""

    questions: tuple[SideBySide, ...]

    @classmethod
    def of(cls, files: Sequence[str | Path], questions: Sequence[str] = ()) -> Forecasts:
        """Of sheets and folders of sheets, and answers if there are. SimengineError for a question that isn't asked."""
        sheets, answers = read_files([Path(file) for file in files])
        return cls(side_by_side(sheets, answers, questions))

    def text(self, width: int) -> str:
        """What `simengine score --history` prints on so many columns."""
        return forecasts_text(self.questions, width)

    def json(self) -> list[dict[str, Any]]:
        """The list of `simengine score --history --json`."""
        return forecasts_json(self.questions)

    def table(self) -> pa.Table:
        """A row a question and sheet: question, text, kind, unit, due, sheet, scenario, as_of, p (of a number its
        median), low, high (of a chance its 95 % interval, of a number 90 % of its futures), inner_low, inner_high (half
        of them), answer (1 yes, 0 no), known.
        """
        return arrow_table(_COLUMNS, self._rows())

    def plot(self, ax: Axes | None = None, question: str | None = None) -> Axes:
        """Draws `picture` of one question, the first if none is named, into `ax` or a figure of its own (`.figure`).

        Returns the Axes. WrongUsageError for a question that isn't there.
        """
        return self.picture(self.questions[0].question if question is None else question).plot(ax)

    def picture(self, question: str | None = None) -> Picture:
        """What was said of one question, or of all, a panel each: by date, with bands and what came."""
        names = [one.question for one in self.questions]
        if question is not None and question not in names:
            raise WrongUsageError(f"no question {question!r}{what_there_is(question, names)}")
        return forecast_dates_plot.picture([one for one in self.questions if question in (None, one.question)])

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """forecasts.csv, and a picture with a panel a question, forecasts.png and .svg; returns the files."""
        return write_files(Path(folder), "forecasts", self.table(), {"forecasts": self.picture()})

    def _rows(self) -> Iterator[list[object]]:
        for one in self.questions:
            about = [one.question, one.text, one.kind, one.unit, one.due]
            for said in one.said:
                figures = [said.p, said.low, said.high, said.inner_low, said.inner_high, one.answer]
                yield [*about, said.sheet, said.scenario, said.as_of, *figures, one.known]
