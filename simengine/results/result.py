"""What all results have in common."""

from __future__ import annotations

import html
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from simengine.errors import SimengineError, visible
from simengine.report.layout import terminal_width
from simengine.report.plots.inline_svg import inline_svg
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

Record = TypeVar("Record")
Columns = Mapping[str, type[str] | type[int] | type[float]]


class Result(ABC):
    """Something to be read: as text (`print` fits it to the terminal) and, in a notebook, the same text in HTML."""

    __slots__ = ()

    @abstractmethod
    def text(self, width: int) -> str:
        """The text for a terminal of so many columns."""

    def __str__(self) -> str:
        return visible(self.text(terminal_width()))

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


class Pictured(Result):
    """A result with a picture, which a notebook shows below its text."""

    __slots__ = ()

    @abstractmethod
    def picture(self) -> Picture:
        """What `plot` draws, and `.save(path)` writes. SimengineError where there is nothing to draw."""

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draws `picture` into `ax`, or into a figure of its own (`.figure`); returns the Axes, of several the first.

        SimengineError where there is nothing to draw.
        """
        return self.picture().plot(ax)

    def _repr_html_(self) -> str:
        text = Result._repr_html_(self)
        try:
            drawn = inline_svg(self.picture, type(self).__name__.lower())
        except (SimengineError, ValueError):  # there is nothing to draw, or in no way that is a picture
            return text
        return f'{text}<div style="background: white">{drawn}</div>'


def extended(kind: type[Record], record: Any) -> Record:
    """The same record as one of a kind that is derived from its own, and has a default for what it adds."""
    return kind(**{field.name: getattr(record, field.name) for field in fields(record)})


def arrow_table(columns: Columns, rows: Iterable[Sequence[object]]) -> pa.Table:
    """Rows as an Arrow table with columns of these types; None and NaN are null."""
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)

    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    found = [[_known(cell) for cell in column] for column in zip(*rows, strict=True)] or [[] for _ in columns]
    arrays = [pa.array(cells, types[kind]) for cells, kind in zip(found, columns.values(), strict=True)]
    return pa.table(arrays, names=list(columns))


def _known(cell: object) -> object:
    return None if isinstance(cell, float) and math.isnan(cell) else cell
