"""Some futures step by step, to be read and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simengine.compute import tracks
from simengine.report.plots import lines
from simengine.report.plots.picture import Picture
from simengine.report.tracks_text import tracks_text
from simengine.results.labelled_arrays import track_array
from simengine.results.long_tables import tracks_table
from simengine.results.result import Pictured, extended
from simengine.runs.store import check_pandas

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, eq=False)
class Trajectories(tracks.Tracks, Pictured):
    """The values of `names` on some `paths` at every step: an array [paths, K+1, names], `values`, with its dates.

    `dates` and `years` tell the K+1 steps as text and as decimal calendar years. A value is in its unit of `units` (""
    if it has none), and NaN after the end of a path that failed or was excluded. A choice or a regime is a number
    there, and its name (`value_names`) in text and table. NumPy takes it for the array it holds.
    """

    @classmethod
    def of(cls, found: tracks.Tracks) -> Trajectories:
        """The same values, to be shown."""
        return extended(cls, found)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of `values`."""
        return self.values.shape

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.values, dtype=dtype) if copy else np.asarray(self.values, dtype=dtype)

    def __getitem__(self, key: Any) -> Any:
        return self.values[key]

    def text(self, width: int) -> str:
        """The values at some dates, a line each and a column a path."""
        return tracks_text(self, width)

    def table(self) -> pa.Table:
        """A row a path and step: path, step, date, year, and a column for each name; NaN is null.

        A choice or a regime is its name. A name that is one of those four has `value.` before it.
        """
        return tracks_table(self)

    def to_pandas(self) -> Any:
        """`table` as a pandas table. SimengineError if pandas is not installed."""
        check_pandas()
        return self.table().to_pandas()

    def to_xarray(self) -> Any:
        """The values as xarray's DataArray with the dimensions path, date and name; `unit` and `title` are by name.

        SimengineError if xarray is not installed.
        """
        return track_array(self)

    def plot(self, ax: Axes | None = None, name: str | None = None) -> Axes:
        """Draws `picture` into `ax`, or into a figure of its own (`.figure`); returns the Axes."""
        return self.picture(name).plot(ax)

    def picture(self, name: str | None = None) -> Picture:
        """A line a path over calendar time, of the first of the names if none is named.

        WrongUsageError for one that is not among them.
        """
        return lines.picture(self, name)
