"""What came of drawing a scenario's futures on a finer clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simengine.analysis.refinement import Moved, Refinement, refinement
from simengine.compute.redrawn import Redrawn
from simengine.report.plots import refined_plot
from simengine.report.plots.picture import Picture
from simengine.report.refined_text import refined_text
from simengine.results.result import Columns, Pictured, arrow_table, extended

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "unit"), str),
    **dict.fromkeys(("coarse", "fine", "d", "se", "low", "high"), float),
    "pairs": int,
}


@dataclass(frozen=True, slots=True)
class Refined(Refinement, Pictured):
    """How far the answers of a scenario move on a finer clock, and what in it means something else there."""

    @classmethod
    def of(cls, drawn: Redrawn) -> Refined:
        """The differences of what was drawn."""
        return extended(cls, refinement(drawn))

    def text(self, width: int) -> str:
        """What `simengine check --refine` prints on so many columns."""
        return refined_text(self, width)

    def picture(self) -> Picture:
        """What the finer clock changes in each chance, the clearest first. SimengineError where there is none."""
        return refined_plot.picture(self)

    def table(self) -> pa.Table:
        """A row an answer.

        Columns: of (class, measure, question), name, unit, coarse, fine, d, se, low, high, pairs.
        """
        return arrow_table(_COLUMNS, map(_row, self.answers))

    def json(self) -> dict[str, Any]:
        """The same for programs, with what means something else; what is not known is null."""
        about = {name: getattr(self, name) for name in ("scenario", "step", "parts", "paths", "pairs")}
        return {**about, "answers": self.table().to_pylist(), "otherwise": [str(one) for one in self.otherwise]}


def _row(one: Moved) -> list[object]:
    d = one.difference
    return [one.of, one.name, one.unit, one.coarse, one.fine, d.d, d.se, d.low, d.high, d.pairs]
