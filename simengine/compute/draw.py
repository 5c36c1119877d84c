"""Drawing the paths of a run that are not there yet, piece by piece, stored block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from simengine.compute.checkpoints import Checkpoints
from simengine.compute.cluster import Cluster
from simengine.compute.collect_blocks import CompleteBlock, complete_blocks, concatenated, in_background
from simengine.compute.engine_kinds import ENGINES, Announce
from simengine.compute.pieces import Pace, Piece
from simengine.compute.progress import Progress, ReportProgress
from simengine.compute.workers import Work, compute, workers
from simengine.plan.plan import Plan
from simengine.runs.blocks import Block, blocks_of
from simengine.runs.left_parts import LeftPart, best_left, remove_part
from simengine.runs.manifest import Part
from simengine.runs.part_names import left_files
from simengine.runs.parts import EncodedPart, WrittenPart, store_part, write_part
from simengine.runs.request import Request
from simengine.runs.tally import EMPTY, Tally

MOST_WRITERS = 4
"""Threads that store blocks, at most."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What a run is computed with: a cluster or an executor that is there, or so many workers of our own."""

    executor: Executor | Cluster | None
    jobs: int
    announce: Announce | None

    @property
    def pool(self) -> Executor | None:
        """An executor on this computer."""
        return None if isinstance(self.executor, Cluster) else self.executor


@dataclass(slots=True)
class DrawState:
    """How far a run is: the parts that are there, how their paths ended, and how many more are computed.

    `short` are the parts with the first rows of a block only, by its number; `reused` paths were there before, and
    `foreseen` says that the total is a guess.
    """

    name: str
    total: int
    progress: ReportProgress | None
    parts: dict[int, Part] = field(default_factory=dict)
    tally: Tally = EMPTY
    stored: int = 0
    ahead: dict[int, int] = field(default_factory=dict)
    short: dict[int, LeftPart] = field(default_factory=dict)
    reused: int = 0
    foreseen: bool = False

    def add_part(self, index: int, written: WrittenPart) -> None:
        """Adds a block's part."""
        self.parts[index] = written.part
        self.tally += written.tally
        self.stored += written.part.paths
        self.ahead.pop(index, None)

    def report(self, computed: Piece | None = None) -> None:
        """Says how far the run is, now that a piece of a block has been computed."""
        if computed:
            self.ahead[computed.block] = self.ahead.get(computed.block, 0) + len(computed.paths)
        if self.progress:
            done, tally = self.stored + sum(self.ahead.values()), self.tally
            self.progress(
                Progress(self.name, done, self.total, tally.failed, tally.excluded, self.reused, self.foreseen)
            )


def draw(partial: Path, plan: Plan, request: Request, state: DrawState, resources: Resources) -> None:
    """Computes and stores in an unfinished folder what is missing of the paths wanted."""
    missing = list(_missing(partial, request, state))
    state.report()
    if isinstance(resources.executor, Cluster):
        whole = [block for block in missing if block.index not in state.short]
        _gather_blocks(partial, Work(request.identity, request.engine, plan), state, resources.executor, whole)
        missing = [block for block in missing if block.index in state.short]  # the last, of which some rows are here
    if missing:
        _draw_blocks(partial, plan, request, state, resources, missing)


def _missing(partial: Path, request: Request, state: DrawState) -> Iterator[Block]:
    """The blocks still to be computed, or what is missing of them; what is there is counted."""
    files = left_files(partial)
    for block in blocks_of(state.total, request.block):
        left = best_left(files.get(block.index, ()), block, request.identity)
        rows = 0 if left is None else left.paths
        state.reused += rows
        if left is None or rows < len(block.paths):
            if left is not None:
                state.short[block.index], state.ahead[block.index] = left, rows
            yield Block(block.index, block.paths[rows:])
        else:
            state.add_part(block.index, left.written)


def _gather_blocks(partial: Path, work: Work, state: DrawState, cluster: Cluster, whole: Sequence[Block]) -> None:
    """The workers of a cluster compute whole blocks; here they are written."""

    def store(found: tuple[Block, EncodedPart]) -> tuple[int, WrittenPart]:
        return found[0].index, store_part(partial, cluster.checked(*found))

    with (
        closing(cluster.parts(work, whole)) as parts,
        closing(in_background(store, parts, MOST_WRITERS)) as stored,
    ):
        for index, written in stored:
            state.add_part(index, written)
            state.report()


def _draw_blocks(
    partial: Path, plan: Plan, request: Request, state: DrawState, resources: Resources, missing: Sequence[Block]
) -> None:
    kind, jobs = ENGINES[request.engine], resources.jobs
    lengths = {block.index: len(block.paths) for block in missing}
    pace, kept = Pace(kind, sum(lengths.values()), jobs), Checkpoints(partial, plan, request, lengths, state.short)
    work, store = Work(request.identity, request.engine, plan), storing(partial, plan, request, state.short)
    own = workers(max(1, min(jobs, -(-pace.paths // kind.grain))), threads=kind.threads)
    with (
        nullcontext(resources.pool) if resources.pool else own as pool,
        closing(compute(work, pace.pieces(missing), pool, jobs, resources.announce)) as computed,
        closing(complete_blocks(missing, kept.watched(pace.watched(computed)), state.report)) as whole,
        closing(in_background(store, whole, 0 if pool is None else max(1, min(MOST_WRITERS, jobs // 4)))) as stored,
    ):
        for index, written in stored:
            kept.give_way(index)
            state.add_part(index, written)
            state.report()


def storing(
    partial: Path, plan: Plan, request: Request, short: dict[int, LeftPart]
) -> Callable[[CompleteBlock], tuple[int, WrittenPart]]:
    """What stores a block: behind the rows of it that are there, those that were computed."""

    def store(drawn: CompleteBlock) -> tuple[int, WrittenPart]:
        index, pieces, before = drawn.block.index, drawn.pieces, short.get(drawn.block.index)
        if before is None:
            return index, write_part(partial, drawn.block, plan, request.identity, concatenated(pieces))
        start = before.written.part.first
        whole = Block(index, range(start, drawn.block.paths[-1] + 1))
        results = concatenated([before.results(plan), *pieces])
        written = write_part(partial, whole, plan, request.identity, results)
        remove_part(partial / before.written.part.file.name)
        return index, written

    return store
