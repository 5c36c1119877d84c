"""One run: computed piece by piece, stored block by block, and put in place when all is there."""

from __future__ import annotations

import datetime
import operator
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import SupportsIndex

import numpy as np

import simengine
from simengine.compute.collect_blocks import CompleteBlock, complete_blocks, concatenated, in_background
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, Announce, check_engine
from simengine.compute.pieces import Piece, piece_length, pieces_of
from simengine.compute.workers import Work, compute, workers
from simengine.errors import SimengineError
from simengine.language.types import TRUTH
from simengine.model.model import Model
from simengine.plan.identity import definitions_of, identity_of
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.runs.blocks import Block, blocks_of
from simengine.runs.files import disk_errors, only_one
from simengine.runs.find import RESULTS
from simengine.runs.manifest import ClockStamp, Manifest, Part, write_manifest
from simengine.runs.parts import WrittenPart, remove_others, reread_part, write_part
from simengine.runs.renewal import Finish, added_files, renew, stored_files, texts_of
from simengine.runs.request import Request, code_hash
from simengine.runs.run_folders import RunFolders, find_existing, move_into_place, open_partial
from simengine.runs.sampling import Sampling
from simengine.runs.store import Run, open_run
from simengine.runs.tally import EMPTY, Tally
from simengine.runs.variant import Variant
from simengine.scenario.schema import Scenario
from simengine.scenario.settings import LARGEST_SEED

_MOST_WRITERS = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """How much to compute and how; None leaves it to the scenario's `simulate`.

    `name` is what the run is to be called, empty where its scenario and overrides name it.
    """

    paths: int | None = None
    seed: int | None = None
    nested: int | None = None
    engine: str = DEFAULT_ENGINE
    jobs: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in paths computed; `reused` of the `done` ones come from an interrupted run.

    What `failed` or was `excluded` is known of the blocks that are stored.
    """

    scenario: str
    done: int
    total: int
    failed: int
    excluded: int
    reused: int


ReportProgress = Callable[[Progress], None]
DEFAULTS = Settings()


def run(
    model: Model,
    settings: Settings = DEFAULTS,
    out: Path = RESULTS,
    force: bool = False,
    executor: Executor | None = None,
    progress: ReportProgress | None = None,
    command: str = "",
    finish: Finish | None = None,
    announce: Announce | None = None,
    plan: Plan | None = None,
) -> Run:
    """Computes a scenario's paths into `out`/<name>, or returns the run that is there if it is the same.

    It is if it has the same number of paths and the same identity (`simengine.plan.identity`); where the title or other
    words of the scenario have changed, they are renewed.

    An interrupted run leaves its blocks in `out`/.<name>.partial; the next start goes on from them. `finish` gets the
    folder and the results before the manifest is written, to lay summaries beside them. `executor` computes in place
    of threads or processes of our own, and is left open. `announce` is told of a compilation. `plan` is the
    scenario's with these settings, if it has been made already.

    Raises:
        RunExistsError: another run stands there, and `force` is not given.
        SimengineError: for settings that mean nothing, an engine that can't compute this scenario, a disk that
            refuses, or a worker that dies.
    """
    task = _task(model, settings, command, plan)
    folders = RunFolders(out, Variant.of(model.scenario, settings.name))
    found = find_existing(folders, task.plan, task.request, task.paths, force)
    if found is not None:
        return renew(found, folders, model, task.plan, finish)
    with disk_errors(out):
        out.mkdir(parents=True, exist_ok=True)
    with only_one(folders.lock, str(folders.folder)):
        task, partial = replace(task, request=open_partial(folders, task.request)), folders.partial
        state = _RunState(folders.variant.label, task.paths, progress)
        _compute(partial, task, state, _Resources(executor, settings.jobs, announce))
        _complete(partial, task, folders.name, state, finish)
        move_into_place(folders)
    return open_run(folders.folder, model.scenario.plugins)


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


def _task(model: Model, settings: Settings, command: str, plan: Plan | None) -> _Task:
    paths, seed, nested = resolved(model.scenario, settings)
    started, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
    plan = plan or make_plan(model, seed, nested)
    return _Task(model, plan, request_for(plan, settings.engine), paths, command, started, clock)


def resolved(scenario: Scenario, settings: Settings) -> tuple[int, int, int]:
    """Paths, seed and nested as the settings say, or else the scenario. SimengineError for what means nothing."""
    simulate = scenario.simulate
    paths = simulate.paths if settings.paths is None else whole("paths", settings.paths)
    nested = simulate.nested if settings.nested is None else whole("nested", settings.nested)
    seed = simulate.seed if settings.seed is None else whole("seed", settings.seed)
    for name, number in (("paths", paths), ("nested", nested), ("jobs", settings.jobs)):
        if number < 1:
            raise SimengineError(f"{name} must be at least 1 (got {number})")
    check_seed(seed)
    return paths, seed, nested


def whole(name: str, number: SupportsIndex) -> int:
    """A number as an int, also if it is one of NumPy's, which overflow. SimengineError if it is not a whole one."""
    try:
        return operator.index(number)
    except TypeError as error:
        raise SimengineError(f"{name} must be a whole number (got {number!r})") from error


def check_seed(seed: int) -> None:
    """SimengineError for a number that is no seed."""
    if not 0 <= seed <= LARGEST_SEED:
        raise SimengineError(f"the seed must lie in 0 … 2**128 - 1 (got {seed})")


def request_for(plan: Plan, engine: str) -> Request:
    """What is asked when this engine is to compute this plan. SimengineError if it can't."""
    check_engine(engine)
    return Request(identity_of(plan), engine, code_hash(), ENGINES[engine].block)


@dataclass(frozen=True, slots=True)
class _Resources:
    """What a run is computed with: an executor that is there, or so many workers of our own."""

    executor: Executor | None
    jobs: int
    announce: Announce | None


@dataclass(slots=True)
class _RunState:
    """How far a run is: the parts that are there, how their paths ended, and how many more are computed."""

    name: str
    total: int
    progress: ReportProgress | None
    parts: dict[int, Part] = field(default_factory=dict)
    tally: Tally = EMPTY
    stored: int = 0
    ahead: dict[int, int] = field(default_factory=dict)
    reused: int = 0

    def add_part(self, block: Block, written: WrittenPart) -> None:
        """Adds a block's part."""
        self.parts[block.index] = written.part
        self.tally += written.tally
        self.stored += len(block.paths)
        self.ahead.pop(block.index, None)

    def report(self, computed: Piece | None = None) -> None:
        """Says how far the run is, now that a piece of a block has been computed."""
        if computed:
            self.ahead[computed.block] = self.ahead.get(computed.block, 0) + len(computed.paths)
        if self.progress:
            done, tally = self.stored + sum(self.ahead.values()), self.tally
            self.progress(Progress(self.name, done, self.total, tally.failed, tally.excluded, self.reused))


def _compute(partial: Path, task: _Task, state: _RunState, resources: _Resources) -> None:
    """Computes and stores what is missing."""
    missing = list(_missing(partial, task, state))
    state.report()
    if missing:
        _compute_blocks(partial, task, state, resources, missing)
    remove_others(partial, state.parts)


def _compute_blocks(
    partial: Path, task: _Task, state: _RunState, resources: _Resources, missing: Sequence[Block]
) -> None:
    identity, kind, jobs = task.request.identity, ENGINES[task.request.engine], resources.jobs
    pieces = list(pieces_of(missing, piece_length(kind, sum(len(block.paths) for block in missing), jobs)))
    work = Work(identity, task.request.engine, task.plan)

    def store(whole: CompleteBlock) -> tuple[Block, WrittenPart]:
        return whole.block, write_part(partial, whole.block, task.plan, identity, concatenated(whole.pieces))

    own = workers(max(1, min(jobs, len(pieces))), threads=kind.threads)
    with (
        nullcontext(resources.executor) if resources.executor else own as pool,
        closing(compute(work, pieces, pool, jobs, resources.announce)) as computed,
        closing(complete_blocks(missing, computed, state.report)) as whole,
        closing(in_background(store, whole, 0 if pool is None else max(1, min(_MOST_WRITERS, jobs // 4)))) as stored,
    ):
        for block, written in stored:
            state.add_part(block, written)
            state.report()


def _missing(partial: Path, task: _Task, state: _RunState) -> Iterator[Block]:
    """The blocks still to be computed; those an interrupted run left are counted."""
    for block in blocks_of(task.paths, task.request.block):
        left = reread_part(partial, block, task.request.identity)
        if left is None:
            yield block
        else:
            state.add_part(block, left)
            state.reused += len(block.paths)


def _complete(partial: Path, task: _Task, name: str, state: _RunState, finish: Finish | None) -> None:
    """Lets the caller add its files, then writes the manifest."""
    manifest = _manifest(task, name, state)
    if finish:
        finish(partial, Run(partial, manifest).outcome_table(check=False))
    files = stored_files(partial, added_files(partial))
    write_manifest(partial, replace(manifest, files=files, seconds=round(time.perf_counter() - task.clock, 3)))


def _manifest(task: _Task, name: str, state: _RunState) -> Manifest:
    scenario, plan, request, tally = task.model.scenario, task.plan, task.request, state.tally
    return Manifest(
        name=name,
        paths=task.paths,
        seed=plan.seed,
        sampling=Sampling.of_nested(plan.nested),
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
