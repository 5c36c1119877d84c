"""What a box may be bounded by: parameters, and what is seen by some dates, a column of numbers each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.explain.watched import Dates, Watched
from simengine.runs.outcome_table import Floats

Of = Literal["parameter", "choice", "event", "level", "regime"]
FEWEST = 20
"""So many points must lie on either side of where a column is cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`values` of n paths. Of a choice and a regime 1 where it is `value`; of an event 1 where it had occurred.

    `by` is the date of what is seen, "" of parameters. `key` is the element's dotted path.
    """

    of: Of
    key: str
    name: str
    title: str
    unit: str
    by: str
    values: Floats
    value: str = ""

    @property
    def is_truth(self) -> bool:
        """Whether it is 1 or 0."""
        return self.of in ("choice", "event", "regime")


def seen_columns(watched: Iterable[Watched], dates: Dates) -> Iterator[Column]:
    """Events that had occurred, levels and regimes, at each date but the first; answers are left to what they ask."""
    for one in watched:
        for at, by in dates.later():
            values = one.values[at]
            if one.of == "event":
                yield Column("event", one.key, one.name, one.title, "", by, values)
            elif one.of == "level":
                yield Column("level", one.key, one.name, one.title, one.unit, by, values)
            elif one.of == "regime":
                yield from named_columns("regime", (one.key, one.name, one.title), by, values, one.regimes)


def named_columns(
    of: Of, called: tuple[str, str, str], by: str, values: Floats, names: Sequence[str]
) -> Iterator[Column]:
    """A column for each name that values stand for; of two, which say the same, the second."""
    for at, name in enumerate(names):
        if len(names) != 2 or at == 1:
            yield Column(of, *called, "", by, (values == at).astype(np.float64), name)


def worth_cutting(columns: Iterable[Column]) -> Iterator[Column]:
    """The columns that can be cut at all: numbers everywhere, and enough of them on either side."""
    for column in columns:
        values = column.values
        if not np.isfinite(values).all():
            continue
        at_ends = max(np.count_nonzero(values == values.min()), np.count_nonzero(values == values.max()))
        if at_ends <= len(values) - FEWEST:
            yield column


def rounded(value: float, values: Floats) -> float:
    """A bound to three digits of how far the values spread: what is told is what is counted."""
    if not math.isfinite(value):
        return value
    low, high = np.quantile(values, (0.05, 0.95)).tolist()
    spread = high - low or float(np.ptp(values))
    return round(value, 2 - math.floor(math.log10(spread))) if spread > 0.0 else value
