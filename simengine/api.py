"""simengine from Python: what the commands do, with the same results; `help(simengine)` tells how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path
from typing import Literal, overload

from simengine import loading
from simengine.analysis.targets import precision_of
from simengine.compute import run as computing
from simengine.compute.ask import Resources
from simengine.compute.cluster import connected
from simengine.compute.engine_kinds import DEFAULT_ENGINE, jobs_for
from simengine.compute.progress import Progress
from simengine.compute.redraw import PAIRS, redraw
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.errors import WrongUsageError
from simengine.model.model import Model as AnyModel
from simengine.page.page import write_report
from simengine.processes._plugins import Given, find_plugin
from simengine.report.model_text import model_text
from simengine.report.tables import write_tables
from simengine.results.checked import Checked
from simengine.results.comparison import Compared
from simengine.results.estimate import Estimate
from simengine.results.forecasts import Forecasts
from simengine.results.notebook import watching
from simengine.results.refined import Refined
from simengine.results.result import Result, extended
from simengine.results.run import Run as BareRun
from simengine.results.scored import Scores
from simengine.results.story import Story
from simengine.runs import find, store


class Model(AnyModel, Result):
    """A scenario in which nothing is wrong, ready to be drawn; `scenario` is what its text says, as records.

    Printed, it is its question, its time, and the names of all its elements.
    """

    __slots__ = ()

    def text(self, width: int) -> str:
        """What is printed on so many columns."""
        return model_text(self.scenario, width)

    def with_(self, values: Mapping[str, object]) -> Model:
        """A variant with values at dotted paths, as KEY=VALUE: `.with_({"events.ceasefire.hazard": 0.9})`.

        A dict or an expression at the path of an element that isn't there adds it:
        `.with_({"events.quake": {"hazard": 0.01}, "measures.quakes": "count(quake)"})`. None deletes. Values may be
        numbers, texts, dates, lists and dicts, also NumPy's and pandas'. Raises ScenarioError.
        """
        return extended(Model, loading.varied(self, values).model)

    def story(self, path: int, seed: int | None = None, *, why: bool = False) -> Story:
        """What happens on one future, and why it ends as it does. SimengineError if there is no such path or seed.

        With `why`, `.deciding` has which chance decided its class: how often re-rolls of each alone change it.
        """
        return Story.of_model(self, path, seed, why=why)


class Run(BareRun):
    """A finished run: what it says, and its futures, which are computed again. Printed, it is its summary."""

    def report(self, file: str | Path, *others: BareRun, full: bool = False, since: BareRun | None = None) -> Path:
        """Writes what it says into one HTML file, to read, print and send; what `others` change, too. Returns the file.

        As `write_report`. With `full` parameters are rolled anew to tell what each does by itself; with the run of an
        earlier report, `since`, what changed is told, and why.
        """
        return write_report([self, *others], file, full=full, since=since)


def load(scenario: loading.Source, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Model:
    """A scenario with all it extends and sets, and KEY=VALUE overrides.

    `scenario` is a file's path, a text or a dict. A Path is always a file. A str is the text of a scenario if it has a
    line break or begins with a brace, else a file's path. A dict says what a file would, section by section; dates and
    NumPy's numbers and arrays may stand in it. Text and dict find files they name from the current folder. `plugins`
    are processes of your own: Python files, which are run, or classes.

    Raises:
        ScenarioError: with everything that is wrong, each at its place (`text:3:7`; of a dict only its path is told).
        SimengineError: for a plug-in that can't be used.
    """
    return extended(Model, loading.load(scenario, overrides, plugins))


@overload
def run(
    model: AnyModel,
    paths: int | None = ...,
    seed: int | None = ...,
    nested: int | None = ...,
    engine: str = ...,
    jobs: int | None = ...,
    out: str | Path = ...,
    force: bool = ...,
    executor: Executor | None = ...,
    progress: Callable[[Progress], None] | None = ...,
    name: str = ...,
    cluster: str | None = ...,
    until: Mapping[str, float | str] | None = ...,
    effective: int | None = ...,
    effort: int | None = ...,
    as_of: str = ...,
    *,
    dry_run: Literal[False] = ...,
) -> Run: ...


@overload
def run(
    model: AnyModel,
    paths: int | None = ...,
    seed: int | None = ...,
    nested: int | None = ...,
    engine: str = ...,
    jobs: int | None = ...,
    out: str | Path = ...,
    force: bool = ...,
    executor: Executor | None = ...,
    progress: Callable[[Progress], None] | None = ...,
    name: str = ...,
    cluster: str | None = ...,
    until: Mapping[str, float | str] | None = ...,
    effective: int | None = ...,
    effort: int | None = ...,
    as_of: str = ...,
    *,
    dry_run: Literal[True],
) -> Estimate: ...


def run(
    model: AnyModel,
    paths: int | None = None,
    seed: int | None = None,
    nested: int | None = None,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    out: str | Path = find.RESULTS,
    force: bool = False,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    name: str = "",
    cluster: str | None = None,
    until: Mapping[str, float | str] | None = None,
    effective: int | None = None,
    effort: int | None = None,
    as_of: str = "",
    *,
    dry_run: bool = False,
) -> Run | Estimate:
    """Computes a scenario's paths into a folder under `out`, or opens the run that is there if it is the same.

    What is None is as the scenario says; of `paths`, at least, as more that are there stay. `engine` is "machine" or
    "reference". `jobs` threads work at once, by default one a CPU; for the reference engine they are processes, by
    default one (a script that asks for more must call this under `if __name__ == "__main__":`). Or any `executor` of
    concurrent.futures computes. `progress` is told how far it is; in a notebook a bar is shown if it is None. `name` is
    what the run and its folder are called; without, they have the scenario's name and what `with_` or overrides
    changed. `cluster` is the address of a Dask cluster, whose workers compute instead: "tcp://HOST:PORT".
    `until={"embedded": 0.005}` draws as many paths as it takes until the 95 % interval of each class, measure, question
    or "answer" ends within so much of it, at most `paths` (ten million); `run.manifest.until` has the looks and whether
    it was `met`. Where figures under `observe` have an error, members are learnt that are worth `effective` independent
    futures (1,000), by at most `effort` short simulations each (3,000); `run.manifest.learnt` tells how.
    `as_of="2024-12"` leaves out what was not `known` by the end of then; the run lies in NAME@2024-12. With `dry_run`
    nothing is drawn: an Estimate says how long it would take, and what is there.

    Raises:
        RunExistsError: another run of that name is there, and `force` is not given.
        SimengineError: for settings that mean nothing, an engine that can't compute this scenario, and a disk or
            worker that fails.
    """
    jobs = jobs_for(engine, jobs)
    model = loading.known_by(model, as_of) if as_of else model
    target = precision_of(model, until) if until else None
    settings = Settings(paths, seed, nested, engine, jobs, name, target, effective, effort)
    if cluster and (executor or dry_run or until):
        raise WrongUsageError(f"one of cluster and {'executor' if executor else 'dry_run' if dry_run else 'until'}")
    if dry_run:
        return Estimate.of(Wanted.of(model, settings, Path(out)), settings, force=force)
    with watching(progress) as seen, connected(cluster) if cluster else nullcontext(executor) as pool:
        done = computing.run(
            model, settings, Path(out), force, pool, seen.progress, "simengine.run", write_tables, seen.announce
        )
    return Run(done.folder, done.manifest, done.reused, done.plugins, done.kept)


def open_run(text: str | Path, results: str | Path = find.RESULTS, plugins: Sequence[Given] = ()) -> Run:
    """A stored run: its folder, its name under `results`, or the beginning of one name only.

    `plugins` are the files or classes it was drawn with, needed to compute paths again. Raises SimengineError.
    """
    found = store.open_run(find.find_run(text, Path(results)), [find_plugin(given) for given in plugins])
    return Run(found.folder, found.manifest, plugins=found.plugins)


def compare(base: store.Run, *others: store.Run, unlike: bool = False) -> Compared:
    """Other runs against a base: the differences of what is told of each, over all of its own paths that count.

    What means something else in two runs (a class or measure that is defined otherwise, a question of another date) is
    told and not subtracted, and runs of other seeds or clocks are refused, unless `unlike` is set. Conditioned runs are
    paired, member by member, if they have learnt the same, and told without pairs else, whatever their seeds.

    SimengineError if there is none, or they can't be paired: another seed, no path that is ok, no class in common.
    """
    return Compared.between(base, *others, unlike=unlike)


@overload
def score(*files: str | Path, history: Literal[False] = False, questions: Sequence[str] = ()) -> Scores: ...


@overload
def score(*files: str | Path, history: Literal[True], questions: Sequence[str] = ()) -> Forecasts: ...


def score(*files: str | Path, history: bool = False, questions: Sequence[str] = ()) -> Scores | Forecasts:
    """What frozen forecasts are worth: sheets, or folders of them, against a file of answers.

    `score("forecasts", "answers.yaml")`: Scores, with a score a question, averages, skills and in which direction they
    err. Answers are a file with `answers:`, and under it `question: yes`, no, void, a number, or a mapping with
    `answer`, `known`, `source`. With `history` the forecasts of each of the `questions`, or of all, stand side by side
    by their dates (Forecasts); answers may be left out then.

    Raises:
        ScenarioError: for what is wrong in a sheet or in answers, each at its place.
        SimengineError: if no question has both a forecast and an answer, and for a name that isn't asked.
    """
    if history:
        return Forecasts.of(files, questions)
    if questions:
        raise WrongUsageError("questions are chosen with history=True: scores are of all that have an answer")
    return Scores.of(files)


@overload
def check(
    model: AnyModel,
    paths: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    classes: Sequence[str] = (),
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    refine: None = None,
) -> Checked: ...


@overload
def check(
    model: AnyModel,
    paths: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    classes: Sequence[str] = (),
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    refine: int,
) -> Refined: ...


def check(
    model: AnyModel,
    paths: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    classes: Sequence[str] = (),
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    refine: int | None = None,
) -> Checked | Refined:
    """Whether each mechanism moves what its `acts` says; or with `refine=4`, whether the steps are short enough.

    Every parameter that is raised is held low and then high on the same `paths` futures (1,000). `classes` are those
    whose probability is compared too. With `refine` the same futures (10,000) are drawn with so many steps in the place
    of each, and the record tells how far each answer moves, and what means something else on the finer clock.
    On twice as many futures it is looked what is out of `balance`: starts away from levels, terms that never bind and
    more. SimengineError for settings that mean nothing.
    """
    with watching(progress) as seen:
        if refine is None:
            resources = Resources(executor, None, seen.progress, seen.announce)
            return Checked.of_model(model, paths, seed, engine, classes, resources)
        pairs = PAIRS if paths is None else paths
        return Refined.of(redraw(model, refine, pairs, seed, engine, executor, seen.progress, seen.announce))
