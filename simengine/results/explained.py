"""What moves an answer: a record with its text, tables and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.compute.ask import ALONE, Resources
from simengine.explain.figure import Figure
from simengine.explain.influence import LEAST, Influence, ParameterInfluence
from simengine.explain.influence_json import influence_json
from simengine.report.explain_text import influence_text
from simengine.report.plots import influence_plot
from simengine.report.plots.picture import Picture
from simengine.results.explaining import PATHS, explain_run
from simengine.results.kept_influence import kept_influence
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.results.table_files import write_files
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "figure"), str),
    **dict.fromkeys(("value", "se", "low", "high"), float),
    "n": int,
    **dict.fromkeys(("from", "to"), float),
    **dict.fromkeys(("unit", "confidence", "source", "mechanisms", "place"), str),
}


@dataclass(frozen=True, slots=True, eq=False)
class Explanation(Pictured):
    """Why a run answers as it does: `influence` tells what moves the answer.

    `influence.parameters` has what each parameter and lever does, `.shares` whose the variance is, `.tornado`,
    `.worth_finding_out` and `.name_only` the parameters in an order of theirs.
    """

    influence: Influence

    @classmethod
    def of(
        cls,
        run: Run,
        of: str | None = None,
        paths: int = PATHS,
        least: float = LEAST,
        resources: Resources = ALONE,
    ) -> Explanation:
        """Why a run answers so. SimengineError for what it hasn't, and where paths don't come out as stored."""
        return cls(explain_run(run, of, paths, least, resources))

    @classmethod
    def kept(
        cls,
        run: Run,
        of: str | None = None,
        paths: int = PATHS,
        least: float = LEAST,
        resources: Resources = ALONE,
    ) -> Explanation:
        """The same, kept in the run's folder: there it is found when it is asked for again, and by the report."""
        return cls(kept_influence(run, of, paths, least, resources))

    def text(self, width: int) -> str:
        """What `simengine explain` prints on so many columns."""
        return influence_text(self.influence, width)

    def all_text(self, width: int) -> str:
        """What `simengine explain --all` prints: every parameter and every group."""
        return influence_text(self.influence, width, everything=True)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine explain --json`."""
        return {"influence": influence_json(self.influence)}

    def table(self) -> pa.Table:
        """A row a figure: of (parameter, lever, or what a share is of), name, figure, value, se, low, high, n, from,
        to, unit, confidence, source, mechanisms, place.

        `figure` is effect, association, first_order, sd, worth or total; `from` and `to` the ends of the effect.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """The effects with their intervals; in a figure of its own with the shares beside them."""
        return influence_plot.picture(self.influence)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """influence.csv and the picture influence.png and .svg, into a folder; returns the files."""
        return write_files(Path(folder), "influence", self.table(), {"influence": self.picture()})

    def _rows(self) -> Iterator[list[object]]:
        for one in self.influence.parameters:
            about, found = _about(one), one.effect.difference if one.effect else None
            for figure, value in (
                ("effect", found),
                ("association", one.association),
                ("first_order", one.first_order),
            ):
                if value is not None:
                    yield ["lever" if one.lever else "parameter", one.name, figure, *_cells(value), *about]
            if one.sd is not None:
                for figure, number in (("sd", one.sd), ("worth", one.worth)):
                    yield ["parameter", one.name, figure, number, None, None, None, None, *about]
        for share in self.influence.shares:
            if not share.at_most:
                yield [share.of, share.name, "total", *_cells(share.total.index), *[None] * 7]


def _cells(found: Figure) -> list[object]:
    return [found.value, found.se, found.low, found.high, found.n]


def _about(one: ParameterInfluence) -> list[object]:
    founding = one.founding
    told = [founding.unit, founding.confidence, ", ".join(founding.source), ", ".join(founding.mechanisms)]
    place = f"{founding.place.file}:{founding.place.line}" if founding.place else None
    return [*one.levels, *(text or None for text in told), place]
