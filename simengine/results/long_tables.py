"""Futures step by step as a table, made of columns: a million rows take a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simengine.compute.tracks import Tracks
from simengine.compute.value_names import called

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("path", "step", "date", "year")


def tracks_table(tracks: Tracks) -> pa.Table:
    """A row a path and step: path, step, date, year, and a column for each name; NaN is null.

    A choice or a regime is its name.
    """
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)

    paths, steps = len(tracks.paths), len(tracks.dates)
    at = np.tile(np.arange(steps), paths)
    columns = [
        pa.array(np.repeat(np.array(tracks.paths, np.int64), steps)),
        pa.array(at),
        pa.array(tracks.dates, pa.string()).take(pa.array(at)),
        pa.array(tracks.years[at]),
        *(_column(tracks, i) for i in range(len(tracks.names))),
    ]
    names = [f"value.{name}" if name in KEYS else name for name in tracks.names]
    return pa.table(columns, names=[*KEYS, *names])


def _column(tracks: Tracks, i: int) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)

    values = np.ascontiguousarray(tracks.values[:, :, i]).ravel()
    names = tracks.value_names.get(tracks.names[i])
    return called(values, names) if names else pa.array(values, from_pandas=True)
