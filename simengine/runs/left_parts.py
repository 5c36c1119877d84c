"""Parts that are there already, of this run or an earlier start of it: which are sound, and how many rows they have."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from simengine.plan.identity import Identity
from simengine.plan.plan import Plan
from simengine.runs.blocks import Block
from simengine.runs.columns import numbers, part_file
from simengine.runs.files import disk_errors, write_whole
from simengine.runs.manifest import Part, digest_of
from simengine.runs.parts import ENDS, FOLDER, WrittenPart, is_of, part_name, results_in, stored_as, tally_of

if TYPE_CHECKING:
    from simengine.engines.path_results import PathResults

_NAME = re.compile(r"part-(\d{5,12})\.([0-9a-f]{32})\.parquet")
_EARLIER_NAME = re.compile(r"part-(\d{5,12})\.parquet")


@dataclass(frozen=True, slots=True, eq=False)
class LeftPart:
    """A sound part with the first rows of a block; `table` has all columns of one with fewer rows than the block."""

    written: WrittenPart
    table: pa.Table | None

    @property
    def paths(self) -> int:
        """How many rows it has."""
        return self.written.part.paths

    def results(self, plan: Plan) -> PathResults:
        """The rows of a part that has fewer than its block."""
        return results_in(self.table, plan)


def left_files(folder: Path) -> dict[int, list[Path]]:
    """The files of parts in a run's folder by the number of their block."""
    found: dict[int, list[Path]] = {}
    with suppress(OSError):
        for file in sorted((folder / FOLDER).iterdir()):
            if named := _NAME.fullmatch(file.name):
                found.setdefault(int(named[1]), []).append(file)
    return found


def best_left(files: Sequence[Path], block: Block, identity: Identity) -> LeftPart | None:
    """The sound part with most rows of a block, but no more than it has; None if there is none.

    What isn't sound, or has fewer rows, is removed; what has more is a longer run's, and stays.
    """
    found = {file: read for file in files if (read := _read(file, block, identity)) is not None}
    fitting = {file: read for file, read in found.items() if read.paths <= len(block.paths)}
    best = max(fitting, key=lambda file: fitting[file].paths, default=None)
    for file in files:
        if file != best and (file in fitting or file not in found):
            remove_part(file)
    return None if best is None else fitting[best]


def remove_part(file: Path) -> None:
    """Removes the file of a part whose rows another has."""
    with disk_errors(file):
        file.unlink(missing_ok=True)


def _read(file: Path, block: Block, identity: Identity) -> LeftPart | None:
    """What a file holds of a block, or None if it isn't as it was written, or of another run."""
    try:
        data, named = file.read_bytes(), _NAME.fullmatch(file.name)
        if named is None or digest_of(data) != named[2]:
            return None
        opened = part_file(pa.BufferReader(data))
        rows, first = opened.metadata.num_rows, block.paths[0]
        short = rows < len(block.paths)
        table = opened.read(None if short else ENDS, use_threads=False)
        paths = numbers(table["path"].combine_chunks(), np.int64)
        if not is_of(opened.schema_arrow, identity) or not np.array_equal(paths, first + np.arange(rows)):
            return None
        part = Part(stored_as(block.index, named[2]), first, rows)
        return LeftPart(WrittenPart(part, tally_of(table)), table if short else None)
    except Exception:  # noqa: BLE001 (whatever is wrong with a file, its paths can be had by drawing them)
        return None


def lay_file(source: Path, target: Path) -> None:
    """Lays a file into another folder, as a link, or as a copy where links can't be.

    OSError if it can't be read, SimengineError if it can't be written.
    """
    if not target.exists():
        try:
            os.link(source, target)
        except OSError:
            write_whole(target, source.read_bytes())


def name_parts(folder: Path) -> None:
    """Gives the parts in an unfinished folder of an earlier simengine the names that parts have now."""
    for file in (folder / FOLDER).iterdir():
        if named := _EARLIER_NAME.fullmatch(file.name):
            file.rename(folder / part_name(int(named[1]), digest_of(file.read_bytes())))
