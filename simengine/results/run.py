"""A finished run: what it says, its tables, and its futures, which are computed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.analysis.probability import Proportion, class_probabilities
from simengine.compute import recompute
from simengine.compute.ask import Resources
from simengine.compute.by_part import Paths
from simengine.compute.follow import tracks_of
from simengine.compute.futures import futures, occurrences, parameter_table
from simengine.compute.members import MEMBERS, REDRAWS
from simengine.compute.progress import Progress
from simengine.explain.influence import LEAST
from simengine.report.plots.picture import Picture
from simengine.results.explained import Explanation
from simengine.results.explaining import PATHS
from simengine.results.exported import Exported
from simengine.results.frozen import Frozen
from simengine.results.labelled_arrays import run_dataset
from simengine.results.notebook import watching
from simengine.results.result import Pictured
from simengine.results.run_answers import Answers
from simengine.results.run_bands import Bands
from simengine.results.run_discovery import Discovery
from simengine.results.run_experts import ExpertSplits
from simengine.results.run_forced import Forced
from simengine.results.run_ignorance import IgnoranceSplits
from simengine.results.run_learnt import WhatWasLearnt
from simengine.results.run_signposts import Signposts
from simengine.results.run_summary import Summary
from simengine.results.story import Story
from simengine.results.trajectories import Trajectories
from simengine.runs import store
from simengine.runs.store import check_pandas

if TYPE_CHECKING:
    import pyarrow as pa


class Run(store.Run, Pictured):
    """A finished run: what it says, and its futures, which are computed again. Printed, it is its summary."""

    def summary(self) -> Summary:
        """Every estimate with its error: classes, measures, questions."""
        return Summary.of(self.outcome_table())

    def by_expert(self) -> ExpertSplits:
        """Every estimate over all paths and by expert, and how much of its spread is their disagreement.

        SimengineError if the scenario asks no experts.
        """
        return ExpertSplits.of(self.outcome_table())

    def by_ignorance(
        self, members: int = MEMBERS, redraws: int = REDRAWS, progress: Callable[[Progress], None] | None = None
    ) -> IgnoranceSplits:
        """How much of the uncertainty in each figure is what we don't know; the rest is chance.

        Told by nested paths if there are; else so many futures are drawn on, so many times each, from the last
        observation, or if there is none from the start with the same parameters. SimengineError if none is ok.
        """
        with watching(progress) as seen:
            return IgnoranceSplits.of(self, members, redraws, Resources(None, None, seen.progress, seen.announce))

    def learnt(self, again: bool = False, progress: Callable[[Progress], None] | None = None) -> WhatWasLearnt:
        """What its figures with an error taught: how they fit, and what is thought otherwise than before.

        Prior futures are drawn for it, and weighed with its own for what larger errors would change, or a source less;
        where that can't tell it is learnt anew, `again`. SimengineError if none of its observations has an error, or
        its islands disagree.
        """
        with watching(progress) as seen:
            return WhatWasLearnt.of(self, Resources(None, None, seen.progress, seen.announce), again=again)

    def ask(
        self,
        *expressions: str,
        executor: Executor | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Answers:
        """A probability, a mean or a quantile of whatever the language can say, also given a condition.

        `run.ask("P(occurred(war) | class == 'late')", "mean(cost)", "q95(cost)", "P(a | b) - P(a)")`: as a measure, and
        with `class` and the names of questions. What isn't stored is computed again, by as many threads as there are
        processors or by an `executor`. Raises SimengineError for what can't be asked, and if a path doesn't come out
        as it is stored.
        """
        with watching(progress) as seen:
            return Answers.of(self, expressions, Resources(executor, None, seen.progress, seen.announce))

    def explain(
        self,
        of: str | None = None,
        paths: int = PATHS,
        least: float = LEAST,
        progress: Callable[[Progress], None] | None = None,
    ) -> Explanation:
        """What moves its answer, or a class, question or measure by name: every parameter, lever and die, with what it
        rests on.

        `paths` are computed again under many changes. `least` is how little may move the answer to be name only. What
        is found is kept in the run's folder: asked for again it is there at once, and the report tells it.
        SimengineError for what the run hasn't, and if a path doesn't come out as it is stored.
        """
        with watching(progress) as seen:
            return Explanation.kept(self, of, paths, least, Resources(None, None, seen.progress, seen.announce))

    def forced(self, *others: store.Run) -> Forced:
        """How often what other scenarios force happens by itself in this run, alone and together, and what it selects.

        SimengineError if their clocks differ.
        """
        return Forced.of(self, others)

    def discover(self, of: str = "", by: str = "") -> Discovery:
        """In which futures a class happens: at most three conditions on parameters, events and levels by a date.

        `of` is a class, a question or a truth, by default what answers the scenario's question; `by` a date, by default
        a quarter of the time after the last observation. SimengineError for what the run hasn't, and if a path doesn't
        come out as it is stored.
        """
        return Discovery.of_run(self, of, by)

    def signposts(self, of: str = "", by: str = "") -> Signposts:
        """What, once it is seen, moves a chance or a mean the most, quarter by quarter: what to watch.

        `of` is a class, a question or a measure, by default what answers the scenario's question; `by` a date, by
        default two years after the last observation. SimengineError for what the run hasn't, and if a path doesn't come
        out as it is stored.
        """
        return Signposts.of_run(self, of, by)

    def probabilities(self) -> dict[str, Proportion]:
        """The probability of each outcome class among the ok paths, with its standard error and 95 % interval."""
        return class_probabilities(self.outcome_table())

    def story(
        self, path: int | None = None, typical: str | None = None, *, against: str | None = None, why: bool = False
    ) -> Story:
        """What happened on a path, or on the one in the middle of the class `typical`, or of "all"; computed again.

        With `against`, `.parting` has where it parts from the typical path of that class. With `why`, `.deciding` has
        which chance decided its class: how often re-rolls of each alone change it.

        SimengineError if the run hasn't that path or class, or the path doesn't come out as it is stored.
        """
        return Story.of_run(self, path, typical, against=against, why=why)

    def trajectories(self, names: Sequence[str], paths: Sequence[int]) -> Trajectories:
        """Drivers, formulas and parameters of some paths at every step, with the dates; computed again.

        `.values` is an array of shape [paths, K+1, names]. SimengineError if a path doesn't come out as it is stored.
        """
        return Trajectories.of(tracks_of(self, names, paths))

    def futures(self, parameters: bool = True) -> pa.Table:
        """A row a path: `outcomes` with dates in the place of steps, and if wanted the `parameters` it drew."""
        return futures(self, parameters)

    def parameters(self, paths: Sequence[int] | None = None) -> pa.Table:
        """A row a path with what each parameter is on it, of all paths or of some, a choice by name; computed again."""
        return parameter_table(self, range(self.manifest.paths) if paths is None else paths)

    def events(self) -> pa.Table:
        """A row an occurrence of an event: path, event, step, date, in the order of paths and time."""
        return occurrences(self)

    def to_pandas(self) -> Any:
        """`futures` as a pandas table. SimengineError if pandas is not installed."""
        check_pandas()
        return self.futures().to_pandas()

    def to_xarray(self, names: Sequence[str] | None = None, paths: Paths = None) -> Any:
        """The run as xarray's Dataset: by path its status, class, measures, questions, parameters and events.

        Of `parameters` those whose values have names stand by name in `choices`, too. `trajectory` has the dimensions
        path, date and name, and `value_names` of what is a choice or a regime; without `names` it has all drivers and
        formulas. `paths` are the first so many, those of the given numbers, or all. SimengineError if xarray is not
        installed, for more numbers than memory should hold, and as `trajectories`.
        """
        return run_dataset(self, names, paths)

    def export(
        self, out: str | Path | None = None, to: str | None = None, names: Sequence[str] = (), paths: Paths = None
    ) -> Exported:
        """Writes the run into files for other programs, as `to` says: "csv", "parquet", "netcdf" or "hub".

        CSV and Parquet are three tables in the folder `out`: futures, events and, where `names` are given,
        trajectories; those of another run, exported there before, are removed. NetCDF (what `to_xarray` has) and the
        forecasting hubs' table (.csv or .parquet) are one file.
        `paths` are the first so many, those of the given numbers, or all; in a hub's table the samples, by default
        the first 100. SimengineError for a place or form that can't be, and as `trajectories`.
        """
        return Exported.of(self, to, out, names, paths)

    def freeze(self, file: str | Path | None = None) -> Frozen:
        """Writes the forecasts of its questions into a sheet, to be scored by `se.score` when the answers are known.

        Without `file` it is `forecasts/RUN_DATE.yaml`. Its hash stands in the next sheet of the folder. SimengineError
        if it asks no question, and if the file is there: no sheet is written over.
        """
        return Frozen.of(self, file)

    def bands(
        self,
        name: str,
        quantiles: Sequence[float] = recompute.LEVELS,
        where: str | None = None,
        paths: int | None = None,
    ) -> Bands:
        """Quantiles of a driver or formula over time, of all ok paths or those of one class; computed again.

        `paths` are taken at most, spread evenly: by default 2,000 by the machine, 200 by the reference. The
        Bands say how many there were. SimengineError if one of them doesn't come out as it is stored.
        """
        return Bands.of(recompute.bands(self, name, quantiles, where, paths))

    def table(self) -> pa.Table:
        """The table of the summary: a row an estimate. A row a path has `outcomes`."""
        return self.summary().table()

    def picture(self) -> Picture:
        """The picture of the summary: a bar an outcome class with its 95 % interval."""
        return self.summary().picture()

    def text(self, width: int) -> str:
        """What `simengine summary` prints on so many columns."""
        return self.summary().text(width)
