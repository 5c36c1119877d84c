"""The outcome classes of two runs: those there are in either, and the moves between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simengine.analysis.union import Union
from simengine.errors import SimengineError
from simengine.runs.outcome_table import OutcomeTable

Numbers = NDArray[np.int16]


def union_of_classes(base: OutcomeTable, other: OutcomeTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All classes, BASE's first, and what to say of those that only one has. SimengineError if none is shared."""
    without = [table.scenario for table in (base, other) if not table.classes]
    if without:
        return (), (f"{without[0]} has no outcome: no classes are compared",) if len(without) == 1 else ()
    lost = [name for name in base.classes if name not in other.classes]
    new = [name for name in other.classes if name not in base.classes]
    if len(lost) == len(base.classes):
        raise SimengineError(
            f"{other.scenario!r} and {base.scenario!r} share no outcome class: {', '.join(other.classes)} against "
            f"{', '.join(base.classes)}; compare runs with the same outcome"
        )
    notes = [f"{base.scenario} has no class {', '.join(new)}"] if new else []
    notes += [f"{other.scenario} has no class {', '.join(lost)}"] if lost else []
    return (*base.classes, *new), tuple(f"{note}: it counts as probability 0 there" for note in notes)


def in_classes(table: OutcomeTable, classes: tuple[str, ...]) -> Numbers:
    """The class of each path, as a place among `classes`, which has all of the table's or none; -1 if it has none."""
    if not classes or list(table.classes) == list(classes[: len(table.classes)]):
        return table.outcome
    return np.array([*(classes.index(name) for name in table.classes), -1], dtype=np.int16)[table.outcome]


def migration_of(
    classes: tuple[str, ...], before: Numbers, after: Numbers, union: Union
) -> dict[str, dict[str, float]]:
    """The share of the pairs in each class of BASE and of OTHER; none of runs that are not paired."""
    size = len(classes)
    if not classes or not union.pairs:
        return {}
    start, end = union.of_base(before.astype(np.float64)), union.of_other(after.astype(np.float64))
    both = ~np.isnan(start + end)
    found = np.bincount((start[both] * size + end[both]).astype(np.int64), minlength=size * size) / union.pairs
    rows = found.reshape(size, size).tolist()
    return {name: dict(zip(classes, row, strict=True)) for name, row in zip(classes, rows, strict=True)}
