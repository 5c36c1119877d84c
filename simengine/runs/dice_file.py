"""Files of dice beside the parts of a conditioned run: what its members show, and the islands these were taken from.

A column `ancestor`, and one for each die that shows something else on some row, under the die as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simengine.errors import Setting, SimengineError, Worded
from simengine.plan.members import Numbers
from simengine.randomness.dice import Die, DieSection
from simengine.runs.columns import numbers, part_file, verify_files
from simengine.runs.files import open_regular, write_whole
from simengine.runs.manifest import StoredFile

_ANCESTOR = "ancestor"
_COVERED, _STEP = b"simengine.covered", b"simengine.step"


@dataclass(frozen=True, slots=True, eq=False)
class StoredDice:
    """n rows of dice: those `covered` show `ancestor` before `step`, but for those in `dice`; arrays of shape [n]."""

    step: int
    covered: tuple[Die, ...]
    ancestor: Numbers
    dice: Mapping[Die, Numbers]


def write_dice(file: Path, stored: StoredDice) -> None:
    """Writes a file of dice. SimengineError if the disk refuses."""
    named = {_ANCESTOR: stored.ancestor, **{_name(die): shown for die, shown in stored.dice.items()}}
    metadata = {_COVERED: json.dumps(stored.covered), _STEP: str(stored.step)}
    arrays = [_array(shown) for shown in named.values()]
    sink = pa.BufferOutputStream()
    table = pa.Table.from_arrays(arrays, names=list(named), metadata=metadata)
    pq.write_table(table, sink, compression="zstd", compression_level=1, write_page_checksum=True)
    write_whole(file, memoryview(sink.getvalue()))


def read_dice(folder: Path, file: StoredFile, only: Sequence[Die] | None = None) -> StoredDice:
    """A file of dice in a run's folder, every byte of which has been checked; or `only` some of its dice.

    SimengineError if it is damaged, or holds what no file of dice does.
    """
    verify_files(folder, [file])
    try:
        with open_regular(folder / file.name) as stream, part_file(stream) as opened:
            wanted = None if only is None else [_ANCESTOR, *map(_name, only)]
            table = opened.read(wanted, use_threads=False)  # names that it hasn't are passed over
        shown = {name: numbers(table[name].combine_chunks(), np.uint64) for name in table.column_names}
        covered = tuple(_die(one) for one in json.loads(table.schema.metadata[_COVERED]))
        ancestor = shown.pop(_ANCESTOR)
        dice = {_die(json.loads(name)): found for name, found in shown.items()}
        step = int(table.schema.metadata[_STEP])
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _no_dice(folder / file.name) from error
    if not set(dice) <= set(covered):
        raise _no_dice(folder / file.name)
    return StoredDice(step, covered, ancestor, dice)


def _no_dice(file: Path) -> SimengineError:
    what = f"{file} holds no dice that simengine has written"
    return SimengineError(Worded(f"{what}: run it again with ", Setting("force")))


def _array(shown: Numbers) -> pa.Array:
    return pa.Array.from_buffers(pa.uint64(), len(shown), [None, pa.py_buffer(np.ascontiguousarray(shown))])


def _name(die: Die) -> str:
    return json.dumps(die, ensure_ascii=False)


def _die(told: object) -> Die:
    """A die as it was before it became JSON. ValueError for what is none."""
    if isinstance(told, list) and len(told) == len(Die._fields):
        section, name, part = told
        if section in get_args(DieSection) and isinstance(name, str) and type(part) is int and part >= 0:
            return Die(section, name, part)
    raise ValueError(f"no die (got {told!r:.80})")
