"""What a run says by expert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simengine.analysis import experts
from simengine.analysis.probability import Proportion, Spread
from simengine.errors import SimengineError
from simengine.report.experts_text import experts_text
from simengine.report.plots import experts_plot
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.runs.outcome_table import OutcomeTable

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "expert"), str),
    **dict.fromkeys(("p", "mean", "share", "se", "low", "high"), float),
    "n": int,
}


@dataclass(frozen=True, slots=True)
class ExpertSplits(experts.ExpertSplits, Pictured):
    """The estimates of one run by expert; `splits` has a figure each, with the share of its variance between them."""

    @classmethod
    def of(cls, table: OutcomeTable) -> ExpertSplits:
        """What a run's outcomes say by expert. SimengineError if it has asked none."""
        if not table.experts:
            raise SimengineError(
                f"{table.scenario} asks no experts: give parameters `experts: {{A: …, B: …}}`, and no `pool: quantiles`"
            )
        return extended(cls, experts.split_by_expert(table))

    def text(self, width: int) -> str:
        """What `simengine summary --by expert` prints on so many columns."""
        return experts_text(self, width)

    def table(self) -> pa.Table:
        """A row an estimate: of (class, measure, question), name, expert, p or mean, share, se, low, high, n.

        `expert` is null over all paths; a row with the expert `disagreement` has the share of the variance alone.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """A panel a class, else a question, a row an expert; into axes, the first. SimengineError without a chance."""
        return experts_plot.picture(self)

    def _rows(self) -> Iterator[list[object]]:
        for split in self.splits:
            for expert, found in ((None, split.whole), *split.experts.items()):
                yield [split.of, split.name, expert, *_cells(found)]
            share = split.disagreement
            yield [
                split.of,
                split.name,
                "disagreement",
                None,
                None,
                share.share,
                share.se,
                share.low,
                share.high,
                split.whole.n,
            ]


def _cells(found: Proportion | Spread) -> list[object]:
    value = [found.p, None] if isinstance(found, Proportion) else [None, found.mean]
    return [*value, None, found.se, found.low, found.high, found.n]
