"""What moves an answer over a sweep: a record with its text and table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simengine.analysis.contrast import Column, Effect
from simengine.analysis.estimate_json import number_json
from simengine.analysis.headline import Headline, same_in, values_of
from simengine.compute.engine_kinds import Announce, quiet
from simengine.explain.chance import headline_asked
from simengine.explain.influence import Influence
from simengine.explain.influence_json import influence_json
from simengine.explain.sweep_levers import SweptLever, levers_of
from simengine.report.explain_sweep_text import swept_text
from simengine.report.plots import levers_plot
from simengine.report.plots.picture import Picture
from simengine.results.explaining import PATHS, stored_influence
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.results.table_files import write_files
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.store import Run
from simengine.runs.sweep_file import Sweep, SweepPoint

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("part", "run", "name", "from", "to", "figure"), str),
    **dict.fromkeys(("value", "se", "low", "high"), float),
}


@dataclass(frozen=True, slots=True, eq=False)
class SweptExplanation(Pictured):
    """What moves an answer over a sweep, called by its folder's `name`.

    `levers` are its keys, each with what it changes by itself, the strongest first; `points` has what the answer goes
    with at each point, parameter by parameter, as told by its stored futures. `notes` say what was left out.
    """

    name: str
    sweep: Sweep
    headline: Headline
    levers: tuple[SweptLever, ...]
    points: tuple[tuple[SweepPoint, Influence], ...]
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls,
        folder: Path,
        sweep: Sweep,
        runs: Sequence[Run],
        of: str | None = None,
        paths: int = PATHS,
        announce: Announce = quiet,
    ) -> SweptExplanation:
        """That of the runs of a sweep, one a point; of each so many stored `paths` at most are looked at.

        WrongUsageError for a figure that the first hasn't; SimengineError where a run can't be read.
        """
        tables = [run.outcome_table() for run in runs]
        headline = headline_asked(runs[0].model, tables[0], of or "")
        rows = [row for row in zip(sweep.points, runs, tables, strict=True) if same_in(row[2], headline)]
        columns = {point.values: _column(table, headline) for point, _, table in rows}
        points = []
        for at, (point, run, _) in enumerate(rows, 1):
            announce(f"{at} of {len(rows)}: {point.run} …")
            points.append((point, stored_influence(run, of, paths)))
        left = [point.run for point in sweep.points if point.values not in columns]
        notes = [f"{', '.join(left)}: no {headline.title}, or another kind of it"] if left else []
        if len({column.dice for column in columns.values()}) > 1:
            notes.append("not all points share their chance: those that don't are subtracted as independent runs")
        levers = levers_of(sweep, columns, chance=headline.chance)
        return cls(folder.name, sweep, headline, levers, tuple(points), tuple(notes))

    def text(self, width: int) -> str:
        """What `simengine explain` prints of a sweep on so many columns."""
        return swept_text(self, width)

    def all_text(self, width: int) -> str:
        """The same with all points and parameters."""
        return swept_text(self, width, everything=True)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine explain --json`."""
        return {
            "sweep": self.name,
            "of": {"kind": self.headline.of, "names": list(self.headline.names), "title": self.headline.title},
            "levers": [_lever_json(one) for one in self.levers],
            "points": [
                {
                    "run": point.run,
                    "values": dict(zip(self.sweep.keys, point.values, strict=True)),
                    "influence": influence_json(found),
                }
                for point, found in self.points
            ],
            "notes": list(self.notes),
        }

    def table(self) -> pa.Table:
        """A row a figure: part (lever or parameter), run of a parameter, name, from, to, figure, value, se, low, high.

        `figure` of a lever is effect, or effect_least and effect_most over the points of the others; of a parameter
        association or first_order.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """What each key changes, with intervals. SimengineError where no two points differ in one key alone."""
        return levers_plot.picture(self)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """influence.csv and, if there are keys to draw, influence.png and .svg, into a folder; returns the files."""
        drawn = {"influence": self.picture()} if self.levers else {}
        return write_files(Path(folder), "influence", self.table(), drawn)

    def _rows(self) -> Iterator[list[object]]:
        for one in self.levers:
            about = ["lever", None, one.key, one.start, one.end]
            for figure, found in (("effect", one.effect), ("effect_least", one.least), ("effect_most", one.most)):
                if found is not None:
                    yield [*about, figure, found.d, found.se, found.low, found.high]
        for point, influence in self.points:
            for parameter in influence.parameters:
                for figure, told in (("association", parameter.association), ("first_order", parameter.first_order)):
                    if told is not None:
                        about = ["parameter", point.run, parameter.name, None, None]
                        yield [*about, figure, told.value, told.se, told.low, told.high]


def _column(table: OutcomeTable, headline: Headline) -> Column:
    """The figure on a run's paths; runs that were drawn alike share their dice."""
    values = np.where(table.ok, values_of(table, headline), np.nan)
    learnt = table.learnt
    past = (learnt.past, tuple(one.members for one in learnt.islands)) if learnt else ()
    dice = f"{table.seed} {table.sampling} {table.paths} {past}"
    return Column(values, table.sampling.clusters(table.path), dice, table.worth)


def _lever_json(one: SweptLever) -> dict[str, Any]:
    told: Mapping[str, Effect | None] = {"effect": one.effect, "effect_least": one.least, "effect_most": one.most}
    return {
        "key": one.key,
        "from": one.start or None,
        "to": one.end or None,
        "points": one.pairs,
        "line": one.line,
        **{name: _effect_json(found) if found else None for name, found in told.items()},
    }


def _effect_json(found: Effect) -> dict[str, Any]:
    return {"value": number_json(found.d), **{end: number_json(getattr(found, end)) for end in ("se", "low", "high")}}
