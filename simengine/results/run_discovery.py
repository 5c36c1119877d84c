"""Under which conditions a class happens: discovery in a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.explain import discovered
from simengine.explain.chance import chance_of
from simengine.explain.discovery import discover
from simengine.explain.observables import columns_of, few_dates
from simengine.explain.reads import read_by
from simengine.report.discovery_text import discovery_json, discovery_text, told_conditions, words
from simengine.report.plots import discovery_plot
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.results.table_files import write_files
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PATHS = 6_000
_CHANCES = ("density", "coverage")
_COLUMNS: Columns = {
    **dict.fromkeys(("part", "of", "name", "title", "unit", "by", "value"), str),
    **dict.fromkeys(("low", "high"), float),
    "text": str,
    **dict.fromkeys(("again", "without"), float),
    **{f"{name}{end}": float for name in _CHANCES for end in ("", "_low", "_high")},
}


@dataclass(frozen=True, slots=True)
class Discovery(discovered.Discovery, Pictured):
    """In which futures a chance is high: `found` has at most three `conditions`, or is None, and `nothing` says why.

    `found.density` is the chance where they hold, `found.coverage` how much of all hits lies there, `found.mass` of all
    futures; `base` is the chance on all. They were found on one half of the futures, and are told on the other. Each
    condition says in which share of resamples it comes `again`. `read` is what the class itself reads, told apart.
    """

    @classmethod
    def of_run(cls, run: Run, of: str = "", by: str = "") -> Discovery:
        """The conditions of a class in a run, by default of its answer, up to a date; errors as of `Run.discover`."""
        table = run.outcome_table()
        dates = few_dates(run, by)
        chance = chance_of(run.model, table, of, MOST_PATHS)
        columns = () if chance.nothing else tuple(columns_of(run, table, chance.path, dates))
        reads = read_by(run.plan, chance.of, chance.names)
        return extended(cls, discover(run.name, chance, columns, reads, dates.labels[-1]))

    def text(self, width: int) -> str:
        """What `simengine discover` prints on so many columns."""
        return discovery_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine discover --json`."""
        return discovery_json(self)

    def table(self) -> pa.Table:
        """A row a condition: part (found, or read by the class itself), of, name, title, unit, by, value, low, high.

        Then text, again, without, and density and coverage with their intervals: of all conditions that are found
        together, of each that is read alone. A bound that is not there is infinite.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """Density against coverage on the way of peeling. SimengineError where nothing is found."""
        return discovery_plot.picture(self)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """discovery.csv and, if anything is found, discovery.png and .svg, into a folder; returns the files."""
        pictures = {"discovery": self.picture()} if self.found else {}
        return write_files(Path(folder), "discovery", self.table(), pictures)

    def _rows(self) -> Iterator[list[object]]:
        for part, one, of in told_conditions(self):
            called = (part, one.of, one.name, one.title, one.unit, one.by, one.value, one.low, one.high, words(one))
            shares = (end for chance in (of.density, of.coverage) for end in (chance.p, chance.low, chance.high))
            yield [*called, one.again, one.without.p, *shares]
