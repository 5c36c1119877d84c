"""The rows of a sweep: each figure at each point, with its difference, and what is to be said of the differences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simengine.analysis.compare import compare
from simengine.analysis.sweep_view import Interval, Seen
from simengine.analysis.unlike import Unlike, unlike_figures, unlike_runs
from simengine.errors import SimengineError, listed
from simengine.report.numbers import counted
from simengine.report.tables import figures_of
from simengine.results.run_summary import Summary
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.sweep_file import Sweep, SweepPoint

_ANYWAY = "simengine compare --unlike subtracts all the same"


@dataclass(frozen=True, slots=True)
class SweepRows:
    """Every figure at every point, and notes: what was not subtracted, and what was though it means something else.

    What is swept may make figures unlike, as the date of a question does: that is meant, subtracted and told. Runs with
    other seeds or clocks are not subtracted, nor is what the files of a cross define otherwise.
    """

    rows: tuple[Seen, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, sweep: Sweep, tables: Mapping[str, OutcomeTable]) -> SweepRows:
        """The rows of runs, by their folders' names."""
        told = _Told()
        rows = [row for point in sweep.points for row in _rows(point, tables, sweep.design != "cross", told)]
        return cls(tuple(rows), told.notes())


@dataclass(frozen=True, slots=True)
class _Told:
    """What is to be said of the differences: why, and at which points."""

    refused: dict[str, None] = field(default_factory=dict)
    apart: dict[tuple[str, ...], tuple[str, list[str]]] = field(default_factory=dict)
    meant: dict[str, dict[str, None]] = field(default_factory=dict)
    unlike: dict[str, list[str]] = field(default_factory=dict)
    unpaired: dict[str, list[str]] = field(default_factory=dict)

    def add(self, point: SweepPoint, meant: Sequence[Unlike], left_out: Sequence[Unlike]) -> None:
        """What means something else at a point, and was subtracted as it is `meant`, or not."""
        for one in meant:
            self.meant.setdefault(one.why, {})[one.name] = None
        for one in left_out:
            self.unlike.setdefault(f"{one.name}: {one.why}", []).append(point.run)

    def notes(self) -> tuple[str, ...]:
        """A line a reason, each with one of the points for which it holds."""
        meant = "; ".join(f"{listed(list(names))}: {why}" for why, names in self.meant.items())
        return (
            *self.refused,
            *(f"not subtracted, at {_at(points)}: {why} ({_ANYWAY})" for why, points in self.apart.values()),
            *([f"subtracted, as the keys make them mean something else at each point: {meant}"] if meant else []),
            *(f"not in pairs, at {_at(points)}: {why}" for why, points in self.unpaired.items()),
            *(f"not subtracted, being unlike, at {_at(points)}: {why}" for why, points in self.unlike.items()),
        )


def _at(points: list[str]) -> str:
    more = f" and {counted(len(points) - 1, 'more point')}" if len(points) > 1 else ""
    return f"{points[0]}{more}"


def _rows(point: SweepPoint, tables: Mapping[str, OutcomeTable], swept: bool, told: _Told) -> Iterator[Seen]:
    table = tables[point.run]
    changed = _differences(point, tables, swept, told)
    for row in Summary.of(table).table().to_pylist():
        if row["of"] == "invariant":
            continue
        figure = (row["of"], row["name"], row["title"])
        values = (row["mean"] if row["p"] is None else row["p"], row["se"], row["low"], row["high"])
        found = Interval(*(math.nan if value is None else value for value in values))
        lost = (row["missing"], row["failed"], row["excluded"])
        yield Seen(point, *figure, row["unit"], row["mean"] is None, found, row["n"], changed.get(figure), *lost)


def _differences(
    point: SweepPoint, tables: Mapping[str, OutcomeTable], swept: bool, told: _Told
) -> dict[tuple[str, str, str], Interval]:
    if not point.against:
        return {}
    base, other = tables[point.against], tables[point.run]
    of_runs, of_figures = unlike_runs(base, other), unlike_figures(base, other)
    if of_runs:
        why = "; ".join(one.why for one in of_runs)
        told.apart.setdefault(tuple(one.name for one in of_runs), (why, []))[1].append(point.run)
        return {}
    meant = [one for one in of_figures if swept and one.can_be_meant]
    left_out: set[tuple[str, str]] = {(one.of, one.name) for one in of_figures if one not in meant}
    try:
        found = compare(base, other, unlike=bool(meant))
    except SimengineError as error:
        told.refused[error.message] = None
        return {}
    if found.unpaired:
        told.unpaired.setdefault(found.unpaired, []).append(point.run)
    told.add(point, meant, [one for one in of_figures if one not in meant])
    answer = {(found.headline.of, name) for name in found.headline.names} if found.headline else set()
    if answer & left_out:
        left_out.add(("answer", "+".join(found.headline.names if found.headline else ())))
    return {
        (of, name, title): Interval(d.d, d.se, d.low, d.high)
        for of, name, title, _, d in figures_of(found)
        if (of, name) not in left_out
    }
