"""Blocks of paths: a run is cut at fixed path numbers, so a run of more paths has the same parts and some more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PATHS_A_BLOCK = 100  # a second or two of work for the reference engine


@dataclass(frozen=True, slots=True)
class Block:
    """Paths that are computed in one go; those of a run follow one another and are stored in one part."""

    index: int
    paths: Sequence[int]


def blocks_of(paths: int) -> Iterator[Block]:
    """Paths 0 … `paths` − 1 in blocks; only the last may be short."""
    for index, first in enumerate(range(0, paths, PATHS_A_BLOCK)):
        yield Block(index, range(first, min(first + PATHS_A_BLOCK, paths)))
