"""What a run would be, and how long it would take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from simengine.compute.engine_kinds import Announce, quiet
from simengine.compute.settings import Settings
from simengine.compute.timing import seconds_of
from simengine.compute.wanted import Wanted
from simengine.errors import SimengineError
from simengine.report.layout import aligned
from simengine.report.numbers import counted, duration
from simengine.results.result import Columns, Result, arrow_table
from simengine.runs.learnt import Effort

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

There = Literal["nothing", "part", "fewer", "run", "another"]
_COLUMNS: Columns = {
    "scenario": str,
    "paths": int,
    "seconds": float,
    "folder": str,
    "there": str,
    "refusal": str,
    "kept": int,
    "route": str,
    "simulations": int,
}


@dataclass(frozen=True, slots=True)
class Estimate(Result):
    """What a run would do: `paths` futures, in about so many `seconds`, into this `folder`.

    `there` is what is in the folder now: "nothing"; "part" of the run, which goes on; the run with "fewer" paths, to
    which the others are added; the "run" itself, unchanged; "another" one, or something else. About `kept` paths are
    there and need not be drawn. With `at_most` it may be fewer, as what is asked for may be known earlier. `refusal`
    says why the run would be refused; else it is "". Where members must be learnt first, `route` says how ("weights"
    or "sequential"), and `simulations` by about how many short ones, which are in the seconds; sequentially at most.
    """

    scenario: str
    paths: int
    seconds: float
    folder: Path
    there: There
    refusal: str = ""
    kept: int = 0
    at_most: bool = False
    route: str = ""
    simulations: int = 0

    @classmethod
    def of(cls, wanted: Wanted, settings: Settings, *, force: bool = False, announce: Announce = quiet) -> Estimate:
        """The estimate for one run, from timing a few paths. SimengineError for settings that mean nothing."""
        name, paths, folder = wanted.name, wanted.paths, wanted.folders.folder
        try:
            stands = wanted.standing(force=force)
        except SimengineError as error:
            return cls(name, paths, 0.0, folder, "another", error.message)
        if stands.run and wanted.is_met_by(stands):
            return cls(name, stands.run.manifest.paths, 0.0, folder, "run", kept=stands.run.manifest.paths)
        paths = max(paths, stands.count(wanted.count))
        stored, begun = stands.kept, wanted.begun
        kept = min(paths, max(stored, begun))
        there: There = "part" if begun > stored else "fewer" if stored else "another" if folder.exists() else "nothing"
        seconds = seconds_of(wanted, settings, paths - kept, announce)
        estimate = cls(name, paths, seconds, folder, there, "", kept, wanted.until is not None)
        learns = wanted.request.learns
        return estimate._with_learning(wanted, learns.effort, settings, announce) if learns else estimate

    def _with_learning(self, wanted: Wanted, effort: Effort, settings: Settings, announce: Announce) -> Estimate:
        """The same with what it takes to learn the members of a conditioned run."""
        from simengine.compute.learning_cost import learning_cost  # noqa: PLC0415 (most runs learn nothing)

        out = wanted.folders.out
        cost = learning_cost(wanted.plan, settings.engine, self.paths, effort, settings.jobs, out, announce)
        return replace(self, seconds=self.seconds + cost.seconds, route=cost.route, simulations=cost.simulations)

    def text(self, width: int) -> str:  # noqa: ARG002 (a line is as long as it is)
        """A line, and why it would be refused if it would be."""
        return estimates_text([self])

    def table(self) -> pa.Table:
        """One row: scenario, paths, seconds, folder, there, refusal, kept, route, simulations."""
        row = (self.scenario, self.paths, self.seconds, str(self.folder), self.there, self.refusal, self.kept)
        return arrow_table(_COLUMNS, [(*row, self.route, self.simulations)])


def estimates_text(estimates: Sequence[Estimate], word: Callable[[str], str] = str) -> str:
    """A line a run, in columns; below them why some would be refused, worded as a surface has it."""
    rows = [
        (one.scenario, f"{'at most ' if one.at_most else ''}{counted(one.paths, 'path')}", str(one.folder), _time(one))
        for one in estimates
    ]
    return "\n".join(
        [*aligned(rows, to_right=frozenset({1})), *(word(one.refusal) for one in estimates if one.refusal)]
    )


def _time(one: Estimate) -> str:
    if one.refusal:
        return "refused, see below"
    if one.there == "run":
        return "there already, unchanged"
    left = f", as {one.kept:,} are there" if one.kept else ""
    return f"{'at most ' if one.at_most else ''}about {duration(one.seconds)}{left}{_learning(one)}"


def _learning(one: Estimate) -> str:
    """What learning takes."""
    if not one.simulations:
        return ", with members that have been learnt" if one.route else ""
    how = "prior futures weighed" if one.route == "weights" else "stage by stage, at most"
    return f", with members to be learnt ({how}: {one.simulations:,} short simulations)"
