"""The results of one run as columns, one row a path: what analysis and report work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
QuestionKind = Literal["chance", "value"]


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeTable:
    """The n paths of one run as columns; `path` holds no number twice.

    `nested` is M: the paths with one `path // M` share one draw of the parameters. Exactly one of `ok`, `failed` and
    `excluded` holds for a path. `outcome` indexes `classes` and is -1 on paths that are not ok. A measure is in its
    unit of `measure_units` ("" if none) and may be NaN. A `chance` question is 1, 0, or NaN where its `given` does not
    hold; a `value` question is a number or NaN. Columns that disagree in length raise ValueError.
    """

    scenario: str
    title: str
    seed: int
    nested: int
    classes: tuple[str, ...]
    path: Integers
    ok: Truths
    failed: Truths
    excluded: Truths
    outcome: NDArray[np.int16]
    measures: Mapping[str, Floats]
    measure_units: Mapping[str, str]
    questions: Mapping[str, Floats]
    question_texts: Mapping[str, str]
    question_kinds: Mapping[str, QuestionKind]

    def __post_init__(self) -> None:
        _check_lengths(self)
        _check_rows(self)

    @property
    def paths(self) -> int:
        """How many paths were run, whatever became of them."""
        return len(self.path)

    @property
    def parameter_draws(self) -> Integers | None:
        """Which draw of the parameters each path has, shape [n]; None when every path has its own."""
        return None if self.nested == 1 else self.path // self.nested


def _check_lengths(table: OutcomeTable) -> None:
    columns: dict[str, int] = {name: len(getattr(table, name)) for name in ("ok", "failed", "excluded", "outcome")}
    columns |= {f"measure {name}": len(column) for name, column in table.measures.items()}
    columns |= {f"question {name}": len(column) for name, column in table.questions.items()}
    wrong = [f"{name} has {length}" for name, length in columns.items() if length != table.paths]
    if wrong:
        raise ValueError(f"{table.scenario}: {table.paths} paths, but {', '.join(wrong)}")


def _check_rows(table: OutcomeTable) -> None:
    if table.nested < 1:
        raise ValueError(f"{table.scenario}: nested must be at least 1 (got {table.nested})")
    if len(np.unique(table.path)) != table.paths:
        raise ValueError(f"{table.scenario}: a path stands in the table twice")
    taken = table.outcome[table.ok]
    if taken.size and (taken.min() < 0 or taken.max() >= len(table.classes)):
        raise ValueError(f"{table.scenario}: an ok path has an outcome outside 0 … {len(table.classes) - 1}")
