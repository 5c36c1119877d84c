"""What is known of a run's paths, some of them at a time: a run of any size is handed on in little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simengine.compute.follow import tracks_of
from simengine.compute.futures import dated_futures, occurrences_in
from simengine.compute.settings import whole
from simengine.compute.tracks import Tracks
from simengine.errors import WrongUsageError
from simengine.runs.outcome_table import Integers
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_NUMBERS_A_TABLE = 2**22  # 32 MB
Paths = int | Sequence[int] | None
"""Which paths are meant: the first so many, those of these numbers, or all."""


def chosen_paths(run: Run, paths: Paths) -> Integers:
    """The numbers of the paths that are meant, each once, in their order. WrongUsageError if there is none such."""
    there = run.manifest.paths
    if paths is None:
        return np.arange(there)
    if isinstance(paths, int):
        if not 1 <= paths <= there:
            raise WrongUsageError(f"{run.folder} has {there} paths: take the first 1 to {there} of them (got {paths})")
        return np.arange(paths)
    if not len(paths):
        raise WrongUsageError("paths names no path: leave it out for all of them")
    for path in (*paths[:1], *paths[-1:]):  # before a long range becomes numbers
        _check_path(run, whole("a path", path))
    chosen = np.unique(np.array([whole("a path", path) for path in paths], np.int64))
    _check_path(run, int(chosen[0]))
    _check_path(run, int(chosen[-1]))
    return chosen


def _check_path(run: Run, path: int) -> None:
    if not 0 <= path < run.manifest.paths:
        raise WrongUsageError(f"{run.folder} has no path {path}: it has {run.manifest.paths}, counted from 0")


def moving_names(run: Run) -> tuple[str, ...]:
    """The drivers and formulas of a run: all that has a value at every step and may move."""
    formulas = run.model.scenario.formulas
    cells = [cell.name for cell in (*run.plan.once, *run.plan.look) if cell.name in formulas]
    return (*(driver.name for driver in run.plan.drivers), *cells)


def futures_by_part(run: Run, paths: Integers, *, parameters: bool = True) -> Iterator[pa.Table]:
    """The table of `futures`, of some paths, a part at a time. SimengineError as there."""
    return (dated_futures(run, table, parameters) for table in stored_by_part(run, paths))


def occurrences_by_part(run: Run, paths: Integers) -> Iterator[pa.Table]:
    """The table of `occurrences`, of some paths, a part at a time. SimengineError if a part is damaged."""
    return (occurrences_in(table, run.clock) for table in stored_by_part(run, paths))


def tracks_by_part(run: Run, names: Sequence[str], paths: Integers) -> Iterator[Tracks]:
    """Some paths step by step, few of them at a time. SimengineError as `trajectories`."""
    length = max(1, _NUMBERS_A_TABLE // ((run.clock.steps + 1) * max(1, len(names))))
    for start in range(0, len(paths), length):
        yield tracks_of(run, names, paths[start : start + length].tolist())


def stored_by_part(run: Run, paths: Integers) -> Iterator[pa.Table]:
    """The outcomes as stored, with the rows of these paths."""
    for part in run.manifest.parts:
        rows = paths[np.searchsorted(paths, part.first) : np.searchsorted(paths, part.first + part.paths)] - part.first
        if len(rows):
            table = run.sound_parts([part.first]).read()
            yield table if len(rows) == part.paths else table.take(rows)
