"""What scenarios force, and how often it happens by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simengine.analysis import forced
from simengine.analysis.probability import Proportion
from simengine.errors import WrongUsageError
from simengine.report.forced_text import forced_json, forced_text
from simengine.report.plots import selection
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("base", "scenario", "of", "name", "title", "by"), str),
    **dict.fromkeys(("p", "se", "low", "high", "p_base", "p_forced", "gap", "gap_se", "gap_low", "gap_high"), float),
}
_NO_GAP = (None,) * 6


@dataclass(frozen=True, slots=True)
class Forced(forced.Forced, Pictured):
    """What `scenarios` force, each with the share of the base's futures in which it happens by itself, and its classes.

    `overlaps` are the shares of two at once, `none` that of nothing of all this.
    """

    @classmethod
    def of(cls, base: Run, others: Sequence[Run]) -> Forced:
        """What others force relative to a base. SimengineError if a part is damaged, or their clocks differ."""
        if not others:
            raise WrongUsageError("name a run that forces something, to look for it in this one")
        return extended(cls, forced.forced(base, others))

    def text(self, width: int) -> str:
        """What `simengine ask BASE --forced OTHER` prints on so many columns."""
        return forced_text(self, width)

    def picture(self) -> Picture:
        """A row a class with the gap, forced less by itself. SimengineError where nothing is forced."""
        return selection.picture(self)

    def json(self) -> dict[str, object]:
        """The same as a dictionary."""
        return forced_json(self)

    def table(self) -> pa.Table:
        """A row a share: base, scenario, of (event, all, overlap, none, class, together), name, title, by (a date), p …

        Of a class `p` is its probability where what is forced happens by itself, `p_base` that in all of the base,
        `p_forced` that where it is forced, and `gap` the last less the first, with its error.
        """
        return arrow_table(_COLUMNS, self._rows())

    def _rows(self) -> Iterator[tuple[object, ...]]:
        for one in self.scenarios:
            for event in one.events:
                yield (
                    self.base,
                    one.scenario,
                    "event",
                    event.name,
                    event.title,
                    event.date,
                    *_ends(event.share),
                    *_NO_GAP,
                )
            if one.share is not None:
                yield self.base, one.scenario, "all", "", "", "", *_ends(one.share), *_NO_GAP
            for found in one.selected:
                gap = (found.base.p, found.forced.p, found.gap.d, found.gap.se, found.gap.low, found.gap.high)
                yield self.base, one.scenario, found.of, found.name, found.title, "", *_ends(found.happened), *gap
        for first, second, share in self.overlaps:
            yield self.base, first, "overlap", second, "", "", *_ends(share), *_NO_GAP
        if self.none is not None:
            yield self.base, "", "none", "", "", "", *_ends(self.none), *_NO_GAP


def _ends(share: Proportion) -> tuple[float, float, float, float]:
    return share.p, share.se, share.low, share.high
