"""Blocks of paths: a run is stored in them, cut at fixed path numbers, so that a longer run has the same and more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """Paths that follow one another and are stored in one part."""

    index: int
    paths: range


def blocks_of(paths: int, length: int) -> Iterator[Block]:
    """Paths 0 … `paths` − 1 in blocks of `length`; only the last may be short."""
    for index, first in enumerate(range(0, paths, length)):
        yield Block(index, range(first, min(first + length, paths)))
