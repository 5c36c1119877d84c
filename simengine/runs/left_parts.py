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
from simengine.runs.files import disk_errors, read_regular, sync_folder, write_whole
from simengine.runs.manifest import Manifest, Part, digest_of
from simengine.runs.part_names import FOLDER, left_files, part_name, told_by
from simengine.runs.parts import ENDS, WrittenPart, is_of, results_in, stored_as, tally_of

if TYPE_CHECKING:
    from simengine.engines.path_results import PathResults

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


@dataclass(frozen=True, slots=True)
class Source:
    """Parts of a run that stands there: `paths` in blocks of `block`; files, with the names that parts have now."""

    block: int
    paths: int
    files: tuple[tuple[Path, str], ...]

    @classmethod
    def of(cls, folder: Path, manifest: Manifest) -> Source:
        """Those that a manifest tells of."""
        block = max(1, manifest.block)
        names = [part_name(part.first // block, part.file.blake2b) for part in manifest.parts]
        files = (folder / part.file.name for part in manifest.parts)
        return cls(block, manifest.paths, tuple(zip(files, names, strict=True)))

    @classmethod
    def found(cls, folder: Path, block: int) -> Source:
        """Those that lie in a folder whose manifest is lost, if they are in blocks of this length."""
        files = [file for found in left_files(folder).values() for file in found]
        return cls(block, len(files) * block, tuple((file, f"{FOLDER}/{file.name}") for file in files))

    def lay(self, folder: Path, blocks: int) -> None:
        """Lays those of the first blocks into an unfinished folder; what can't be had is left out."""
        for file, name in self.files:
            told = told_by(name)
            if told and told[0] < blocks:
                with suppress(OSError):
                    lay_file(file, folder / name)
        with disk_errors(folder):
            sync_folder(folder / FOLDER)


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
        data, told = read_regular(file), told_by(file.name)
        if told is None or digest_of(data) != told[1]:
            return None
        opened = part_file(pa.BufferReader(data))
        rows, first = opened.metadata.num_rows, block.paths[0]
        short = rows < len(block.paths)
        table = opened.read(None if short else ENDS, use_threads=False)
        paths = numbers(table["path"].combine_chunks(), np.int64)
        if not is_of(opened.schema_arrow, identity) or not np.array_equal(paths, first + np.arange(rows)):
            return None
        part = Part(stored_as(block.index, told[1]), first, rows)
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
            write_whole(target, read_regular(source))


def name_parts(folder: Path) -> None:
    """Gives the parts in an unfinished folder of an earlier simengine the names that parts have now."""
    for file in (folder / FOLDER).iterdir():
        if named := _EARLIER_NAME.fullmatch(file.name):
            file.rename(folder / part_name(int(named[1]), digest_of(file.read_bytes())))
