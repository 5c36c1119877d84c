"""One run: computed piece by piece, stored block by block, and put in place when all is there."""

from __future__ import annotations

import datetime
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

import simengine
from simengine.compute.collect_blocks import Whole, concatenated, in_background, whole_blocks
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, Announce, check_engine
from simengine.compute.pieces import Piece, piece_length, pieces_of
from simengine.compute.workers import Work, compute, workers
from simengine.errors import SimengineError
from simengine.model.model import Model
from simengine.plan.identity import identity_of
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.runs.blocks import Block, blocks_of
from simengine.runs.files import disk_errors, only_one
from simengine.runs.manifest import ClockStamp, Manifest, Part, write_manifest
from simengine.runs.parts import Written, remove_others, reread_part, write_part
from simengine.runs.renewal import Finish, added_files, renewed, stored_files, words_of
from simengine.runs.request import Request, code_hash, folder_name
from simengine.runs.run_folders import Place, existing, prepare, put_in_place
from simengine.runs.store import Run, open_run
from simengine.runs.tally import NOTHING, Tally
from simengine.scenario.schema import LARGEST_SEED, Scenario

RESULTS = Path("results")
_MOST_WRITERS = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """How much to compute and how; None leaves it to the scenario's `simulate`."""

    paths: int | None = None
    seed: int | None = None
    nested: int | None = None
    engine: str = DEFAULT_ENGINE
    jobs: int = 1


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


Tell = Callable[[Progress], None]
DEFAULTS = Settings()


def run(
    model: Model,
    settings: Settings = DEFAULTS,
    out: Path = RESULTS,
    force: bool = False,
    executor: Executor | None = None,
    progress: Tell | None = None,
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
    scenario = model.scenario
    place = Place(out, folder_name(scenario))
    found = existing(place, task.plan, task.request, task.paths, force)
    if found is not None:
        return renewed(found, place, scenario, task.plan, finish)
    with disk_errors(out):
        out.mkdir(parents=True, exist_ok=True)
    with only_one(place.lock, str(place.folder)):
        task, partial = replace(task, request=prepare(place, task.request)), place.partial
        ledger = _Ledger(place.name, task.paths, progress)
        _compute(partial, task, ledger, _Means(executor, settings.jobs, announce))
        _complete(partial, task, place.name, ledger, finish)
        put_in_place(place)
    return open_run(place.folder, scenario.plugins)


@dataclass(frozen=True, slots=True)
class _Task:
    """What one call of `run` is to do."""

    scenario: Scenario
    plan: Plan
    request: Request
    paths: int
    command: str
    started: datetime.datetime
    clock: float


def _task(model: Model, settings: Settings, command: str, plan: Plan | None) -> _Task:
    paths, seed, nested = resolved(model.scenario, settings)
    check_engine(settings.engine)
    started, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
    plan = plan or make_plan(model, seed, nested)
    return _Task(model.scenario, plan, request_for(plan, settings.engine), paths, command, started, clock)


def resolved(scenario: Scenario, settings: Settings) -> tuple[int, int, int]:
    """Paths, seed and nested as the settings say, or else the scenario. SimengineError for what means nothing."""
    simulate = scenario.simulate
    paths = simulate.paths if settings.paths is None else settings.paths
    nested = simulate.nested if settings.nested is None else settings.nested
    seed = simulate.seed if settings.seed is None else settings.seed
    for name, number in (("paths", paths), ("nested", nested), ("jobs", settings.jobs)):
        if number < 1:
            raise SimengineError(f"{name} must be at least 1 (got {number})")
    check_seed(seed)
    return paths, seed, nested


def check_seed(seed: int) -> None:
    """SimengineError for a number that is no seed."""
    if not 0 <= seed <= LARGEST_SEED:
        raise SimengineError(f"the seed must lie in 0 … 2**128 - 1 (got {seed})")


def request_for(plan: Plan, engine: str) -> Request:
    """What is asked when this engine is to compute this plan. SimengineError if it can't."""
    check_engine(engine)
    return Request(identity_of(plan), engine, code_hash(), ENGINES[engine].block)


@dataclass(frozen=True, slots=True)
class _Means:
    """What a run is computed with: an executor that is there, or so many workers of our own."""

    executor: Executor | None
    jobs: int
    announce: Announce | None


@dataclass(slots=True)
class _Ledger:
    """The parts that are there, how their paths ended, and how many more are computed."""

    name: str
    total: int
    progress: Tell | None
    parts: dict[int, Part] = field(default_factory=dict)
    tally: Tally = NOTHING
    stored: int = 0
    ahead: dict[int, int] = field(default_factory=dict)
    reused: int = 0

    def enter(self, block: Block, written: Written) -> None:
        """Adds a block's part."""
        self.parts[block.index] = written.part
        self.tally += written.tally
        self.stored += len(block.paths)
        self.ahead.pop(block.index, None)

    def tell(self, computed: Piece | None = None) -> None:
        """Says how far the run is, now that a piece of a block has been computed."""
        if computed:
            self.ahead[computed.block] = self.ahead.get(computed.block, 0) + len(computed.paths)
        if self.progress:
            done, tally = self.stored + sum(self.ahead.values()), self.tally
            self.progress(Progress(self.name, done, self.total, tally.failed, tally.excluded, self.reused))


def _compute(partial: Path, task: _Task, ledger: _Ledger, means: _Means) -> None:
    """Computes and stores what is missing."""
    missing = list(_missing(partial, task, ledger))
    ledger.tell()
    if missing:
        _compute_blocks(partial, task, ledger, means, missing)
    remove_others(partial, ledger.parts)


def _compute_blocks(partial: Path, task: _Task, ledger: _Ledger, means: _Means, missing: Sequence[Block]) -> None:
    identity, kind, jobs = task.request.identity, ENGINES[task.request.engine], means.jobs
    pieces = list(pieces_of(missing, piece_length(kind, sum(len(block.paths) for block in missing), jobs)))
    work = Work(identity, task.request.engine, task.plan)

    def store(whole: Whole) -> tuple[Block, Written]:
        return whole.block, write_part(partial, whole.block, task.plan, identity, concatenated(whole.pieces))

    own = workers(max(1, min(jobs, len(pieces))), threads=kind.threads)
    with (
        nullcontext(means.executor) if means.executor else own as pool,
        closing(compute(work, pieces, pool, jobs, means.announce)) as computed,
        closing(whole_blocks(missing, computed, ledger.tell)) as whole,
        closing(in_background(store, whole, 0 if pool is None else max(1, min(_MOST_WRITERS, jobs // 4)))) as stored,
    ):
        for block, written in stored:
            ledger.enter(block, written)
            ledger.tell()


def _missing(partial: Path, task: _Task, ledger: _Ledger) -> Iterator[Block]:
    """The blocks still to be computed; those an interrupted run left go to the ledger."""
    for block in blocks_of(task.paths, task.request.block):
        left = reread_part(partial, block, task.request.identity)
        if left is None:
            yield block
        else:
            ledger.enter(block, left)
            ledger.reused += len(block.paths)


def _complete(partial: Path, task: _Task, name: str, ledger: _Ledger, finish: Finish | None) -> None:
    """Lets the caller add its files, then writes the manifest."""
    manifest = _manifest(task, name, ledger)
    if finish:
        finish(partial, Run(partial, manifest).outcome_table(check=False))
    files = stored_files(partial, added_files(partial))
    write_manifest(partial, replace(manifest, files=files, seconds=round(time.perf_counter() - task.clock, 3)))


def _manifest(task: _Task, name: str, ledger: _Ledger) -> Manifest:
    scenario, plan, request, tally = task.scenario, task.plan, task.request, ledger.tally
    return Manifest(
        name=name,
        scenario=scenario.name,
        overrides=scenario.overrides,
        paths=task.paths,
        seed=plan.seed,
        nested=plan.nested,
        engine=request.engine,
        block=request.block,
        counts={"ok": tally.ok, "failed": tally.failed, "excluded": tally.excluded},
        failures=tally.failures,
        exclusions=tally.exclusions,
        clamps=dict(tally.clamps),
        clock=ClockStamp(plan.clock.start.isoformat(), plan.clock.step, plan.clock.steps),
        classes=tuple(name for name, _ in plan.classes),
        question_kinds={question.name: question.kind for question in plan.questions},
        paths_digest=request.identity.paths,
        readings_digest=request.identity.readings,
        code=request.code,
        simengine=simengine.__version__,
        python=platform.python_version(),
        numpy=np.__version__,
        platform=f"{platform.system()} {platform.machine()}",
        command=task.command,
        started=task.started.isoformat(timespec="seconds"),
        seconds=0.0,
        files=(),
        parts=tuple(ledger.parts[index] for index in sorted(ledger.parts)),
        **words_of(scenario, plan),
    )
