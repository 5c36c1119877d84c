"""Arrow tables as files, CSV or Parquet by the file's name; some rows at a time, and there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simengine.errors import WrongUsageError
from simengine.report.plots.picture import Picture
from simengine.report.spreadsheet_cells import harmless, harmless_column
from simengine.runs.files import disk_errors, written_whole

if TYPE_CHECKING:
    import pyarrow as pa

BETWEEN = ";"  # the dates of one cell


def write_table(file: Path, tables: Iterable[pa.Table], missing: str = "") -> int:
    """Writes tables of the same columns one below the other; how many rows that are.

    NaN is null. In CSV no text begins as a formula does, a list is its members with `;` between them, and null is
    written as `missing`. SimengineError if the disk refuses.
    """
    if file.suffix not in (".csv", ".parquet"):
        raise WrongUsageError(f"a table is written as .csv or .parquet (got {file})")
    rows = 0
    with disk_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(file) as temporary, _Writer(temporary, missing, csv=file.suffix == ".csv") as writer:
        for table in tables:
            writer.write(table)
            rows += table.num_rows
    return rows


def write_files(folder: Path, name: str, table: pa.Table, pictures: Mapping[str, Picture]) -> tuple[Path, ...]:
    """A table as NAME.csv, and pictures by their names as .png and .svg, into a folder; returns the files."""
    file = folder / f"{name}.csv"
    write_table(file, [table])
    return (file, *(drawn for called, picture in pictures.items() for drawn in picture.save(folder / called)))


class _Writer:
    """An open file, for tables whose columns the first of them tells."""

    def __init__(self, file: Path, missing: str, *, csv: bool) -> None:
        self._file, self._missing, self._csv = file, missing, csv
        self._writer: Any = None

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Adds rows."""
        table = _mapped(table, _known)
        table = _mapped(table, partial(_plain, self._missing)) if self._csv else table
        if self._writer is None:
            self._writer = self._opened(table.schema)
        self._writer.write_table(table)

    def _opened(self, schema: pa.Schema) -> Any:
        if self._csv:
            from pyarrow import csv  # noqa: PLC0415 (only for this)

            return csv.CSVWriter(self._file, schema)
        from pyarrow import parquet  # noqa: PLC0415 (only for this)

        return parquet.ParquetWriter(self._file, schema, compression="zstd")


def _mapped(table: pa.Table, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)

    return pa.table([change(column) for column in table.columns], names=[harmless(name) for name in table.column_names])


def _known(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column in which NaN is null: other programs count NaN as a number."""
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)
    import pyarrow.compute as pc  # noqa: PLC0415

    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)


def _plain(missing: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column in numbers and texts that a spreadsheet may read."""
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)
    import pyarrow.compute as pc  # noqa: PLC0415

    if pa.types.is_list(column.type):
        column = pc.binary_join(column, BETWEEN)
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    if pa.types.is_string(column.type):
        column = harmless_column(column)
    return pc.fill_null(column.cast(pa.string()), missing) if missing and column.null_count else column
