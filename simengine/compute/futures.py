"""A row a path with all there is to know of it: its end, what was read off it, what it drew, when what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simengine.compute.engine_kinds import ENGINES, Engine, check_engine, make_engine
from simengine.compute.value_names import called, names_of_choices
from simengine.engines.parameters import draw_parameters
from simengine.errors import WrongUsageError
from simengine.language.clock import Clock
from simengine.randomness.dice import NOTHING_ROLLED
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_EVENT, _PARAMETER = "event.", "parameter."
_FEW = 100  # paths: for so many no engine is made
_AT_ONCE = 1024  # paths: an engine keeps room for all steps


def futures(run: Run, parameters: bool = True) -> pa.Table:
    """The outcomes of a run with dates in the place of steps and, if asked for, the `parameters` that paths drew.

    SimengineError if a part is damaged, or this simengine makes other draws of the same scenario.
    """
    return dated_futures(run, run.outcomes, parameters)


def dated_futures(run: Run, table: pa.Table, parameters: bool) -> pa.Table:
    """The same of some rows of a run's outcomes."""
    for at, name in enumerate(table.column_names):
        if name == "failed_step":
            dated = _of_steps(table.column(name).combine_chunks(), run.clock)
            table = table.set_column(at, "failed_date", dated)
        elif name.startswith(_EVENT):
            table = table.set_column(at, name, _of_lists(table.column(name).combine_chunks(), run.clock))
    for name, drawn in (_called(run, table.column("path").to_numpy()) if parameters else {}).items():
        table = table.append_column(f"{_PARAMETER}{name}", [drawn])
    return table


def parameter_table(run: Run, paths: Sequence[int]) -> pa.Table:
    """A row a path with what each parameter is on it. SimengineError for a path the run hasn't."""
    import pyarrow as pa  # noqa: PLC0415 (a program that asks for no tables needs none)

    wanted = [int(path) for path in paths]
    return pa.table({"path": pa.array(wanted, pa.int64()), **_called(run, wanted)})


def _called(run: Run, paths: Sequence[int]) -> dict[str, Any]:
    """What each parameter is on some paths; a choice of names by name."""
    names = names_of_choices(run)
    drawn = parameters_of(run, paths)
    return {name: called(values, names[name]) if name in names else values for name, values in drawn.items()}


def parameters_of(run: Run, paths: Sequence[int]) -> dict[str, NDArray[np.float64]]:
    """What each parameter is on some paths, as numbers, computed again. SimengineError for a path the run hasn't."""
    missing = [path for path in paths if not 0 <= path < run.manifest.paths]
    if missing:
        raise WrongUsageError(f"{run.folder} has no path {missing[0]}: it has {run.manifest.paths}, counted from 0")
    plan, name = run.plan, run.manifest.engine
    check_engine(name)
    names, numbers = [parameter.name for parameter in plan.parameters], [int(path) for path in paths]
    by_engine = ENGINES[name].threads and len(numbers) > _FEW
    drawn = _drawn_at_once(make_engine(name, plan), names, numbers) if by_engine else np.empty((0, len(names)))
    drawn = np.concatenate([drawn, np.full((len(numbers) - len(drawn), len(names)), np.nan)])
    last: tuple[int, list[float]] = (-1, [])
    for row in np.flatnonzero(np.isnan(drawn).any(axis=1)):  # on a path that ends as it begins the engine keeps nothing
        nest = numbers[row] // plan.nested
        if nest != last[0]:
            rolled = plan.members.rolled_on(numbers[row]) if plan.members else NOTHING_ROLLED
            last = nest, draw_parameters(plan, numbers[row], rolled)
        drawn[row] = last[1]
    return {name: drawn[:, at] for at, name in enumerate(names)}


def _drawn_at_once(engine: Engine, names: Sequence[str], paths: Sequence[int]) -> NDArray[np.float64]:
    """What the engine has for parameters at the first step, a hundred times as fast as path by path."""
    pieces = (paths[start : start + _AT_ONCE] for start in range(0, len(paths), _AT_ONCE))
    return np.concatenate([engine.simulate(piece, names, until=0).kept[:, 0] for piece in pieces])


def occurrences(run: Run) -> pa.Table:
    """A row an occurrence of an event: path, event, step, date, in the order of the paths and of time."""
    return occurrences_in(run.outcomes, run.clock)


def occurrences_in(table: pa.Table, clock: Clock) -> pa.Table:
    """The same of some rows of a run's outcomes."""
    import pyarrow as pa  # noqa: PLC0415 (a program that asks for no tables needs none)
    import pyarrow.compute as pc  # noqa: PLC0415

    found = []
    for name in table.column_names:
        if name.startswith(_EVENT):
            column = table.column(name).combine_chunks()
            steps = pc.list_flatten(column)
            paths = table.column("path").combine_chunks().take(pc.list_parent_indices(column))
            event = pa.array([name.removeprefix(_EVENT)] * len(steps), pa.string())
            found.append(pa.table([paths, event, steps, _of_steps(steps, clock)], ["path", "event", "step", "date"]))
    if not found:
        types = [("path", pa.int64()), ("event", pa.string()), ("step", pa.int32()), ("date", pa.string())]
        return pa.schema(types).empty_table()
    return pa.concat_tables(found).sort_by([("path", "ascending"), ("step", "ascending"), ("event", "ascending")])


def _of_lists(column: Any, clock: Clock) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    dates = _of_steps(column.flatten(), clock)
    lengths = np.diff(column.offsets.to_numpy())
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), dates)


def _of_steps(column: Any, clock: Clock) -> Any:
    """The dates of steps, null where there is none."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    known = {step: clock.label(step) for step in column.unique().to_pylist() if step is not None}
    if not known:
        return pa.nulls(len(column), pa.string())
    steps = pa.array(list(known), column.type)
    return pa.array(list(known.values()), pa.string()).take(pc.index_in(column, value_set=steps))
