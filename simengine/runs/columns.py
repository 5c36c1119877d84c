"""Columns of stored parts, read one at a time: a column of ten million paths is 80 MB, all of them several GB."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simengine.errors import Setting, SimengineError, Worded
from simengine.runs.files import open_regular
from simengine.runs.manifest import DIGEST_SIZE, Part, StoredFile

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    from simengine.runs.outcome_table import Floats


@dataclass(frozen=True, slots=True)
class StoredParts:
    """The parts of a run, in the order of the paths; each is there whole or not at all."""

    folder: Path
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        """How many paths they hold together."""
        return sum(part.paths for part in self.parts)

    def verify(self) -> None:
        """Reads every byte once. SimengineError if a part isn't as it was written."""
        verify_files(self.folder, [part.file for part in self.parts])

    def read(self) -> pa.Table:
        """All columns of all parts."""
        return pa.concat_tables([self._part(part, None) for part in self.parts]).replace_schema_metadata(None)

    def floats(self, names: Sequence[str]) -> list[Floats]:
        """Columns of numbers, each of shape [rows]."""
        return self._columns(names, np.float64, lambda array: numbers(array, np.float64))

    def codes(self, name: str, known: Sequence[str]) -> NDArray[np.int16]:
        """A column of names as indices into the known ones, shape [rows]; −1 where there is none."""
        (found,) = self._columns([name], np.int16, lambda array: codes(array, known))
        return found

    def occurrences(self, event: str) -> tuple[NDArray[np.int64], Floats, Floats]:
        """How often an event occurred on each path, and the first and latest step at which it did; NaN if never."""
        counts, first, last, row = np.empty(self.rows, np.int64), np.empty(self.rows), np.empty(self.rows), 0
        for part in self.parts:
            column = self._part(part, [f"event.{event}"]).column(0).combine_chunks()
            offsets = column.offsets.to_numpy()
            steps = np.append(column.values.to_numpy(zero_copy_only=False).astype(np.float64), np.nan)
            here = slice(row, row + part.paths)
            counts[here] = np.diff(offsets)
            first[here] = np.where(counts[here] > 0, steps[offsets[:-1]], np.nan)
            last[here] = np.where(counts[here] > 0, steps[offsets[1:] - 1], np.nan)
            row += part.paths
        return counts, first, last

    def paths(self) -> NDArray[np.int64]:
        """The numbers of the paths, shape [rows]."""
        return np.concatenate(
            [np.empty(0, np.int64), *(np.arange(part.first, part.first + part.paths) for part in self.parts)]
        )

    def _columns(
        self, names: Sequence[str], dtype: DTypeLike, convert: Callable[[pa.Array], NDArray[Any]]
    ) -> list[NDArray[Any]]:
        columns, row = [np.empty(self.rows, dtype) for _ in names], 0
        for part in self.parts:
            for column, found in zip(columns, self._part(part, names).columns, strict=True):
                with _part_errors(self.folder / part.file.name):
                    column[row : row + part.paths] = convert(found.combine_chunks())
            row += part.paths
        return columns

    def _part(self, part: Part, columns: Sequence[str] | None) -> pa.Table:
        file = self.folder / part.file.name
        with _part_errors(file), open_regular(file) as stream, part_file(stream) as opened:
            table = opened.read(columns, use_threads=False)
            table = table if columns is None else table.select(columns)  # it comes in the order of the file
        if table.num_rows != part.paths:
            raise _damaged(file)
        return table


def verify_files(folder: Path, files: Iterable[StoredFile]) -> None:
    """Reads every byte once. SimengineError if one of these isn't as it was written."""
    for one in files:
        file = folder / one.name
        with _part_errors(file), open_regular(file) as stream:
            found = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=DIGEST_SIZE)).hexdigest()
        if found != one.blake2b:
            raise _damaged(file)


def part_file(source: Any) -> pq.ParquetFile:
    """A part to read from, with the checksums of its pages checked."""
    # Reading ahead would start threads of Arrow's, which now and then crash a process that ends just then.
    return pq.ParquetFile(source, page_checksum_verification=True, pre_buffer=False)


def numbers(array: pa.Array, dtype: DTypeLike) -> NDArray[Any]:
    """The memory of an Arrow array of numbers of this type, whatever stands where it is null. TypeError for others."""
    if array.type != pa.from_numpy_dtype(np.dtype(dtype)):
        raise TypeError(f"{array.type} where {np.dtype(dtype)} is needed")
    return np.frombuffer(array.buffers()[1], dtype, array.offset + len(array))[array.offset :]


def codes(array: pa.DictionaryArray, known: Sequence[str]) -> NDArray[np.int16]:
    """The names in an Arrow array as indices into the known ones; −1 where it is null or unknown."""
    place = {name: index for index, name in enumerate(known)}
    lookup = np.array([*(place.get(name, -1) for name in array.dictionary.to_pylist()), -1], np.int16)
    indices = numbers(array.indices, f"i{array.indices.type.bit_width // 8}")
    mask = array.indices.buffers()[0]
    if mask is not None:
        start = array.indices.offset
        bits = np.unpackbits(np.frombuffer(mask, np.uint8), count=start + len(indices), bitorder="little")
        indices = np.where(bits[start:] == 1, indices, -1)
    found: NDArray[np.int16] = lookup[indices]
    return found


@contextmanager
def _part_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno is None:  # Arrow's word for what is no longer Parquet
            raise _damaged(file) from error
        what = f"can't read {file}: {error.strerror or error}"
        raise SimengineError(Worded(f"{what}; run it again with ", Setting("force"))) from error
    except (pa.ArrowException, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _damaged(file) from error


def _damaged(file: Path) -> SimengineError:
    what = f"{file} is damaged (it is not as it was written)"
    return SimengineError(Worded(f"{what}: run it again with ", Setting("force")))
