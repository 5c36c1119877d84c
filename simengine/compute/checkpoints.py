"""What is computed of blocks that are not whole yet, stored now and then: a run that is killed loses little."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simengine.compute.collect_blocks import concatenated
from simengine.compute.pieces import Piece
from simengine.engines.path_results import PathResults
from simengine.plan.plan import Plan
from simengine.runs.blocks import Block
from simengine.runs.left_parts import LeftPart, remove_part
from simengine.runs.parts import write_part
from simengine.runs.request import Request

SECONDS = 20.0


@dataclass(slots=True)
class Checkpoints:
    """The first rows of blocks that are being computed, in parts that are shorter than these and give way to them.

    `lengths` are how many rows of each block are computed; `short` are parts with the rows before these.
    """

    partial: Path
    plan: Plan
    request: Request
    lengths: Mapping[int, int]
    short: Mapping[int, LeftPart]
    _last: float = field(default_factory=time.monotonic)
    _rows: dict[int, dict[int, PathResults]] = field(default_factory=dict)
    _written: dict[int, tuple[int, Path]] = field(default_factory=dict)

    def watched(self, computed: Iterable[tuple[Piece, PathResults]]) -> Iterator[tuple[Piece, PathResults]]:
        """The same, with a look at the clock."""
        for piece, results in computed:
            rows = self._rows.setdefault(piece.block, {})
            rows[piece.start] = results
            if sum(len(one.path) for one in rows.values()) == self.lengths[piece.block]:
                del self._rows[piece.block]
            if time.monotonic() - self._last >= SECONDS:
                for block in self._rows:
                    self._store(block)
                self._last = time.monotonic()
            yield piece, results

    def give_way(self, block: int) -> None:
        """A block is stored whole: what was of it is removed."""
        if block in self._written:
            remove_part(self._written.pop(block)[1])

    def _store(self, block: int) -> None:
        first = list(self._first_rows(block))
        count, (stored, file) = sum(len(one.path) for one in first), self._written.get(block, (0, None))
        if count <= stored:
            return
        before = self.short.get(block)
        results = concatenated([*([before.results(self.plan)] if before else []), *first])
        paths = range(int(results.path[0]), int(results.path[-1]) + 1)
        part = write_part(self.partial, Block(block, paths), self.plan, self.request.identity, results).part
        self._written[block] = count, self.partial / part.file.name
        if file is not None:
            remove_part(file)

    def _first_rows(self, block: int) -> Iterator[PathResults]:
        """Those results of a block that follow one another from its first on."""
        rows, at = self._rows[block], 0
        while at in rows:
            yield rows[at]
            at += len(rows[at].path)
