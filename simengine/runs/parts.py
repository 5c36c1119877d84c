"""A part: the results of one block of paths as a Parquet file, one row a path, in the order of the paths.

Its name tells the hash of its bytes, so that it can be judged alone, whatever became of what lies beside it. Arrow's
arrays are made of NumPy's memory without a copy, and directly: `pyarrow.array` would import pandas first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simengine.engines.path_results import EventSteps, PathResults
from simengine.plan.identity import Identity
from simengine.plan.invariants import INVARIANTS
from simengine.plan.plan import Cell, Plan
from simengine.runs.blocks import Block
from simengine.runs.columns import codes, numbers
from simengine.runs.files import write_whole
from simengine.runs.manifest import Part, StoredFile, digest_of
from simengine.runs.part_names import part_name
from simengine.runs.tally import NAMES, Ending, Tally, merge_endings
from simengine.status import Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CLAMPS, _PATHS, _READINGS = b"simengine.clamps", b"simengine.paths", b"simengine.readings"
_STATUSES = tuple(NAMES[status] for status in sorted(Status))
_NO_STEPS = np.empty(0, np.int32)
ENDS = ["path", "status", "failed_element", "failed_step"]
"""The columns that tell how paths ended."""


class WrittenPart(NamedTuple):
    """A part on the disk and how its paths ended."""

    part: Part
    tally: Tally


class EncodedPart(NamedTuple):
    """A part as it is to lie on the disk, and how its paths ended."""

    data: bytes | memoryview
    part: Part
    tally: Tally


def write_part(folder: Path, block: Block, plan: Plan, identity: Identity, results: PathResults) -> WrittenPart:
    """Writes the results of a block into a run's folder; `identity` is the plan's.

    SimengineError if the disk refuses.
    """
    return store_part(folder, encode_part(block, plan, identity, results))


def encode_part(block: Block, plan: Plan, identity: Identity, results: PathResults) -> EncodedPart:
    """The results of a block as its part; `identity` is the plan's."""
    table = part_table(plan, identity, results)
    data = encoded(table)
    part = Part(stored_as(block.index, digest_of(data)), block.paths[0], len(block.paths))
    return EncodedPart(data, part, tally_of(table))


def store_part(folder: Path, made: EncodedPart) -> WrittenPart:
    """Writes a part into a run's folder. SimengineError if the disk refuses."""
    write_whole(folder / made.part.file.name, made.data)
    return WrittenPart(made.part, made.tally)


def stored_as(index: int, blake2b: str) -> StoredFile:
    """The file of a block's part."""
    return StoredFile(part_name(index, blake2b), blake2b)


def encoded(table: pa.Table) -> memoryview:
    """A table of a part as Parquet."""
    sink = pa.BufferOutputStream()
    repeating = [name for name in table.column_names if name.partition(".")[0] not in ("path", "measure", "invariant")]
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=1,  # numbers of chance hardly shrink, whatever the effort
        use_dictionary=[f"{name}.list.element" if name.startswith("event.") else name for name in repeating],
        write_statistics=False,
        write_page_checksum=True,
    )
    return memoryview(sink.getvalue())


def part_table(plan: Plan, identity: Identity, results: PathResults) -> pa.Table:
    """Results as a table: status, class and failed element by name, events as lists of steps."""
    columns = {
        "path": _numbers(results.path),
        "status": _named(results.status, _STATUSES),
        "failed_element": _named(results.element, plan.elements),
        "failed_step": _numbers(results.step, results.element >= 0),
        "class": _named(results.outcome, tuple(name for name, _ in plan.classes)),
    }
    for cell, values in zip(plan.measures, results.measures.T, strict=True):
        columns[column_of(cell)] = _numbers(values)
    for question, values in zip(plan.questions, results.questions.T, strict=True):
        columns[f"question.{question.name}"] = _numbers(values)
    for event, found in zip(plan.events, results.events, strict=True):
        columns[f"event.{event.name}"] = _lists(found)
    clamps = dict(zip(plan.counted, results.clamps.tolist(), strict=True))
    metadata = {**_stamps(identity), _CLAMPS: json.dumps(clamps)}
    return pa.Table.from_arrays(list(columns.values()), names=list(columns), metadata=metadata)


def results_in(table: pa.Table, plan: Plan) -> PathResults:
    """The results that a part of this plan's holds: with others behind them they are the results of more paths."""
    found = {name: table[name].combine_chunks() for name in table.column_names}
    paths = numbers(found["path"], np.int64)
    ended = np.full(len(paths), -1, np.int32)
    step = found["failed_step"]
    valid = step.is_valid().to_numpy(zero_copy_only=False)
    ended[valid] = numbers(step, np.int32)[valid]
    clamps = json.loads(table.schema.metadata[_CLAMPS])
    return PathResults(
        path=paths,
        status=codes(found["status"], _STATUSES).astype(np.int8),
        element=codes(found["failed_element"], plan.elements),
        step=ended,
        outcome=codes(found["class"], tuple(name for name, _ in plan.classes)),
        measures=_side_by_side([found[column_of(cell)] for cell in plan.measures], len(paths)),
        questions=_side_by_side([found[f"question.{question.name}"] for question in plan.questions], len(paths)),
        events=tuple(_steps(found[f"event.{event.name}"]) for event in plan.events),
        clamps=np.array([clamps[name] for name in plan.counted], np.int64),
        kept=np.empty((0, 0, 0)),
    )


def is_of(schema: pa.Schema, identity: Identity) -> bool:
    """Whether a part with this schema is of a run of this identity."""
    found = schema.metadata or {}
    return all(found.get(key) == digest.encode() for key, digest in _stamps(identity).items())


def column_of(measure: Cell) -> str:
    """The column of a measure, or of an invariant."""
    name = measure.name
    return f"invariant.{name.removeprefix(INVARIANTS)}" if name.startswith(INVARIANTS) else f"measure.{name}"


def _stamps(identity: Identity) -> dict[bytes, str]:
    return {_PATHS: identity.paths, _READINGS: identity.readings}


def _numbers(values: NDArray[Any], valid: NDArray[np.bool_] | None = None) -> pa.Array:
    """An Arrow array of these numbers, null where they are not valid."""
    mask = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    data = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [mask, data])


def _named(indices: NDArray[Any], names: Sequence[str]) -> pa.Array:
    """The names behind indices, null where one is negative."""
    # Names are made an array by hand, too; the first of offsets is 0.
    encoded = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    dictionary = pa.Array.from_buffers(
        pa.string(), len(names), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    )
    return pa.DictionaryArray.from_arrays(_numbers(indices, indices >= 0), dictionary)


def _lists(found: EventSteps) -> pa.Array:
    return pa.ListArray.from_arrays(_numbers(found.offsets), _numbers(found.steps))


def _steps(column: pa.ListArray) -> EventSteps:
    steps = column.flatten()
    return EventSteps(numbers(column.offsets, np.int32), numbers(steps, np.int32) if len(steps) else _NO_STEPS)


def _side_by_side(columns: Sequence[pa.Array], rows: int) -> NDArray[np.float64]:
    """Columns as a table of shape [rows, columns]."""
    return np.stack([numbers(one, np.float64) for one in columns], axis=1) if columns else np.empty((rows, 0))


def tally_of(table: pa.Table) -> Tally:
    """How the paths of one part ended."""
    path, status, element, step = (table[name].combine_chunks() for name in ENDS)
    ended, elements = codes(status, _STATUSES), element.dictionary.to_pylist()
    rows = np.flatnonzero(ended != Status.OK)
    keys = ended[rows].astype(np.int64) * len(elements) + codes(element, elements)[rows]
    kinds, first, counts = np.unique(keys, return_index=True, return_counts=True)
    paths, steps = numbers(path, np.int64)[rows[first]], numbers(step, np.int32)[rows[first]]
    endings = [
        Ending(_STATUSES[kind // len(elements)], elements[kind % len(elements)], count, at, k)
        for kind, count, at, k in zip(kinds.tolist(), counts.tolist(), paths.tolist(), steps.tolist(), strict=True)
    ]
    clamps = json.loads(table.schema.metadata[_CLAMPS])
    return Tally(table.num_rows - len(rows), merge_endings(endings), {name: n for name, n in clamps.items() if n})
