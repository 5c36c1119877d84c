"""What runs change against a base in one measure, in events, in a driver or formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.analysis import incidence, shifts, twins
from simengine.analysis.compare import Comparison
from simengine.analysis.headline import of_measure
from simengine.analysis.union import Union
from simengine.compute.twins import twin_values
from simengine.errors import Setting, SimengineError, Worded, WrongUsageError, what_there_is
from simengine.report.detail_text import incidence_text, shifts_text, twins_text
from simengine.report.plots import changes, shifts_plot
from simengine.report.plots.picture import Picture
from simengine.results.result import Columns, Pictured, arrow_table
from simengine.results.table_files import write_files
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_WHO: Columns = dict.fromkeys(("base", "scenario", "name", "unit"), str)
_CHANGE: Columns = dict.fromkeys(("of_base", "of_scenario", "d", "se", "low", "high"), float)


@dataclass(frozen=True, slots=True)
class MeasureShifts(Pictured):
    """How a measure is spread in other runs against a base: quantiles, and Wasserstein's distance, a record a run.

    A quantile has the interval of Woodruff, joined over the pairs; the distance stands beside what swaps within pairs
    leave of it in 95 % of cases.
    """

    found: tuple[shifts.Shifts, ...]

    @classmethod
    def of(cls, runs: Sequence[Run], compared: Sequence[Comparison], name: str) -> MeasureShifts:
        """Of a base and others. SimengineError for a measure that one hasn't, that is a truth, or is unlike."""
        return cls(tuple(_shifts(runs[0], run, one, name) for run, one in zip(runs[1:], compared, strict=True)))

    def text(self, width: int) -> str:
        """What `simengine compare --of` prints of a measure."""
        return shifts_text(self.found, width)

    def table(self) -> pa.Table:
        """A row a quantile: base, scenario, name, unit, quantile (its level), of_base, of_scenario, d, se, low, high,
        distance and swapped (null but in the row that has no quantile), base_paths, other_paths, pairs: the quantiles
        are over the paths of each run that have a value, the distance over those of both.
        """
        counts: Columns = dict.fromkeys(("base_paths", "other_paths", "pairs"), int)
        columns: Columns = {**_WHO, "quantile": float, **_CHANGE, "distance": float, "swapped": float, **counts}
        return arrow_table(columns, self._rows())

    def picture(self) -> Picture:
        """The differences of the quantiles with 95 % intervals. SimengineError where there are too few values."""
        return shifts_plot.picture(self.found)

    def _rows(self) -> Iterator[list[object]]:
        for one in self.found:
            who, nan = [one.base, one.other, one.name, one.unit], float("nan")
            for level, shift in one.quantiles.items():
                d = shift.difference
                yield [*who, level, shift.base, shift.other, d.d, d.se, d.low, d.high, nan, nan, *one.counts]
            yield [*who, *[nan] * 7, one.distance.distance, one.distance.swapped, *one.counts]


def _shifts(base: Run, other: Run, comparison: Comparison, name: str) -> shifts.Shifts:
    tables = base.outcome_table(check=False), other.outcome_table(check=False)
    for table in tables:
        if name not in table.measures:
            raise WrongUsageError(f"{table.scenario} has no measure {name!r}{what_there_is(name, table.measures)}")
        if name in table.truths:
            raise WrongUsageError(f"{name} is a truth in {table.scenario}: its chance is all there is to compare")
    unlike = [one.why for one in comparison.unlike if (one.of, one.name) == ("measure", name)]
    if unlike and not comparison.subtracted:
        what = f"{name} of {other.name} is not subtracted: {unlike[0]}; do it all the same with "
        raise SimengineError(Worded(what, Setting("unlike")))
    union = Union.of(*tables)
    before, after = union.of_base(tables[0].measures[name]), union.of_other(tables[1].measures[name])
    said = of_measure(tables[0], name)
    quantiles, far = shifts.quantile_shifts(before, after, union.draws), shifts.distance(before, after, union.draws)
    return shifts.Shifts(base.name, other.name, name, said.title, said.unit, quantiles, far)


@dataclass(frozen=True, slots=True)
class Incidences(Pictured):
    """When events occur in other runs against a base: shares of all paths that count by dates, a record a run.

    Of several events only the first on a path counts. Every path runs to the horizon, so none is lost on the way.
    """

    found: tuple[incidence.Incidence, ...]

    @classmethod
    def of(cls, runs: Sequence[Run], names: Sequence[str]) -> Incidences:
        """Of a base and others. SimengineError for an event that one hasn't, and runs of two clocks or seeds."""
        return cls(tuple(_incidence(runs[0], run, names) for run in runs[1:]))

    def text(self, width: int) -> str:
        """What `simengine compare --of` prints of events."""
        return incidence_text(self.found, width)

    def table(self) -> pa.Table:
        """A row an event and date: base, scenario, name, date, year, of_base, of_scenario, d, se, low, high."""
        columns: Columns = {"base": str, "scenario": str, "name": str, "date": str, "year": float, **_CHANGE}
        return arrow_table(columns, self._rows())

    def picture(self) -> Picture:
        """The differences over calendar time with 95 % intervals, a line an event and run."""
        return changes.picture(changes.of_incidences(self.found))

    def _rows(self) -> Iterator[list[object]]:
        for one in self.found:
            for name, row in one.events.items():
                for date, year, at in zip(one.dates, one.years, row, strict=True):
                    d = at.difference
                    about = [one.base, one.other, name, date, year, at.base.p, at.other.p]
                    yield [*about, d.d, d.se, d.low, d.high]


def _incidence(base: Run, other: Run, names: Sequence[str]) -> incidence.Incidence:
    for run in (base, other):
        known = [event.name for event in run.plan.events]
        for name in names:
            if name not in known:
                raise WrongUsageError(f"{run.name} has no event {name!r}{what_there_is(name, known)}")
    learnt = base.manifest.learnt is not None or other.manifest.learnt is not None
    for what in ("clock",) if learnt else ("seed", "sampling", "clock"):
        if getattr(base.manifest, what) != getattr(other.manifest, what):
            said = "nested" if what == "sampling" else what
            raise SimengineError(
                f"events of {other.name} and {base.name} can't be paired: their {said} is not the same"
            )
    union = Union.of(base.outcome_table(check=False), other.outcome_table(check=False))
    firsts = [{name: run.parts().occurrences(name)[1] for name in names} for run in (base, other)]
    clock, steps = base.clock, incidence.spread_steps(base.clock.steps)
    return incidence.Incidence(
        base.name,
        other.name,
        steps,
        tuple(clock.label(step) for step in steps),
        tuple(clock.year(step) for step in steps),
        incidence.shares_by_date(firsts[0], firsts[1], union, steps),
        {name: base.manifest.words.called("events", name) for name in names},
    )


@dataclass(frozen=True, slots=True)
class TwinBands(Pictured):
    """What other runs change in a driver or formula over time, from pairs of paths computed again, a record a run."""

    found: tuple[twins.Twins, ...]

    @classmethod
    def of(cls, runs: Sequence[Run], name: str, paths: int | None = None) -> TwinBands:
        """Of a base and others, from up to `paths` pairs of each. SimengineError as for `Compared.over_time`."""
        return cls(tuple(twins.twins_of(twin_values(runs[0], run, name, paths)) for run in runs[1:]))

    def text(self, width: int) -> str:
        """What `simengine compare --of` prints of a driver or formula."""
        return twins_text(self.found, width)

    def table(self) -> pa.Table:
        """A row a step: base, scenario, name, unit, date, year, of_base, of_scenario (means), d, se, low, high, and
        quantiles of the difference within a pair, q0.05 and so on.
        """
        levels = [f"q{level}" for level in self.found[0].levels[0].quantiles]
        columns: Columns = {**_WHO, "date": str, "year": float, **_CHANGE, **dict.fromkeys(levels, float)}
        return arrow_table(columns, self._rows())

    def picture(self) -> Picture:
        """The difference of the means over calendar time with its 95 % interval, and a band for most pairs."""
        return changes.picture(changes.of_twins(self.found))

    def _rows(self) -> Iterator[list[object]]:
        for one in self.found:
            for at in one.levels:
                d = at.difference
                about = [one.base, one.other, one.name, one.unit, at.date, at.year, at.base, at.other]
                yield [*about, d.d, d.se, d.low, d.high, *at.quantiles.values()]


def write_detail(detail: MeasureShifts | Incidences | TwinBands, folder: Path, name: str) -> tuple[Path, ...]:
    """Writes `of_NAME.csv`, and a picture where there is one, into a folder; returns the files."""
    try:
        pictures = {f"of_{name}": detail.picture()}
    except SimengineError:  # too few values for an interval
        pictures = {}
    return write_files(folder, f"of_{name}", detail.table(), pictures)
