"""Trajectories of stored paths, computed again on demand; refused where the paths aren't the stored ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.compute.bands import MEDIAN, Bands
from simengine.compute.engine_kinds import ENGINES, check_engine
from simengine.compute.pieces import Piece
from simengine.compute.settings import whole
from simengine.compute.workers import Work, compute
from simengine.engines.path_results import PathResults
from simengine.errors import Setting, SimengineError, Worded, WrongUsageError, what_there_is
from simengine.plan.plan import MemoryCell, Plan, ShiftedCell
from simengine.runs.outcome_table import Floats, Integers
from simengine.runs.store import Run
from simengine.runs.tally import NAMES
from simengine.status import Status

LEVELS = (0.05, 0.25, MEDIAN, 0.75, 0.95)
_NUMBERS_A_CALL = 2**20
_NUMBERS_HELD = 2**24  # 128 MB
_STATUSES = tuple(NAMES[status] for status in sorted(Status))


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """How some paths ended: their status and the index of their class (−1 unless ok), each of shape [n]."""

    status: NDArray[np.int16]
    outcome: NDArray[np.int16]


def trajectories(
    run: Run, names: Sequence[str], paths: Sequence[int], executor: Executor | None = None
) -> NDArray[np.float64]:
    """The values of drivers, formulas and parameters at every step of some paths, shape [n, K+1, names].

    NaN after the end of a path that failed or was excluded.

    Raises:
        SimengineError: for a name or path the run hasn't, or when a path doesn't come out as it is stored.
    """
    plan, paths = run.plan, [whole("a path", path) for path in paths]
    kept = np.empty((len(paths), plan.clock.steps + 1, len(names)))
    for rows, values in _recompute(run, plan, names, paths, stored_ends(run, paths), executor):
        kept[rows] = values
    return kept


def levels(
    run: Run, names: Sequence[str], paths: Sequence[int] | Integers, steps: Sequence[int]
) -> NDArray[np.float64]:
    """The same at some steps only, shape [n, steps, names]; no more than some paths' whole length is held at once."""
    plan, paths = run.plan, [int(path) for path in paths]
    kept = np.empty((len(paths), len(steps), len(names)))
    for rows, values in _recompute(run, plan, names, paths, stored_ends(run, paths), None):
        kept[rows] = values[:, list(steps)]
    return kept


def bands(
    run: Run, name: str, quantiles: Sequence[float] = LEVELS, where: str | None = None, paths: int | None = None
) -> Bands:
    """Quantiles of one driver or formula over time; see `bands_of`."""
    return bands_of(run, (name,), quantiles, where, paths)[0]


def bands_of(
    run: Run,
    names: Sequence[str],
    quantiles: Sequence[float] = LEVELS,
    where: str | None = None,
    paths: int | None = None,
    executor: Executor | None = None,
) -> tuple[Bands, ...]:
    """Quantiles of some drivers or formulas over time, from up to `paths` ok paths spread evenly over the run.

    With `where`, from paths of that outcome class only. By default there are as many paths as the run's engine computes
    in a moment. Where they are too many to hold all their steps, they are computed several times, for some steps each.
    SimengineError as for `trajectories`, for a level outside (0, 1), and where there is no such path.
    """
    wrong = [level for level in quantiles if not 0.0 < level < 1.0]
    if wrong:
        raise WrongUsageError(f"quantile levels lie between 0 and 1 (got {wrong[0]})")
    plan, clock = run.plan, run.clock
    check_engine(run.manifest.engine)
    chosen, ends = _choose_paths(run, where, ENGINES[run.manifest.engine].fan if paths is None else paths)
    found = np.empty((len(names), len(quantiles), clock.steps + 1))
    width = max(1, _NUMBERS_HELD // (len(chosen) * max(1, len(names))))
    for start in range(0, clock.steps + 1, width):
        kept = np.empty((len(chosen), min(width, clock.steps + 1 - start), len(names)))
        for rows, values in _recompute(run, plan, names, chosen.tolist(), ends, executor):
            kept[rows] = values[:, start : start + width]
        found[:, :, start : start + width] = [_quantiles(kept[:, :, i], quantiles) for i in range(len(names))]
    years = np.array([clock.year(k) for k in range(clock.steps + 1)])
    dates = tuple(clock.label(k) for k in range(clock.steps + 1))
    return tuple(
        Bands(
            run.name, name, plan.unit(name), years, dict(zip(quantiles, rows, strict=True)), len(chosen), title, dates
        )
        for name, rows, title in zip(names, found, map(run.manifest.words.of_value, names), strict=True)
    )


def _recompute(
    run: Run, plan: Plan, names: Sequence[str], paths: Sequence[int], ends: Ends, executor: Executor | None
) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """The values at every step, some paths at a time: their rows among all of them, and an array [rows, K+1, names]."""
    check_names(plan, names)
    check_engine(run.manifest.engine)
    most = max(1, _NUMBERS_A_CALL // ((plan.clock.steps + 1) * max(1, len(names))))
    length = min(ENGINES[run.manifest.engine].piece, most)
    pieces = [Piece(0, start, tuple(paths[start : start + length])) for start in range(0, len(paths), length)]
    work = Work(run.manifest.identity, run.manifest.engine, plan, tuple(names))
    for piece, results in compute(work, pieces, executor):
        rows = slice(piece.start, piece.start + len(piece.paths))
        check_same_ends(run, results, Ends(ends.status[rows], ends.outcome[rows]))
        yield rows, results.kept


def check_names(plan: Plan, names: Sequence[str]) -> None:
    """SimengineError for a name that is no driver, formula or parameter of a plan."""
    cells = (*plan.parameters, *plan.once, *plan.drivers, *plan.look)
    computed = {cell.name for cell in cells}
    known = [cell.name for cell in cells if not isinstance(cell, MemoryCell | ShiftedCell)]  # whom the scenario names
    for name in names:
        if name not in computed:
            raise WrongUsageError(f"no driver, formula or parameter {name!r}{what_there_is(name, known)}")


def stored_ends(run: Run, paths: Sequence[int]) -> Ends:
    """How paths ended, as stored; SimengineError for a path the run hasn't."""
    missing = [path for path in paths if not 0 <= path < run.manifest.paths]
    if missing:
        raise WrongUsageError(f"{run.folder} has no path {missing[0]}: it has {run.manifest.paths}, counted from 0")
    parts = run.sound_parts(paths)
    rows = np.searchsorted(parts.paths(), paths)
    return Ends(parts.codes("status", _STATUSES)[rows], parts.codes("class", run.manifest.classes)[rows])


def check_same_end(run: Run, path: int, status: int, outcome: int, stored: tuple[int, int]) -> None:
    """SimengineError if a recomputed path has not the status and class it is stored with."""
    if (status, outcome) != stored:
        again, before = (
            run.manifest.classes[index] if index >= 0 else NAMES[Status(code)]
            for code, index in ((status, outcome), stored)
        )
        what = f"path {path} of {run.folder} came out as {again}, but {before} is stored"
        reason = f"it was computed by other code ({run.manifest.simengine})"
        raise SimengineError(Worded(f"{what}: {reason}; run it again with ", Setting("force")))


def check_same_ends(run: Run, results: PathResults, stored: Ends) -> None:
    """SimengineError if recomputed paths have not the status and class they are stored with."""
    for row in np.flatnonzero((results.status != stored.status) | (results.outcome != stored.outcome)):
        ended = int(results.path[row]), int(results.status[row]), int(results.outcome[row])
        check_same_end(run, *ended, (int(stored.status[row]), int(stored.outcome[row])))


def _choose_paths(run: Run, where: str | None, paths: int) -> tuple[Integers, Ends]:
    if paths < 1:
        raise WrongUsageError(f"paths must be at least 1 (got {paths})")
    table = run.outcome_table()
    wanted = table.ok
    if where is not None:
        where = table.words.class_named(where, table.classes)
        if where not in table.classes:
            hint = what_there_is(where, table.classes) if table.classes else f": {run.name} has no outcome"
            raise WrongUsageError(f"no outcome class {where!r}{hint}")
        wanted = wanted & (table.outcome == table.classes.index(where))
    rows = np.flatnonzero(wanted)
    if not len(rows):
        raise SimengineError(f"no ok path of {run.folder}" + (f" is in the class {where!r}" if where else ""))
    n = min(paths, len(rows))
    rows = rows[np.arange(n) * len(rows) // n]
    return table.path[rows], Ends(np.full(n, Status.OK, np.int16), table.outcome[rows])


def _quantiles(values: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles at each step over the paths with a number there, [levels, steps]; `values` is [paths, steps]."""
    steps = [column[~np.isnan(column)] for column in values.T]
    missing = np.full(len(levels), np.nan)
    return np.array([np.quantile(step, levels) if len(step) else missing for step in steps]).T
