"""Pieces of blocks: what one call computes, cut to keep all workers busy; the results don't depend on how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from simengine.compute.engine_kinds import Kind
from simengine.runs.blocks import Block

_PIECES_A_WORKER = 4  # so that the slowest of them keeps the others waiting for a fraction of their time only


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
