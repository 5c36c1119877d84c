"""A part: the results of one block of paths as a Parquet file, one row a path, in the order of the paths."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simengine.batch.blocks import Block
from simengine.batch.files import disk_errors, write_whole
from simengine.batch.manifest import Part, StoredFile, digest_of
from simengine.batch.tally import NAMES, OK, Ending, Tally, endings_of
from simengine.errors import SimengineError
from simengine.plan.plan import Plan
from simengine.status import Status

if TYPE_CHECKING:
    from simengine.engines.draws import Draws

FOLDER = "parts"
_CLAMPS, _PLAN = b"simengine.clamps", b"simengine.plan"


class Written(NamedTuple):
    """A part on the disk and how its paths ended."""

    part: Part
    tally: Tally


def part_name(index: int) -> str:
    """The name of a block's part inside a run's folder."""
    return f"{FOLDER}/part-{index:05d}.parquet"


def write_part(folder: Path, block: Block, plan: Plan, digest: str, draws: Draws) -> Written:
    """Writes the results of a block into a run's folder; `digest` is the plan's. SimengineError if the disk refuses."""
    table = part_table(plan, digest, draws)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data = sink.getvalue().to_pybytes()
    write_whole(folder / part_name(block.index), data)
    return _written(block, table, data)


def reread_part(folder: Path, block: Block, digest: str) -> Written | None:
    """The part of a block that an interrupted run of the same plan left behind, or None if there is no sound one."""
    try:
        data = (folder / part_name(block.index)).read_bytes()
        table = pq.read_table(pa.BufferReader(data))
        mine = (table.schema.metadata or {}).get(_PLAN) == digest.encode()
        whole = mine and table["path"].to_pylist() == list(block.paths)
        return _written(block, table, data) if whole else None
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return None


def read_parts(folder: Path, parts: tuple[Part, ...], columns: list[str] | None = None) -> pa.Table:
    """The rows of all parts, in the order of the paths; SimengineError if one isn't as it was written."""
    tables = []
    for part in parts:
        file = folder / part.file.name
        try:
            data = file.read_bytes()
        except OSError as error:
            raise SimengineError(f"can't read {file}: {error.strerror or error}; run it again with --force") from error
        if digest_of(data) != part.file.blake2b:
            raise SimengineError(f"{file} is damaged (it is not as it was written): run it again with --force")
        tables.append(pq.read_table(pa.BufferReader(data), columns=columns))
    return pa.concat_tables(tables).replace_schema_metadata(None)


def part_table(plan: Plan, digest: str, draws: Draws) -> pa.Table:
    """Draws as a table: status and class by name, events as lists of steps."""
    ended = draws.element < 0
    columns: dict[str, pa.Array] = {
        "path": pa.array(draws.path),
        "status": pa.array([NAMES[Status(code)] for code in draws.status.tolist()], pa.string()),
        "failed_element": _named(draws.element, plan.elements),
        "failed_step": pa.array(draws.step, mask=ended),
        "class": _named(draws.outcome, tuple(name for name, _ in plan.classes)),
    }
    for i, cell in enumerate(plan.measures):
        columns[f"measure.{cell.name}"] = pa.array(draws.measures[:, i].copy())
    for i, question in enumerate(plan.questions):
        columns[f"question.{question.name}"] = pa.array(draws.questions[:, i].copy())
    for event, found in zip(plan.events, draws.events, strict=True):
        columns[f"event.{event.name}"] = pa.ListArray.from_arrays(pa.array(found.offsets), pa.array(found.steps))
    clamps = dict(zip((driver.name for driver in plan.drivers), draws.clamps.tolist(), strict=True))
    return pa.table(columns, metadata={_PLAN: digest, _CLAMPS: json.dumps(clamps)})


def _named(indices: np.ndarray[tuple[int], np.dtype[np.int16]], names: tuple[str, ...]) -> pa.Array:
    return pa.array([names[index] if index >= 0 else None for index in indices.tolist()], pa.string())


def _written(block: Block, table: pa.Table, data: bytes) -> Written:
    part = Part(StoredFile(part_name(block.index), digest_of(data)), block.paths[0], len(block.paths))
    return Written(part, _tally(table))


def _tally(table: pa.Table) -> Tally:
    keys = ("status", "failed_element", "path", "failed_step")
    rows = list(zip(*(table[key].to_pylist() for key in keys), strict=True))
    endings = [Ending(status, element, 1, path, step) for status, element, path, step in rows if status != OK]
    clamps = json.loads(table.schema.metadata[_CLAMPS])
    return Tally(len(rows) - len(endings), endings_of(endings), {name: n for name, n in clamps.items() if n})


def remove_others(folder: Path, kept: Collection[int]) -> None:
    """Removes parts of other blocks, left by an interrupted run of more paths."""
    names = {part_name(index) for index in kept}
    with disk_errors(folder):
        for file in (folder / FOLDER).iterdir():
            if f"{FOLDER}/{file.name}" not in names:
                file.unlink()
