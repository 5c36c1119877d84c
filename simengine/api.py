"""simengine from Python: the verbs of the command line as functions.

import simengine as se

model = se.load("scenarios/russia_dprk/baseline.yaml").with_({"events.ceasefire.hazard": 0.9})
run = se.run(model, paths=2000, seed=1)
run.probabilities()
run.bands("tension", where="embedded_partnership")
se.compare(se.open_run("baseline"), run).table()
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine import loading
from simengine.analysis.compare import Comparison
from simengine.analysis.compare import compare as compare_tables
from simengine.analysis.probability import Proportion, class_probabilities
from simengine.analysis.summary import Summary, summarise
from simengine.analysis.verdicts import Judged, judge
from simengine.compute import recompute
from simengine.compute import run as batch
from simengine.compute.bands import Bands
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES
from simengine.compute.run import Progress, Settings
from simengine.compute.try_mechanisms import PATHS, try_mechanisms
from simengine.engines.system import cpus
from simengine.model.model import Model as AnyModel
from simengine.processes._plugins import Given, find_plugin
from simengine.report.tables import DIFFERENCES, difference_rows, write_tables
from simengine.report.terminal import comparison_text, summary_text
from simengine.runs import find, store
from simengine.runs.outcome_table import Floats

if TYPE_CHECKING:
    import pyarrow as pa

_WIDTH = 120


@dataclass(frozen=True, slots=True, eq=False)
class Model(AnyModel):
    """A scenario in which nothing is wrong, ready to be drawn; `scenario` is what its text says, as records."""

    def with_(self, values: Mapping[str, object]) -> Model:
        """A variant with values at dotted paths, as KEY=VALUE: `.with_({"events.ceasefire.hazard": 0.9})`.

        None deletes. Raises ScenarioError.
        """
        return _of_ours(loading.varied(self, values).model)


def _of_ours(found: AnyModel) -> Model:
    return Model(**{field.name: getattr(found, field.name) for field in fields(found)})


def load(path: str | Path, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Model:
    """The scenario of a file with all it extends and sets, and KEY=VALUE overrides.

    `plugins` are processes of your own: Python files, which are run, or classes.

    Raises:
        ScenarioError: with everything that is wrong, each at its place.
        SimengineError: for a plug-in that can't be used.
    """
    return _of_ours(loading.load(path, overrides, plugins))


@dataclass(frozen=True, eq=False)
class Run(store.Run):
    """A finished run, with its estimates and its trajectories. Printed, it is what `simengine summary` says."""

    def summary(self) -> Summary:
        """Every estimate with its error: classes, measures, questions."""
        return summarise(self.table())

    def probabilities(self) -> dict[str, Proportion]:
        """The probability of each outcome class among the ok paths, with its standard error and 95 % interval."""
        return class_probabilities(self.table())

    def trajectories(self, names: Sequence[str], paths: Sequence[int]) -> Floats:
        """Drivers, formulas and parameters of some paths at every step, shape [n, K+1, names]; computed again.

        SimengineError if a path doesn't come out as it is stored.
        """
        return recompute.trajectories(self, names, paths)

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
        return recompute.bands(self, name, quantiles, where, paths)

    def __str__(self) -> str:
        return summary_text(self.summary(), _WIDTH)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A run and others against it, pair by pair. Printed, it is what `simengine compare` says."""

    base: Summary
    others: tuple[Comparison, ...]

    def table(self) -> pa.Table:
        """One row a difference: base, scenario, of what, name, unit, d, se, low, high, se_unpaired, pairs."""
        import pyarrow  # noqa: PLC0415 (slow, and only needed here)

        rows: list[dict[str, Any]] = [dict(zip(DIFFERENCES, row, strict=True)) for row in difference_rows(self.others)]
        return pyarrow.Table.from_pylist(rows)

    def __str__(self) -> str:
        return comparison_text(self.base, self.others, _WIDTH)


def run(
    model: AnyModel,
    paths: int | None = None,
    seed: int | None = None,
    nested: int | None = None,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    out: str | Path = batch.RESULTS,
    force: bool = False,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Computes a scenario's paths into a folder under `out`, or opens the run that is there if it is the same.

    What is None is as the scenario says. `engine` is "machine" or "reference". `jobs` threads work at once, by default
    one a CPU; for the reference engine they are processes, by default one (a script that asks for more must call this
    under `if __name__ == "__main__":`). Or any `executor` of concurrent.futures computes.

    Raises:
        RunExistsError: another run of that name is there, and `force` is not given.
        SimengineError: for settings that mean nothing, an engine that can't compute this scenario, and a disk or
            worker that fails.
    """
    if jobs is None:
        jobs = cpus() if engine in ENGINES and ENGINES[engine].threads else 1
    settings = Settings(paths, seed, nested, engine, jobs)
    done = batch.run(model, settings, Path(out), force, executor, progress, "simengine.run", write_tables)
    return Run(done.folder, done.manifest, done.reused, done.plugins)


def open_run(text: str | Path, results: str | Path = find.RESULTS, plugins: Sequence[Given] = ()) -> Run:
    """A stored run: its folder, its name under `results`, or the beginning of one name only.

    `plugins` are the files or classes it was drawn with, needed to compute paths again. Raises SimengineError.
    """
    found = store.open_run(find.find_run(text, Path(results)), [find_plugin(given) for given in plugins])
    return Run(found.folder, found.manifest, plugins=found.plugins)


def compare(base: store.Run, *others: store.Run) -> Compared:
    """Other runs against a base, on the paths that are ok in both.

    SimengineError if they can't be paired: another seed, no path or no class in common.
    """
    table = base.table()
    return Compared(summarise(table), tuple(compare_tables(table, other.table()) for other in others))


def check_register(
    model: AnyModel,
    paths: int = PATHS,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    classes: Sequence[str] = (),
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Judged, ...]:
    """Whether each mechanism moves what its `acts` says, as `simengine sources --check` tells it: a row an act.

    Every parameter that is raised is held low and then high on the same `paths` futures. `classes` are those whose
    probability is compared too. SimengineError if no mechanism has `acts`, and for settings that mean nothing.
    """
    return judge(try_mechanisms(model, paths, seed, engine, executor, progress), classes)
