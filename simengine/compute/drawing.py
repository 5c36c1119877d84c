"""An unfinished run to which paths are added a few at a time, and what they say of some figures."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from simengine.compute.checkpoints import Checkpoints
from simengine.compute.collect_blocks import CompleteBlock, Incomplete, complete_blocks, in_background
from simengine.compute.draw import MOST_WRITERS, DrawState, Resources, draw, storing
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.figures import computed_figure, stored_figure
from simengine.compute.pieces import Pace, Piece
from simengine.compute.workers import Work, as_they_come, computing, usable_executor, workers
from simengine.engines.path_results import PathResults
from simengine.plan.plan import Plan
from simengine.runs.blocks import Block, blocks_of
from simengine.runs.columns import StoredParts
from simengine.runs.left_parts import best_left
from simengine.runs.outcome_table import Floats
from simengine.runs.part_names import left_files
from simengine.runs.request import Request
from simengine.scenario.answer import Answer


@dataclass(frozen=True, slots=True, eq=False)
class Unfinished:
    """A run in its unfinished folder: what is to be computed, how far it is, and with what."""

    folder: Path
    plan: Plan
    request: Request
    state: DrawState
    resources: Resources


@dataclass(slots=True, eq=False)
class Drawing:
    """Adds paths to an unfinished run, at most `most`. `left` are its figures on the paths that were there before.

    `at` paths are there, of which `told` were asked for. `incomplete` holds what was drawn of blocks that are not
    whole.
    """

    of: Unfinished
    figures: tuple[Answer, ...]
    most: int
    call: Callable[[Piece], PathResults]
    executor: Executor | None
    left: list[Floats] = field(default_factory=list)
    at: int = 0
    told: int = 0
    incomplete: Incomplete = field(default_factory=dict)
    pace: Pace = field(init=False)
    kept: Checkpoints = field(init=False)

    def __post_init__(self) -> None:
        of = self.of
        self._take_left()
        self.pace = Pace(ENGINES[of.request.engine], self.most, of.resources.jobs)
        blocks = range(self.at // of.request.block, -(-self.most // of.request.block))
        lengths = {index: len(self._rest(index).paths) for index in blocks}
        self.kept = Checkpoints(of.folder, of.plan, of.request, lengths, of.state.short)

    def to(self, paths: int) -> list[Floats]:
        """The figures on the paths from the last that were asked for to so many, as far as need be drawn now."""
        found = [column[self.told : paths] for column in self.left]
        if paths > self.at:
            drawn = self._draw(paths)
            found = [np.concatenate(both) for both in zip(found, drawn, strict=True)]
            self.at = paths
        self.told = paths
        return found

    def finish(self) -> DrawState:
        """Stores what was drawn of a block that is not whole; then the run has the paths that were asked for."""
        of, state = self.of, self.of.state
        if self.told < self.at:  # a longer start of it was cut short
            state = DrawState(state.name, self.told, state.progress)
            draw(of.folder, of.plan, of.request, state, of.resources)
            return state
        state.total = self.at
        store = storing(of.folder, of.plan, of.request, state.short)
        for index, pieces in self.incomplete.items():
            block = Block(index, range(self._rest(index).paths[0], self.at))
            state.add_part(*store(CompleteBlock(block, tuple(pieces[start] for start in sorted(pieces)))))
            self.kept.give_way(index)
        for index, part in state.short.items():
            if index not in state.parts:  # nothing was added to it
                state.add_part(index, part.written)
        state.report()
        return state

    def _take_left(self) -> None:
        """Counts the paths that are there already, and reads their figures."""
        of, state, columns = self.of, self.of.state, list[list[Floats]]()
        files = left_files(of.folder)
        for block in blocks_of(self.most, of.request.block):
            part = best_left(files.get(block.index, ()), block, of.request.identity)
            if part is None:
                break
            stored = StoredParts(of.folder, (part.written.part,))
            columns.append([stored_figure(figure, of.plan, stored) for figure in self.figures])
            self.at += part.paths
            if part.paths < len(block.paths):
                state.short[block.index], state.ahead[block.index] = part, part.paths
                break
            state.add_part(block.index, part.written)
        state.reused = self.at
        self.left = joined(columns, len(self.figures))

    def _draw(self, paths: int) -> list[Floats]:
        of, columns = self.of, dict[int, list[Floats]]()
        blocks = [self._rest(index) for index in range(self.at // of.request.block, -(-paths // of.request.block))]
        cut = [Block(block.index, range(block.paths[0], min(block.paths[-1] + 1, paths))) for block in blocks]
        begun = {blocks[0].index: self.at - blocks[0].paths[0]}
        self.pace.paths = paths - self.at
        writers = 0 if self.executor is None else max(1, min(MOST_WRITERS, of.resources.jobs // 4))
        store, report = storing(of.folder, of.plan, of.request, of.state.short), of.state.report
        with (
            closing(
                as_they_come(self.call, self.pace.pieces(cut, begun), self.executor, of.resources.jobs)
            ) as computed,
            closing(complete_blocks(blocks, self._noted(computed, columns), report, self.incomplete)) as whole,
            closing(in_background(store, whole, writers)) as stored,
        ):
            for index, written in stored:
                self.kept.give_way(index)
                of.state.add_part(index, written)
                report()
        return joined([columns[first] for first in sorted(columns)], len(self.figures))

    def _noted(
        self, computed: Iterable[tuple[Piece, PathResults]], columns: dict[int, list[Floats]]
    ) -> Iterator[tuple[Piece, PathResults]]:
        for piece, results in self.kept.watched(self.pace.watched(computed)):
            columns[piece.paths[0]] = [computed_figure(figure, self.of.plan, results) for figure in self.figures]
            yield piece, results

    def _rest(self, index: int) -> Block:
        """What was not there of a block at the beginning."""
        length, short = self.of.request.block, self.of.state.short.get(index)
        first = index * length
        return Block(index, range(first + (short.paths if short else 0), min(first + length, self.most)))


@contextmanager
def drawing(of: Unfinished, figures: tuple[Answer, ...], most: int) -> Generator[Drawing]:
    """What adds paths to an unfinished run. SimengineError when its engine can't be made, or a worker process dies."""
    kind, resources = ENGINES[of.request.engine], of.resources
    own = workers(resources.jobs, threads=kind.threads)
    with nullcontext(resources.pool) if resources.pool else own as pool:
        executor = usable_executor(pool, of.plan)
        work = Work(of.request.identity, of.request.engine, of.plan)
        yield Drawing(of, figures, most, computing(work, executor, resources.announce), executor)


def joined(columns: Sequence[Sequence[Floats]], figures: int) -> list[Floats]:
    """Columns of so many figures on some paths after another, as columns of all."""
    return [np.concatenate([np.empty(0), *(some[at] for some in columns)]) for at in range(figures)]
