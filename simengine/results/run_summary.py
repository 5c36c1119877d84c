"""What a run says: every estimate with its error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simengine.analysis import summary
from simengine.analysis.probability import QUANTILES, Proportion, Spread
from simengine.report.plots import outcome_bars
from simengine.report.plots.picture import Picture
from simengine.report.summary_text import summary_text
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.runs.outcome_table import OutcomeTable

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "title", "unit", "text"), str),
    **dict.fromkeys(("p", "mean", "se", "low", "high"), float),
    **{f"q{level}": float for level in QUANTILES},
    **dict.fromkeys(("n", "missing", "failed", "excluded"), int),
    **dict.fromkeys(("ignorance", "ignorance_se", "ignorance_low", "ignorance_high"), float),
}


@dataclass(frozen=True, slots=True)
class Summary(summary.Summary, Pictured):
    """The estimates of one run over its ok paths: `outcome`, `measures` and `questions` by name.

    A class, a chance question and a measure that is a truth have a Proportion (p, se, low, high), others a Spread
    (mean, se, low, high, quantiles) in their own unit; low and high are ends of 95 % intervals. `answer` estimates the
    `headline`, what the scenario's report says answers its question. Where paths are nested, `ignorance` has by of
    (class, together, measure, question) and name the share of a figure's variance that is what we don't know, with both
    variances; `answer_ignorance` that of the answer.
    """

    @classmethod
    def of(cls, table: OutcomeTable) -> Summary:
        """What a run's outcomes say."""
        return extended(cls, summary.summarise(table))

    def text(self, width: int) -> str:
        """What `simengine summary` prints on so many columns."""
        return summary_text(self, width)

    def table(self) -> pa.Table:
        """A row an estimate: of (answer, class, together, measure, question, invariant: that it broke), name, title,
        unit, text, p or mean, se, low, high, q…, n paths that count, those missing a value, failed and excluded ones,
        ignorance.

        `q0.05` and so on are quantiles over the paths, `ignorance` is a share of nested paths' variance with its error
        and interval; what a figure hasn't is null.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """A bar an outcome class with its 95 % interval.

        Without classes, a bar a question with `when`, else a measure that is a truth; SimengineError without these.
        """
        return outcome_bars.picture(self)

    def _rows(self) -> Iterator[list[object]]:
        for of, name, title, unit, text, found in summary.figures_told(self):
            apart = self.answer_ignorance if of == "answer" else self.ignorance.get((of, name or title))
            share = (apart.share, apart.se, apart.low, apart.high) if apart else [None] * 4
            yield [of, name, title, unit, text, *_cells(found), self.failed, self.excluded, *share]


def _cells(found: Proportion | Spread) -> list[object]:
    if isinstance(found, Proportion):
        return [found.p, None, found.se, found.low, found.high, *[None] * len(QUANTILES), found.n, found.missing]
    levels = [found.quantiles[level] for level in QUANTILES]
    return [None, found.mean, found.se, found.low, found.high, *levels, found.n, found.missing]
