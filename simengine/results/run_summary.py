"""What a run says: every estimate with its error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simengine.analysis import summary
from simengine.analysis.probability import QUANTILES, Proportion, Spread
from simengine.report.plots import outcome_bars
from simengine.report.terminal import summary_text
from simengine.results.result import Columns, Result, arrow_table, extended
from simengine.runs.outcome_table import OutcomeTable

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "unit", "text"), str),
    **dict.fromkeys(("p", "mean", "se", "low", "high"), float),
    **{f"q{level}": float for level in QUANTILES},
    **dict.fromkeys(("n", "missing"), int),
}


@dataclass(frozen=True, slots=True)
class Summary(summary.Summary, Result):
    """The estimates of one run over its ok paths: `outcome`, `measures` and `questions` by name.

    A class and a chance question have a Proportion (p, se, low, high), a measure and a value question a Spread (mean,
    se, low, high, quantiles) in its own unit; low and high are ends of 95 % intervals.
    """

    @classmethod
    def of(cls, table: OutcomeTable) -> Summary:
        """What a run's outcomes say."""
        return extended(cls, summary.summarise(table))

    def text(self, width: int) -> str:
        """What `simengine summary` prints on so many columns."""
        return summary_text(self, width)

    def table(self) -> pa.Table:
        """A row an estimate: of (class, measure, question, invariant: that it broke), name, unit, text, p or mean, se,
        low, high, q…, n, missing.

        `q0.05` and so on are quantiles over the paths; what a figure hasn't is null.
        """
        return arrow_table(_COLUMNS, self._rows())

    def plot(self, ax: Axes | None = None) -> Axes:
        """A bar an outcome class with its 95 % interval, into `ax` or a figure of its own; returns the Axes.

        Without classes, a bar a question with `when`; SimengineError without these.
        """
        paths = self.paths - self.failed - self.excluded
        asked = {name: found for name, found in self.questions.items() if isinstance(found, Proportion)}
        return outcome_bars.plot(self.scenario, paths, self.outcome or asked, ax)

    def _rows(self) -> Iterator[list[object]]:
        for name, chance in self.outcome.items():
            yield ["class", name, "", "", *_cells(chance)]
        for name, spread in self.measures.items():
            yield ["measure", name, self.measure_units.get(name, ""), "", *_cells(spread)]
        for name, answer in self.questions.items():
            yield ["question", name, "", self.question_texts.get(name, ""), *_cells(answer)]
        for name, broken in self.invariants.items():
            yield ["invariant", name, "", "", *_cells(broken.share)]


def _cells(found: Proportion | Spread) -> list[object]:
    if isinstance(found, Proportion):
        return [found.p, None, found.se, found.low, found.high, *[None] * len(QUANTILES), found.n, found.missing]
    levels = [found.quantiles[level] for level in QUANTILES]
    return [None, found.mean, found.se, found.low, found.high, *levels, found.n, found.missing]
