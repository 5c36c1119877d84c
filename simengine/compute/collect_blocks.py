"""From pieces as they are computed to whole blocks on the disk, few of them in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simengine.compute.pieces import Piece
from simengine.engines.path_results import EventSteps, PathResults
from simengine.runs.blocks import Block

Item = TypeVar("Item")
Done = TypeVar("Done")


Incomplete = dict[int, dict[int, PathResults]]
"""Pieces of blocks that are not whole, by the number of the block and the first row in it."""


@dataclass(frozen=True, slots=True, eq=False)
class CompleteBlock:
    """A block and the results of its pieces, in the order of the paths."""

    block: Block
    pieces: tuple[PathResults, ...]


def complete_blocks(
    blocks: Iterable[Block],
    computed: Iterable[tuple[Piece, PathResults]],
    report: Callable[[Piece], None],
    incomplete: Incomplete | None = None,
) -> Generator[CompleteBlock, None, None]:
    """The blocks whose last piece has come, as that happens; `report` hears of the pieces before it.

    `incomplete` has the pieces of the others, those that came before and those that came now.
    """
    of = {block.index: block for block in blocks}
    incomplete = {} if incomplete is None else incomplete
    for piece, results in computed:
        block, received = of[piece.block], incomplete.setdefault(piece.block, {})
        received[piece.start] = results
        if sum(len(found.path) for found in received.values()) < len(block.paths):
            report(piece)
        else:
            del incomplete[piece.block]
            yield CompleteBlock(block, tuple(received[start] for start in sorted(received)))


def in_background(work: Callable[[Item], Done], items: Iterable[Item], threads: int) -> Generator[Done, None, None]:
    """What `work` makes of items, in any order, on threads beside this one; with none of them here, in order.

    At most one more is waiting or at work than there are threads; then no further item is asked for.
    """
    if threads == 0:
        yield from map(work, items)
        return
    waiting: set[Future[Done]] = set()
    with ThreadPoolExecutor(threads) as pool:
        for item in items:
            waiting.add(pool.submit(work, item))
            done, waiting = wait(waiting, None if len(waiting) > threads else 0, FIRST_COMPLETED)
            yield from (future.result() for future in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)


def concatenated(pieces: Sequence[PathResults]) -> PathResults:
    """Results of paths that follow one another as one, without kept values; a measure lies in memory as a column."""
    return PathResults(
        path=np.concatenate([results.path for results in pieces]),
        status=np.concatenate([results.status for results in pieces]),
        element=np.concatenate([results.element for results in pieces]),
        step=np.concatenate([results.step for results in pieces]),
        outcome=np.concatenate([results.outcome for results in pieces]),
        measures=_by_column([results.measures for results in pieces]),
        questions=_by_column([results.questions for results in pieces]),
        events=tuple(_concatenate_steps(found) for found in zip(*(results.events for results in pieces), strict=True)),
        clamps=np.sum([results.clamps for results in pieces], axis=0),
        kept=np.empty((0, 0, 0)),
    )


def _by_column(tables: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Tables of shape [n, columns] one below the other."""
    columns, row = np.empty((tables[0].shape[1], sum(map(len, tables)))), 0
    for table in tables:
        columns[:, row : row + len(table)] = table.T
        row += len(table)
    return columns.T


def _concatenate_steps(found: Sequence[EventSteps]) -> EventSteps:
    starts = np.cumsum([0, *(len(one.steps) for one in found)], dtype=np.int32)
    offsets = [one.offsets[:-1] + start for one, start in zip(found, starts[:-1], strict=True)]
    return EventSteps(np.concatenate([*offsets, starts[-1:]]), np.concatenate([one.steps for one in found]))
