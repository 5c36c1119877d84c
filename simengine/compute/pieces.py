"""Pieces of blocks: what one call computes, cut to keep all workers busy; the results don't depend on how."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from simengine.compute.engine_kinds import Kind
from simengine.runs.blocks import Block

Done = TypeVar("Done")
NOTHING_BEGUN: Mapping[int, int] = MappingProxyType({})
_PIECES_A_WORKER = 4  # so that the slowest of them keeps the others waiting for a fraction of their time only
_SECONDS = 0.5  # from when a piece is handed out until it is back: Ctrl-C is heard between pieces
_FEW = 16  # of a grain: with so few of its paths begins what nobody knows the time of
_FASTER = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """Paths that are computed by one call; those of a block from its row `start` on."""

    block: int
    start: int
    paths: Sequence[int]


def pieces_of(blocks: Iterable[Block], length: int) -> Iterator[Piece]:
    """The blocks one after the other in pieces of `length`; the last of a block may be short."""
    for block in blocks:
        for start in range(0, len(block.paths), length):
            yield Piece(block.index, start, block.paths[start : start + length])


def piece_length(kind: Kind, paths: int, jobs: int) -> int:
    """How many of `paths` paths to compute by one call, so that `jobs` workers end together."""
    fair = -(-paths // (jobs * _PIECES_A_WORKER))
    return min(kind.piece, -(-fair // kind.grain) * kind.grain) if jobs > 1 else kind.piece


@dataclass(slots=True)
class Pace:
    """Pieces of few paths at first, then of as many as come back soon, but never more than `piece_length` allows."""

    kind: Kind
    paths: int
    jobs: int
    length: int = 0
    _handed_out: dict[tuple[int, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.length = min(max(1, self.kind.grain // _FEW), self._most())

    def pieces(self, blocks: Iterable[Block], begun: Mapping[int, int] = NOTHING_BEGUN) -> Iterator[Piece]:
        """The blocks one after the other in pieces, each of the length that is right when it is asked for.

        Those blocks of which some rows are `begun` go on behind them.
        """
        for block in blocks:
            yield from self.pieces_of_paths(block.paths, block.index, begun.get(block.index, 0))

    def pieces_of_paths(self, paths: Sequence[int], block: int = 0, start: int = 0) -> Iterator[Piece]:
        """The same of one block, or of any paths, from some row on."""
        while start < len(paths):
            piece = Piece(block, start, paths[start : start + self.length])
            self._handed_out[block, start] = time.perf_counter()
            yield piece
            start += len(piece.paths)

    def watched(self, computed: Iterable[tuple[Piece, Done]]) -> Iterator[tuple[Piece, Done]]:
        """The same, with a look at how long each piece took."""
        for piece, done in computed:
            seconds = time.perf_counter() - self._handed_out.pop((piece.block, piece.start))
            self._fit(len(piece.paths), seconds)
            yield piece, done

    def _fit(self, paths: int, seconds: float) -> None:
        fitting = min(_FASTER * paths, self._most(), int(paths * _SECONDS / max(seconds, 1e-9)))
        grain = self.kind.grain
        self.length = max(1, fitting // grain * grain if fitting > grain else fitting)

    def _most(self) -> int:
        return piece_length(self.kind, self.paths, self.jobs)
