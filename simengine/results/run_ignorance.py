"""What of a run's figures is what we don't know, and what is chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from simengine.analysis import ignorance_splits
from simengine.analysis.ignorance_splits import splits_of
from simengine.analysis.summary import summarise
from simengine.compute.ask import ALONE, Resources
from simengine.compute.members import MEMBERS, REDRAWS, redraw
from simengine.report.ignorance_text import ignorance_text
from simengine.report.plots import ignorance_plot
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name"), str),
    **dict.fromkeys(("share", "se", "low", "high", "between", "between_se", "within", "within_se"), float),
    "draws": int,
    "unknown": str,
}


@dataclass(frozen=True, slots=True)
class IgnoranceSplits(ignorance_splits.IgnoranceSplits, Pictured):
    """How much of the variance of each figure is what we don't know: `answer`, and `figures` by of and name.

    Each has a `share` with its interval, both variances (`between`, `within`), and where nothing can be told the reason
    as `unknown`. If `since` is a date, all up to then counts as what we don't know, else the parameters; for what is in
    `held` more counts, so that the shares are upper bounds.
    """

    @classmethod
    def of(
        cls, run: Run, members: int = MEMBERS, redraws: int = REDRAWS, resources: Resources = ALONE
    ) -> IgnoranceSplits:
        """What nested paths say, or else members of a run that are drawn on."""
        table = run.outcome_table()
        if table.sampling.nested > 1:
            return extended(cls, splits_of(summarise(table)))
        drawn = redraw(run, members, redraws, resources)
        since = run.clock.label(drawn.step) if run.plan.observations else ""
        return extended(cls, splits_of(summarise(drawn.table), since, drawn.held))

    def text(self, width: int) -> str:
        """What `simengine summary --by ignorance` prints on so many columns."""
        return ignorance_text(self, width)

    def table(self) -> pa.Table:
        """A row a figure: of (answer, class, together, measure, question), name, share, se, low, high, between and
        within with their errors, draws, unknown (why nothing can be told).
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """The share of each figure with its 95 % interval. SimengineError where nothing can be told."""
        return ignorance_plot.picture(self)

    def _rows(self) -> Iterator[list[object]]:
        yield from ([of, name, *astuple(found)] for of, name, found in self.told())
