"""A sweep: every figure at every point, with its difference to the point it is compared with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis.design_average import DesignAverage, design_averages
from simengine.analysis.sweep_view import Seen, SweepView
from simengine.errors import SimengineError, WrongUsageError, visible, what_there_is
from simengine.report.later_text import later_notes
from simengine.report.layout import terminal_width
from simengine.report.numbers import counted
from simengine.report.plots.picture import Picture
from simengine.report.sweep_text import drawn_words, sweep_text
from simengine.report.tables import write_csv
from simengine.results.explained_sweep import SweptExplanation
from simengine.results.explaining import PATHS
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.results.sweep_rows import SweepRows
from simengine.runs.files import write_whole
from simengine.runs.store import Run, open_run
from simengine.runs.sweep_file import Sweep

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

    from simengine.processes._plugins import Plugin

_NUMBERS = ("estimate", "se", "low", "high", "d", "d_se", "d_low", "d_high")
_COUNTS = ("n", "missing", "failed", "excluded")
TABLE, AVERAGES = "sweep", "averages"
"""The names of the tables, without their endings."""


@dataclass(frozen=True, slots=True, eq=False)
class Swept(Pictured):
    """A sweep: `sweep` is its design with all points, `runs` are theirs; `rows` have a figure at a point each.

    `averages` are over the samples of a design that fills a box; a grid or a cross has none.
    """

    folder: Path
    sweep: Sweep
    runs: tuple[Run, ...]
    rows: tuple[Seen, ...]
    averages: tuple[DesignAverage, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path, sweep: Sweep, runs: Sequence[Run]) -> Swept:
        """The figures of the runs of a sweep. SimengineError if one can't be read."""
        tables = {run.folder.name: run.outcome_table() for run in runs}
        found = SweepRows.of(sweep, tables)
        samples = [(point.scramble, tables[point.run]) for point in sweep.points if point.scramble >= 0]
        averages = design_averages(samples) if samples else ()
        return cls(
            folder, sweep, tuple(runs), found.rows, averages, (*_uneven(sweep), *_later(sweep, runs), *found.notes)
        )

    @classmethod
    def stored(cls, folder: Path, sweep: Sweep, plugins: Sequence[Plugin] = ()) -> Swept:
        """A sweep from the disk, or the points of it that are done. SimengineError if none is, or one is damaged."""
        done = sweep.done(folder)
        if not done:
            raise SimengineError(f"no run of the sweep {folder} is done: the same command goes on")
        names = {point.run for point in done}
        points = tuple(point if point.against in names else replace(point, against="") for point in done)
        found = cls.of(
            folder, replace(sweep, points=points), [open_run(folder / point.run, plugins) for point in points]
        )
        missing = len(sweep.points) - len(done)
        told = f"{missing} of its {counted(len(sweep.points), 'run')} are missing: the same command goes on"
        return replace(found, notes=(*found.notes, told)) if missing else found

    def text(self, width: int) -> str:
        """What `simengine sweep` prints on so many columns."""
        return sweep_text(self.view(), width)

    def figure_text(self, figure: str | None = None) -> str:
        """The text for the terminal, of another figure than the answer."""
        return visible(sweep_text(self.view(figure), terminal_width()))

    def view(self, figure: str | None = None) -> SweepView:
        """One figure at every point, by the name or title of a class, measure or question; by default the answer.

        WrongUsageError for one that isn't there.
        """
        names = {row.name or row.title for row in self.rows}
        found = [row for row in self.rows if figure in (row.name, row.title) or (figure is None and row.of == "answer")]
        if not found:
            raise no_such_figure(figure, names, self.folder.name)
        kind = (found[0].of, found[0].name)
        chosen = tuple(row for row in found if (row.of, row.name) == kind)
        average = next((one for one in self.averages if (one.of, one.name) == kind), None)
        first = self.runs[0].manifest
        drawn = drawn_words([run.manifest.paths for run in self.runs], [run.manifest.seed for run in self.runs])
        return SweepView(self.folder, self.sweep, chosen, average, first.paths, first.seed, self.notes, drawn)

    def _pictured(self, figure: str | None) -> SweepView:
        """The same with the units of the keys, as far as the scenario can be read."""
        from simengine.scenario.key_units import unit_of_key  # noqa: PLC0415 (only who draws waits for it)

        try:
            scenario = self.runs[0].model.scenario
        except SimengineError:
            return self.view(figure)
        return replace(self.view(figure), key_units=tuple(unit_of_key(scenario, key) for key in self.sweep.keys))

    def table(self) -> pa.Table:
        """A row a figure at a point: run, a column a key, scramble, of, name, title, unit, kind (chance or value).

        Then the estimate (a probability or a mean), se, low, high, its difference to the point it is compared with, d,
        d_se, d_low, d_high, which point that is, against, n paths that count, those missing a value, failed and
        excluded ones. A key whose values are all numbers has a column
        of numbers.
        """
        texts, numbers = ("of", "name", "title", "unit"), dict.fromkeys(_NUMBERS, float)
        keys = [_column(self.sweep, at) for at in range(len(self.sweep.keys))]
        columns: Columns = {
            "run": str,
            **{key: float if numeric else str for key, numeric in keys},
            "scramble": int,
            **dict.fromkeys(texts, str),
            "kind": str,
            **numbers,
            "against": str,
            **dict.fromkeys(_COUNTS, int),
        }
        return arrow_table(columns, self._cells([numeric for _, numeric in keys]))

    def averages_table(self) -> pa.Table:
        """A row a figure averaged over the samples: of, name, title, unit, mean, its errors, interval, and a reason."""
        kinds: Columns = {
            field.name: {"float": float, "int": int}.get(str(field.type), str)
            for field in fields(DesignAverage)
            if field.name != "chance"
        }
        return arrow_table(kinds, [[getattr(one, name) for name in kinds] for one in self.averages])

    def plot(self, ax: Axes | None = None, figure: str | None = None) -> Axes:
        """Draws `picture` into `ax`, or into a figure of its own (`.figure`); returns the Axes."""
        return self.picture(figure).plot(ax)

    def picture(self, figure: str | None = None) -> Picture:
        """One figure, by default the answer, over the keys.

        A line with its 95 % band over one key of numbers or dates, rows over one of words, a heat map over two keys.
        WrongUsageError for more keys, or a figure that isn't there.
        """
        from simengine.report.plots import sweep_plot  # noqa: PLC0415 (only who draws waits for it)

        return sweep_plot.picture(self._pictured(figure))

    def explain(self, of: str | None = None, paths: int = PATHS) -> SweptExplanation:
        """What its keys move the answer by, or another figure, and with what it goes at each point.

        Of each run `paths` stored futures at most are looked at. WrongUsageError for a figure that isn't there.
        """
        return SweptExplanation.of(self.folder, self.sweep, self.runs, of, paths)

    def write(self) -> tuple[Path, ...]:
        """Writes the table into the sweep's folder, `sweep.csv` and `sweep.parquet`, and `averages.csv`; the files.

        SimengineError if the disk refuses.
        """
        import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)
        import pyarrow.parquet as pq  # noqa: PLC0415

        table, sink = self.table(), pa.BufferOutputStream()
        files = [self.folder / f"{TABLE}.csv", self.folder / f"{TABLE}.parquet"]
        _write_csv(files[0], table)
        pq.write_table(table, sink)
        write_whole(files[1], memoryview(sink.getvalue()))
        if self.averages:
            files.append(self.folder / f"{AVERAGES}.csv")
            _write_csv(files[2], self.averages_table())
        return tuple(files)

    def json(self) -> dict[str, Any]:
        """The same for programs; what is not known is null."""
        return {
            "folder": str(self.folder),
            "scenario": self.sweep.scenario,
            "design": self.sweep.design,
            "keys": list(self.sweep.keys),
            "ranges": list(self.sweep.ranges),
            "points": [
                {
                    "run": one.run,
                    "values": dict(zip(self.sweep.keys, one.values, strict=True)),
                    "scramble": one.scramble,
                }
                for one in self.sweep.points
            ],
            "figures": self.table().to_pylist(),
            "averages": self.averages_table().to_pylist() if self.averages else [],
            "notes": list(self.notes),
        }

    def _cells(self, numeric: Sequence[bool]) -> Iterator[list[object]]:
        for row in self.rows:
            point = row.point
            values = [
                (float(value) if value else math.nan) if number else value
                for value, number in zip(point.values, numeric, strict=True)
            ]
            yield [
                *(point.run, *values, point.scramble if point.scramble >= 0 else None),
                *(row.of, row.name, row.title, row.unit, "chance" if row.chance else "value"),
                *astuple(row.found),
                *(astuple(row.change) if row.change else [math.nan] * 4),
                *(point.against, row.n, row.missing, row.failed, row.excluded),
            ]


def _write_csv(file: Path, table: pa.Table) -> None:
    rows = zip(*table.to_pydict().values(), strict=True)
    write_csv(file, table.column_names, [["" if cell is None else cell for cell in row] for row in rows])


def _column(sweep: Sweep, at: int) -> tuple[str, bool]:
    """The column of a key, and whether it holds numbers."""
    from simengine.language.numerals import is_number  # noqa: PLC0415

    given = [point.values[at] for point in sweep.points if point.values[at]]
    return sweep.keys[at], bool(given) and all(map(is_number, given))


def no_such_figure(figure: str | None, names: Iterable[str], of: str) -> WrongUsageError:
    """What to tell who asks for a figure that isn't there, or for the answer where there is none."""
    if not figure:
        return WrongUsageError(f"nothing is read off the paths of {of}")
    return WrongUsageError(f"no {figure!r} among the figures of {of}{what_there_is(figure, sorted(names))}")


def _uneven(sweep: Sweep) -> list[str]:
    """What is to be said of Sobol points whose number is no power of two."""
    size = sweep.size or 1
    if sweep.design != "sobol" or size & (size - 1) == 0:
        return []
    below = 1 << (size.bit_length() - 1)
    return [f"{size:,} Sobol points fill the ranges unevenly: take a power of two, {below:,} or {2 * below:,}"]


def _later(sweep: Sweep, runs: Sequence[Run]) -> Iterator[str]:
    """What is to be said of swept parameters that are another from a date on."""
    keys = [key.split(".") for key in sweep.keys]
    swept = [key[1] for key in keys if key[0] == "parameters" and "later" not in key[2:]]
    return later_notes(runs[0].plan, swept) if swept else iter(())
