"""Sweeps from Python and from the command line: what is asked for, drawn, and set side by side."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from simengine.analysis.sweep_view import check_keys
from simengine.compute.axes import Axis, axes_of
from simengine.compute.cluster import Cluster, connected
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, Announce, jobs_for
from simengine.compute.progress import Progress
from simengine.compute.settings import Settings, resolved
from simengine.compute.sweep import (
    Design,
    Show,
    Shown,
    crossed,
    designed,
    draw,
    joined,
    models_of,
    sweep_folder,
    wanted_runs,
)
from simengine.compute.wanted import Wanted
from simengine.compute.workers import workers
from simengine.errors import WrongUsageError
from simengine.loading import known_by, load
from simengine.model.model import Model
from simengine.processes._plugins import Given
from simengine.report.numbers import counted, duration
from simengine.report.tables import write_tables
from simengine.results.estimate import Estimate
from simengine.results.notebook import watching
from simengine.results.swept import Swept, no_such_figure
from simengine.runs.find import RESULTS
from simengine.runs.sweep_file import Sweep, read_sweep
from simengine.runs.words import one_line, words_of
from simengine.scenario.schema import Scenario


def sweep(
    scenario: Model | str | Path,
    over: Mapping[str, object] | None = None,
    design: str = "grid",
    points: int | None = None,
    scrambles: int = 1,
    cross: tuple[str | Path, str | Path] | None = None,
    paths: int | None = None,
    seed: int | None = None,
    nested: int | None = None,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    out: str | Path = RESULTS,
    name: str = "",
    force: bool = False,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    plugins: Sequence[Given] = (),
    cluster: str | None = None,
    effective: int | None = None,
    effort: int | None = None,
    as_of: str = "",
) -> Swept:
    """A run of a scenario, a Model or the path of a file, at each of many points, all on the same futures.

    `over` has a list of values for a key, or a range as it is typed: `{"parameters.budget": "200:400:9"}`, where
    `"200:400"` takes `points` numbers, and a range of dates is in days, months or quarters. `design` is "grid", every
    combination; or "lhs" or "sobol", `scrambles` samples of `points` points (16) that fill the ranges evenly, for
    averages with an error. Or `cross` names two folders of files that are laid over the scenario's: each of the second
    and none, in each of the first. The runs lie in a folder of their own under `out`, called by `name` if it is given;
    what is there is not drawn again. The rest is as for `run`.

    Raises:
        RunExistsError: other runs are there, and `force` is not given.
        SimengineError: for what means nothing, and as for `run`.
    """
    jobs = jobs_for(engine, jobs)
    model = scenario if isinstance(scenario, Model) else load(Path(scenario), (), plugins)
    if cross and (over or (design, points, scrambles) != ("grid", None, 1)):
        raise WrongUsageError("cross takes what lies in its folders: leave over, design, points and scrambles out")
    if cross and isinstance(scenario, Model):
        raise WrongUsageError("a cross lays files over a file: give sweep the path of the scenario's")
    folders = (Path(str(scenario)), Path(cross[0]), Path(cross[1])) if cross else None

    @contextmanager
    def show(_: str) -> Iterator[Shown]:
        with watching(progress) as seen:
            yield Shown(seen.progress, seen.announce)

    model = known_by(model, as_of) if as_of else model
    settings = Settings(paths, seed, nested, engine, jobs, effective=effective, effort=effort)
    asked = Asked(axes_of(over or {}), Design(design, points, scrambles), folders, tuple(plugins))
    if cluster and executor:
        raise WrongUsageError("one of cluster and executor")
    prepared = Prepared.of(model, asked, settings, Path(out), name, force)
    own = workers(jobs, threads=ENGINES[engine].threads) if executor is None else nullcontext(executor)
    with connected(cluster) if cluster else own as pool:
        return run_sweep(prepared, settings, force, pool, "simengine.sweep", show)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be swept: ranges by a design; or `cross`, the scenario's file and two folders of what is laid over."""

    axes: tuple[Axis, ...]
    design: Design
    cross: tuple[Path, Path, Path] | None = None
    plugins: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A sweep of which all is known but its futures: where it lies, its points, those that are stored, the runs."""

    folder: Path
    sweep: Sweep
    stored: Sweep | None
    wanted: tuple[Wanted, ...]

    @classmethod
    def of(cls, model: Model, asked: Asked, settings: Settings, out: Path, name: str, force: bool) -> Prepared:
        """What is asked for, with the points that are stored.

        Raises:
            RunExistsError: other runs are there, and `force` is not given.
            SimengineError: for what means nothing.
        """
        base: Path | None = None
        files: dict[str, tuple[Path, ...]] = {}
        if asked.cross:
            base, worlds, policies = asked.cross
            swept, files = crossed(model.scenario, worlds, policies)
        else:
            swept = designed(model.scenario, asked.axes, asked.design, resolved(model.scenario, settings)[1])
        folder = sweep_folder(out, swept, name)
        stored = read_sweep(folder)
        whole = joined(stored, swept, folder)
        models = models_of(model, whole, base, files, asked.plugins)
        return cls(folder, whole, stored, tuple(wanted_runs(whole, models, settings, folder, force)))

    def check(self, figure: str | None, *, drawn: bool) -> None:
        """WrongUsageError for a figure that no point will have; or for keys that are too many, if it is to be drawn."""
        names = _figures_of(self.wanted[0].model.scenario)
        classes = re.split(r" or |\+", figure or "")
        if not names or (figure and figure not in names and not names.issuperset(classes)):
            raise no_such_figure(figure, names, self.folder.name)
        if drawn:
            check_keys(self.sweep)

    def estimate(self, settings: Settings, force: bool, announce: Announce) -> str:
        """How many runs there would be, and how long what is missing would take, from timing some paths of one."""
        missing = [one for one in self.wanted if one.existing(force=force) is None]
        points = counted(len(self.wanted), "run")
        if not missing:
            return f"{self.folder}: {points}, all there already, unchanged"
        first = Estimate.of(missing[0], settings, force=force, announce=announce)
        each = first.seconds * first.paths / max(1, first.paths - first.kept)
        there = f", {len(self.wanted) - len(missing)} there already" if len(missing) < len(self.wanted) else ""
        paths = f"{counted(first.paths, 'path')} each"
        return f"{self.folder}: {points} of {paths}{there}; about {duration(each * len(missing))} for what is missing"


def _figures_of(scenario: Scenario) -> set[str]:
    """The names and titles of all that is read off the paths of a scenario."""
    words = words_of(scenario)
    sections = {"outcome": scenario.outcome, "measures": scenario.measures, "questions": scenario.questions}
    titles = {words.title(section, name) for section, found in sections.items() for name in found}
    texts = {one_line(question.text or "") for question in scenario.questions.values()}
    return {*itertools.chain(*sections.values()), *titles, *texts, *words.report.together} - {""}


def run_sweep(
    prepared: Prepared, settings: Settings, force: bool, executor: Executor | Cluster | None, command: str, show: Show
) -> Swept:
    """Draws what is missing of a sweep, and writes its tables. Errors as of a run."""
    folder, sweep = prepared.folder, prepared.sweep
    runs = draw(sweep, prepared.stored, prepared.wanted, settings, folder, force, executor, command, write_tables, show)
    found = Swept.of(folder, sweep, runs)
    found.write()
    return found
