"""One run: computed piece by piece, stored block by block, and put in place when all is there."""

from __future__ import annotations

import datetime
import platform
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import simengine
from simengine.compute.cluster import Cluster
from simengine.compute.conditioning import Conditioned, Wish, condition
from simengine.compute.draw import DrawState, Resources, draw
from simengine.compute.draw_until import draw_as_needed
from simengine.compute.drawing import Unfinished
from simengine.compute.engine_kinds import ENGINES, Announce, check_engine
from simengine.compute.figures import stored_figure
from simengine.compute.looks import Until
from simengine.compute.progress import ReportProgress
from simengine.compute.settings import DEFAULTS, Settings, count_of, effort_of, resolved
from simengine.compute.until_islands import MOST, run_until
from simengine.errors import Setting, SimengineError, Worded
from simengine.language.types import TRUTH
from simengine.model.model import Model
from simengine.plan.identity import definitions_of, identity_of
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.plan.semantics import SEMANTICS_VERSION
from simengine.runs.files import disk_errors, only_one, remove_tree
from simengine.runs.find import RESULTS
from simengine.runs.manifest import ClockStamp, Manifest, write_manifest
from simengine.runs.renewal import Finish, renew, says_the_same, stored_files, texts_of
from simengine.runs.request import Learns, Request, code_hash
from simengine.runs.run_folders import (
    LEARNING,
    RunFolders,
    drop_empty,
    drop_outdone,
    finishing,
    move_into_place,
    open_partial,
    settle,
    tidy,
    tidy_outdone,
)
from simengine.runs.sampling import Sampling
from simengine.runs.standing import ANY, Count, Standing, standing
from simengine.runs.stopping import Stopping
from simengine.runs.store import Run, open_run
from simengine.runs.unfinished import Order
from simengine.runs.variant import Variant


def run(
    model: Model,
    settings: Settings = DEFAULTS,
    out: Path = RESULTS,
    force: bool = False,
    executor: Executor | Cluster | None = None,
    progress: ReportProgress | None = None,
    command: str = "",
    finish: Finish | None = None,
    announce: Announce | None = None,
    plan: Plan | None = None,
) -> Run:
    """Computes a scenario's paths into `out`/<name>, or returns the run that is there if it is the same.

    It is if it has the same number of paths and the same identity (`simengine.plan.identity`); where the title or other
    words of the scenario have changed, they are renewed. If it has fewer paths, or its `readings` are others, what is
    missing is drawn; with `force` also what isn't as it was written.

    An interrupted run leaves its blocks in `out`/.<name>.….partial; the next start goes on from them. `finish` gets the
    folder and the results before the manifest is written, to lay summaries beside them. `executor`, or a cluster,
    computes in place of threads or processes of our own, and is left open. `announce` is told of a compilation. `plan`
    is the scenario's with these settings, if it has been made already.

    Raises:
        RunExistsError: another run stands there, and `force` is not given.
        SimengineError: for settings that mean nothing, an engine that can't compute this scenario, a disk that
            refuses, or a worker that dies.
    """
    task = _task(model, settings, command, plan)
    if task.request.learns and isinstance(executor, Cluster):
        why = f"{task.plan.name} is learnt from figures with an error, which one computer does: leave out "
        raise SimengineError(Worded(why, Setting("cluster", ...)))
    folders = RunFolders(out, Variant.of(model.scenario, settings.name))
    settle(folders)
    if task.request.learns and task.until:
        least = standing(folders, task.plan, task.request, ANY, force).kept
        again = replace(settings, until=None)
        return run_until(
            lambda paths: run(
                model, replace(again, paths=paths), out, force, executor, progress, command, finish, announce, task.plan
            ),
            task.until, least, MOST if settings.paths is None else task.paths,
        )  # fmt: skip
    stands = standing(folders, task.plan, task.request, task.count, force)
    if stands.run and not force and _is_done(stands, task) and says_the_same(stands.run, model, task.plan):
        tidy_outdone(folders, task.request, stands.run.manifest.paths)
        return stands.run
    with disk_errors(out):
        out.mkdir(parents=True, exist_ok=True)
    with only_one(folders.lock, str(folders.folder)):
        tidy(folders)
        stands = standing(folders, task.plan, task.request, task.count, force)  # what another process has done since
        if stands.run and (not force or stands.run.is_sound()) and _is_done(stands, task):
            return renew(stands.run, folders, model, task.plan, finish)
        if stands.kind == "readings" and announce:
            announce(f"{folders.folder} reads something else off the same futures: they are drawn again")
        return _draw(folders, task, stands, _Telling(progress, finish), Resources(executor, settings.jobs, announce))


@contextmanager
def begun(model: Model, settings: Settings, out: Path, force: bool, resources: Resources) -> Iterator[Unfinished]:
    """The unfinished folder of a run, with all that is there of its paths, for as long as it is added to.

    Its state has no one to tell. Raises RunExistsError and SimengineError as `run`.
    """
    task = _task(model, settings, "", None)
    folders = RunFolders(out, Variant.of(model.scenario, settings.name))
    with disk_errors(out):
        out.mkdir(parents=True, exist_ok=True)
    with only_one(folders.lock, str(folders.folder)):
        tidy(folders)
        stands = standing(folders, task.plan, task.request, ANY, force)
        order = Order(task.paths, task.command, task.started.isoformat(timespec="seconds"))
        request = open_partial(folders, task.request, order, stands.source(folders.folder, task.request.block))
        state = DrawState(folders.variant.label, task.paths, None)
        yield Unfinished(folders.partial(request), task.plan, request, state, resources)


def _is_done(stands: Standing, task: _Task) -> bool:
    return stands.kind == "same" and is_enough(stands, task.plan, task.until, task.paths)


def is_enough(stands: Standing, plan: Plan, until: Until | None, most: int) -> bool:
    """Whether the run that stands there has as many paths as may be drawn, or makes known what is asked for."""
    if until is None or stands.run is None or stands.run.manifest.paths >= most:
        return True
    columns = [stored_figure(figure, plan, stands.run.parts()) for figure in until.figures]
    return until.watch(stands.run.manifest.sampling).look(0, columns)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Who is told how far a run is, and who lays files beside its parts."""

    progress: ReportProgress | None
    finish: Finish | None


def _draw(folders: RunFolders, task: _Task, stands: Standing, telling: _Telling, resources: Resources) -> Run:
    """Draws what isn't there yet, and puts the whole run in place."""
    paths = max(task.paths, stands.count(task.count))
    task = replace(task, paths=paths, request=task.request.at(paths))
    order = Order(task.paths, task.command, task.started.isoformat(timespec="seconds"))
    source = stands.source(folders.folder, task.request.block)
    request = open_partial(folders, task.request, order, source)
    task, partial = replace(task, request=request), folders.partial(request)
    if task.request.learns:
        wish = Wish(task.plan, request.engine, task.paths, task.request.learns.effort)
        try:
            learnt = condition(wish, folders.out, partial, resources)
        except SimengineError:
            drop_empty(partial)  # what is refused is no start to go on from
            raise
        task = replace(task, plan=replace(task.plan, members=learnt.members), learnt=learnt)
    state, stopping = DrawState(folders.variant.label, task.paths, telling.progress), None
    if task.until is None:
        draw(partial, task.plan, request, state, resources)
    else:
        unfinished = Unfinished(partial, task.plan, request, state, resources)
        state, stopping = draw_as_needed(unfinished, task.until, stands.kept, task.paths)
    folder = finishing(folders, partial, state.parts.values())
    _complete(folder, task, folders.name, state, stopping, telling.finish)
    move_into_place(folders, folder)
    drop_outdone(folders, request, state.total)
    return replace(open_run(folders.folder, task.model.scenario.plugins), kept=state.reused)


@dataclass(frozen=True, slots=True)
class _Task:
    """What one call of `run` is to do."""

    model: Model
    plan: Plan
    request: Request
    paths: int
    command: str
    started: datetime.datetime
    clock: float
    until: Until | None
    count: Count
    learnt: Conditioned | None = None


def _task(model: Model, settings: Settings, command: str, plan: Plan | None) -> _Task:
    paths, seed, nested = resolved(model.scenario, settings)
    started, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
    plan = plan or make_plan(model, seed, nested)
    request, count = request_for(plan, settings, paths, model.scenario.as_of), count_of(settings, paths)
    return _Task(model, plan, request, paths, command, started, clock, settings.until, count)


def request_for(plan: Plan, settings: Settings, paths: int, as_of: str = "") -> Request:
    """What is asked when so many paths of this plan, as of a date, are to be computed. SimengineError if they can't."""
    check_engine(settings.engine)
    identity, effort = identity_of(plan), effort_of(settings, plan, paths, as_of)
    learns = Learns(identity, effort) if effort else None
    request = Request(identity, settings.engine, code_hash(), ENGINES[settings.engine].block, learns)
    return request.at(paths)


def _complete(
    partial: Path, task: _Task, name: str, state: DrawState, stopping: Stopping | None, finish: Finish | None
) -> None:
    """Lets the caller add its files, then writes the manifest."""
    if task.learnt:
        task.learnt.write(partial)
        remove_tree(partial / LEARNING)
    manifest = replace(_manifest(task, name, state), until=stopping)
    if task.learnt:  # whose experts are read off its dice
        manifest = replace(manifest, files=stored_files(partial))
    if finish:
        there = replace(manifest, files=stored_files(partial))  # a table of asked experts is read off the dice
        finish(partial, Run(partial, there).outcome_table(check=False))
    seconds = round(time.perf_counter() - task.clock, 3)
    write_manifest(partial, replace(manifest, files=stored_files(partial), seconds=seconds))


def _manifest(task: _Task, name: str, state: DrawState) -> Manifest:
    scenario, plan, request, tally = task.model.scenario, task.plan, task.request, state.tally
    return Manifest(
        name=name,
        paths=state.total,
        seed=plan.seed,
        sampling=task.learnt.sampling if task.learnt else Sampling.of_nested(plan.nested),
        learnt=task.learnt.told if task.learnt else None,
        semantics=SEMANTICS_VERSION,
        engine=request.engine,
        block=request.block,
        counts={"ok": tally.ok, "failed": tally.failed, "excluded": tally.excluded},
        failures=tally.failures,
        exclusions=tally.exclusions,
        clamps=tally.counts_of("drivers"),
        large_hazards=tally.counts_of("events"),
        crossed_bounds=tally.counts_of("bounds"),
        moved_starts=tally.counts_of("initial"),
        clock=ClockStamp(plan.clock.start.isoformat(), plan.clock.step, plan.clock.steps),
        classes=tuple(name for name, _ in plan.classes),
        question_kinds={question.name: question.kind for question in plan.questions},
        truths=tuple(name for name in scenario.measures if task.model.at("measures", name, "expr").type == TRUTH),
        paths_digest=request.identity.paths,
        readings_digest=request.identity.readings,
        definitions=definitions_of(plan),
        code=request.code,
        simengine=simengine.__version__,
        python=platform.python_version(),
        numpy=np.__version__,
        platform=f"{platform.system()} {platform.machine()}",
        command=task.command,
        started=task.started.isoformat(timespec="seconds"),
        seconds=0.0,
        files=(),
        parts=tuple(state.parts[index] for index in sorted(state.parts)),
        **texts_of(task.model, plan),
    )
