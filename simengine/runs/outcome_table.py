"""The results of one run as columns, one row a path: what analysis and report work on."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

from simengine.runs.asked_experts import asked_experts
from simengine.runs.learnt import Learning
from simengine.runs.manifest import ClockStamp
from simengine.runs.sampling import Sampling
from simengine.runs.tally import Ending
from simengine.runs.words import NO_WORDS, Words

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
_NUMBERS_AT_ONCE = 2**23  # 64 MB
QuestionKind = Literal["chance", "value"]


@final
@dataclass(frozen=True, slots=True, eq=False)
class StoredColumns(Mapping[str, Floats]):
    """Columns of `rows` numbers that lie on the disk: each use of one reads it anew, and none is kept.

    `read` gets what `stored` says of some names. `items` reads several at a time, as far as they are small.
    """

    rows: int
    stored: Mapping[str, str]
    read: Callable[[Sequence[str]], Sequence[Floats]]

    def __getitem__(self, name: str) -> Floats:
        return self.read([self.stored[name]])[0]

    def items(self) -> ItemsView[str, Floats]:
        """The names and their columns."""
        return _StoredItems(self)

    def __contains__(self, name: object) -> bool:
        return name in self.stored

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


@final
class _StoredItems(ItemsView[str, Floats]):
    def __init__(self, columns: StoredColumns) -> None:
        super().__init__(columns)
        self._columns = columns

    def __iter__(self) -> Iterator[tuple[str, Floats]]:
        yield from zip(self._columns, in_turn(self._columns, list(self._columns)), strict=True)


def in_turn(columns: Mapping[str, Floats], names: Sequence[str]) -> Iterator[Floats]:
    """Columns one after the other, in the order of `names`; of a stored run several are read at a time, if small."""
    if not isinstance(columns, StoredColumns):
        yield from (columns[name] for name in names)
        return
    at_once = max(1, _NUMBERS_AT_ONCE // max(1, columns.rows))
    for start in range(0, len(names), at_once):
        yield from columns.read([columns.stored[name] for name in names[start : start + at_once]])


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeTable:
    """The n paths of one run as columns; `path` holds no number twice.

    `sampling` says which paths hang together. Exactly one of `ok`, `failed` and `excluded` holds for a path.
    `outcome` indexes `classes` and is -1 on paths that are not ok, and on all where there are no classes. A measure
    is in its unit of `measure_units` ("" if none) and may be NaN. A `chance` question is 1, 0, or NaN where its
    `given` does not hold; a `value` question is a number or NaN. `truths` are the measures that are 1 or 0.
    `invariants` are the years until each first broke, NaN where it never did. `endings` tell what ended the paths
    that are not ok. `changed` tells what is overridden, where `scenario` has no room. `definitions` and `semantics` are
    those of the manifest, none and 0 where they are not known; so is `learnt`, None unless the run is conditioned.
    `as_of` is the date by which what was observed was known, empty where all counted.
    `asked` is what the die of the expert shows, where that is not the number of the draw of the parameters. Columns of
    a stored run are read when they are asked for: take them one after the other. Columns that disagree in length raise
    ValueError.
    """

    scenario: str
    title: str
    seed: int
    sampling: Sampling
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
    question_units: Mapping[str, str] = field(default_factory=dict)
    truths: tuple[str, ...] = ()
    invariants: Mapping[str, Floats] = field(default_factory=dict)
    words: Words = NO_WORDS
    endings: tuple[Ending, ...] = ()
    experts: Mapping[str, float] = field(default_factory=dict)
    changed: str = ""
    clock: ClockStamp | None = None
    definitions: Mapping[str, str] = field(default_factory=dict)
    semantics: int = 0
    learnt: Learning | None = None
    asked: NDArray[np.uint64] | None = None
    as_of: str = ""

    def __post_init__(self) -> None:
        _check_lengths(self)
        _check_rows(self)

    @property
    def paths(self) -> int:
        """How many paths were run, whatever became of them."""
        return len(self.path)

    @property
    def worth(self) -> float:
        """How many independent paths one counts for, where no figure can tell; 0 unless the run is conditioned."""
        return self.learnt.worth_of_each if self.learnt else 0.0

    @property
    def dated(self) -> str:
        """What counted of the observations, in words."""
        return f"as of {self.as_of}" if self.as_of else "with all that is observed"

    @property
    def expert(self) -> Integers:
        """The place among `experts`, which have their weights, of the one that each path asked, shape [n]."""
        shown = self.sampling.parameter_draws(self.path) if self.asked is None else self.asked
        return asked_experts(self.seed, shown, self.experts)


def _check_lengths(table: OutcomeTable) -> None:
    columns: dict[str, int] = {name: len(getattr(table, name)) for name in ("ok", "failed", "excluded", "outcome")}
    for kind, found in (("measure", table.measures), ("question", table.questions)):
        if isinstance(found, StoredColumns):
            columns[f"each {kind}"] = found.rows
        else:
            columns |= {f"{kind} {name}": len(column) for name, column in found.items()}
    wrong = [f"{name} has {length}" for name, length in columns.items() if length != table.paths]
    if wrong:
        raise ValueError(f"{table.scenario}: {table.paths} paths, but {', '.join(wrong)}")


def _check_rows(table: OutcomeTable) -> None:
    rising = bool((table.path[1:] > table.path[:-1]).all())  # as in any stored run; it spares a sort
    if not rising and len(np.unique(table.path)) != table.paths:
        raise ValueError(f"{table.scenario}: a path stands in the table twice")
    taken = table.outcome[table.ok]
    least = 0 if table.classes else -1
    if taken.size and (taken.min() < least or taken.max() >= len(table.classes)):
        raise ValueError(f"{table.scenario}: an ok path has an outcome outside 0 … {len(table.classes) - 1}")
