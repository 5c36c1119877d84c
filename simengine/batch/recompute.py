"""Trajectories of stored paths, computed again on demand; refused where the paths aren't the stored ones."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from simengine.batch.bands import MEDIAN, Bands
from simengine.batch.blocks import Block
from simengine.batch.store import Run
from simengine.batch.table import Floats, OutcomeTable
from simengine.batch.tally import NAMES
from simengine.batch.workers import Work, compute
from simengine.engines.draws import Draws
from simengine.errors import SimengineError, did_you_mean
from simengine.plan.plan import Plan
from simengine.status import Status

LEVELS = (0.05, 0.25, MEDIAN, 0.75, 0.95)
_PATHS_AT_ONCE = 25


def trajectories(
    run: Run, names: Sequence[str], paths: Sequence[int], executor: Executor | None = None
) -> NDArray[np.float64]:
    """The values of drivers, formulas and parameters at every step of some paths, shape [n, K+1, names].

    NaN after the end of a path that failed or was excluded.

    Raises:
        SimengineError: for a name or path the run hasn't, or when a path doesn't come out as it is stored.
    """
    plan = run.plan()
    _check_names(plan, names)
    rows = stored_ends(run, paths)
    chunks = [range(start, min(start + _PATHS_AT_ONCE, len(paths))) for start in range(0, len(paths), _PATHS_AT_ONCE)]
    blocks = [Block(index, tuple(paths[i] for i in chunk)) for index, chunk in enumerate(chunks)]
    kept = np.full((len(paths), plan.clock.steps + 1, len(names)), np.nan)
    work = Work(run.manifest.plan, run.manifest.engine, plan, tuple(names))
    for block, draws in compute(work, blocks, executor):
        chunk = chunks[block.index]
        _refuse_others(run, draws, rows[chunk.start : chunk.stop])
        kept[chunk.start : chunk.stop] = draws.kept
    return kept


def bands(
    run: Run, name: str, quantiles: Sequence[float] = LEVELS, where: str | None = None, paths: int = 200
) -> Bands:
    """Quantiles of one driver or formula over time; see `bands_of`."""
    return bands_of(run, (name,), quantiles, where, paths)[0]


def bands_of(
    run: Run,
    names: Sequence[str],
    quantiles: Sequence[float] = LEVELS,
    where: str | None = None,
    paths: int = 200,
    executor: Executor | None = None,
) -> tuple[Bands, ...]:
    """Quantiles of some drivers or formulas over time, from up to `paths` ok paths spread evenly over the run.

    With `where`, from paths of that outcome class only. SimengineError as for `trajectories`, for a level outside
    (0, 1), and where there is no such path.
    """
    wrong = [level for level in quantiles if not 0.0 < level < 1.0]
    if wrong:
        raise SimengineError(f"quantile levels lie between 0 and 1 (got {wrong[0]})")
    chosen = _chosen(run, where, paths)
    values, clock = trajectories(run, names, chosen, executor), run.clock
    years = np.array([clock.year(k) for k in range(clock.steps + 1)])
    units = run.plan()
    return tuple(
        Bands(run.name, name, units.unit(name), years, _quantiles(values[:, :, i], quantiles), len(chosen))
        for i, name in enumerate(names)
    )


def _check_names(plan: Plan, names: Sequence[str]) -> None:
    known = [cell.name for cell in (*plan.parameters, *plan.once, *plan.drivers, *plan.look)]
    for name in names:
        if name not in known:
            raise SimengineError(f"no driver, formula or parameter {name!r}{did_you_mean(name, known)}")


def stored_ends(run: Run, paths: Sequence[int]) -> list[tuple[str, str | None]]:
    """Status and class of paths as stored; SimengineError for a path the run hasn't."""
    stored = run.outcomes.select(["path", "status", "class"])
    columns = (stored[name].to_pylist() for name in stored.column_names)
    found = {path: (status, name) for path, status, name in zip(*columns, strict=True)}
    missing = [path for path in paths if path not in found]
    if missing:
        raise SimengineError(f"{run.folder} has no path {missing[0]}: it has {run.manifest.paths}, counted from 0")
    return [found[path] for path in paths]


def refuse_another(run: Run, path: int, status: int, outcome: int, stored: tuple[str, str | None]) -> None:
    """SimengineError if a recomputed path has not the status and class it is stored with."""
    again = NAMES[Status(status)], run.manifest.classes[outcome] if outcome >= 0 else None
    if again != stored:
        raise SimengineError(
            f"path {path} of {run.folder} came out as {again[1] or again[0]}, but {stored[1] or stored[0]} is stored: "
            f"it was computed by other code ({run.manifest.simengine}); run it again with --force"
        )


def _refuse_others(run: Run, draws: Draws, stored: list[tuple[str, str | None]]) -> None:
    ends = zip(draws.path.tolist(), draws.status.tolist(), draws.outcome.tolist(), stored, strict=True)
    for path, status, outcome, found in ends:
        refuse_another(run, path, status, outcome, found)


def _chosen(run: Run, where: str | None, paths: int) -> list[int]:
    if paths < 1:
        raise SimengineError(f"paths must be at least 1 (got {paths})")
    table: OutcomeTable = run.table()
    wanted = table.ok
    if where is not None:
        if where not in table.classes:
            raise SimengineError(f"no outcome class {where!r}{did_you_mean(where, table.classes)}")
        wanted = wanted & (table.outcome == table.classes.index(where))
    known: list[int] = table.path[wanted].tolist()
    if not known:
        raise SimengineError(f"no ok path of {run.folder}" + (f" is in the class {where!r}" if where else ""))
    n = min(paths, len(known))
    return [known[i * len(known) // n] for i in range(n)]


def _quantiles(values: Floats, levels: Sequence[float]) -> dict[float, Floats]:
    """Quantiles at each step over the paths with a number there; `values` is [paths, K+1]."""
    steps = [column[~np.isnan(column)] for column in values.T]
    return {level: np.array([np.quantile(step, level) if len(step) else np.nan for step in steps]) for level in levels}
