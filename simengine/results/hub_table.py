"""Forecasts in the form of the forecasting hubs' model output: a row a prediction, and columns that say which.

docs.hubverse.io, Model output: task columns (here `origin_date`, `target`, `horizon`, `target_end_date`), then
`output_type`, `output_type_id` and `value`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simengine.compute.by_part import Paths, chosen_paths
from simengine.compute.follow import tracks_of
from simengine.compute.recompute import bands_of
from simengine.results.result import Columns, arrow_table
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable, Truths
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

LEVELS = (0.01, 0.025, *(round(0.05 * i, 2) for i in range(1, 20)), 0.975, 0.99)
"""The quantiles that the hubs ask for."""
SAMPLES = 100
"""How many paths are samples, where nobody says; as many as most hubs take."""
_COLUMNS: Columns = {
    "origin_date": str,
    "target": str,
    "horizon": int,
    "target_end_date": str,
    "output_type": str,
    "output_type_id": str,
    "value": float,
}
Task = tuple[str, str, int | None, str | None]
Row = tuple[str, str, int | None, str | None, str, str | None, float]


def hub_table(run: Run, names: Sequence[str], paths: Paths) -> pa.Table:
    """All that a run predicts, and `names` at every step; `paths` are the samples, by default the first 100.

    Classes, chances and truths are a `pmf`, of all ok paths. Other measures and questions have a `mean`, a `median`,
    quantiles and samples, names at a step a median, quantiles (of some paths, as `bands`) and samples. A sample's id is
    its path: what has one id is of one future, across targets and dates. SimengineError as `trajectories`.
    """
    samples = chosen_paths(run, min(SAMPLES, run.manifest.paths) if paths is None else paths)
    origin, table = _day(run, 0), run.outcome_table()
    rows = [*_of_outcomes(origin, run, table, samples), *_of_names(origin, run, names, samples)]
    return arrow_table(_COLUMNS, rows)


def _of_outcomes(origin: str, run: Run, table: OutcomeTable, samples: Integers) -> Iterator[Row]:
    counts = np.bincount(table.outcome[table.ok], minlength=len(table.classes)) if table.classes else np.empty(0)
    chances = dict(zip(table.classes, (counts / max(1, counts.sum())).tolist(), strict=True))
    yield from _pmf((origin, "outcome", None, None), chances)
    for name, values in table.measures.items():
        yield from _figure((origin, name, None, None), table, values, samples, truth=name in table.truths)
    steps = {question.name: question.step for question in run.plan.questions}
    for name, values in table.questions.items():
        task = origin, name, steps[name], _day(run, steps[name])
        yield from _figure(task, table, values, samples, truth=table.question_kinds[name] == "chance")


def _figure(task: Task, table: OutcomeTable, values: Floats, samples: Integers, *, truth: bool) -> Iterator[Row]:
    """What is read off each path once, over the ok paths that have it; nothing where none has."""
    known = values[table.ok & ~np.isnan(values)]
    if truth and len(known):
        yield from _pmf(task, {"yes": float(known.mean()), "no": 1.0 - float(known.mean())})
    elif len(known):
        chosen = np.isin(table.path, samples)
        yield (*task, "mean", None, float(known.mean()))
        yield from _quantiles(task, dict(zip(LEVELS, np.quantile(known, LEVELS).tolist(), strict=True)))
        yield from _samples(task, table.path[chosen], values[chosen], table.ok[chosen])


def _day(run: Run, step: int) -> str:
    return run.clock.day(step).date().isoformat()


def _of_names(origin: str, run: Run, names: Sequence[str], samples: Integers) -> Iterator[Row]:
    if not names:
        return
    values, every = tracks_of(run, names, samples.tolist()).values, np.ones(len(samples), np.bool_)
    days = [_day(run, step) for step in range(run.clock.steps + 1)]
    for i, found in enumerate(bands_of(run, names, LEVELS)):
        for step, day in enumerate(days):
            task = origin, found.name, step, day
            yield from _quantiles(task, {level: float(along[step]) for level, along in found.quantiles.items()})
            yield from _samples(task, samples, values[:, step, i], every)


def _pmf(task: Task, chances: Mapping[str, float]) -> Iterator[Row]:
    yield from ((*task, "pmf", name, p) for name, p in chances.items())


def _quantiles(task: Task, found: Mapping[float, float]) -> Iterator[Row]:
    known = {level: value for level, value in found.items() if np.isfinite(value)}
    yield from ((*task, "median", None, value) for level, value in known.items() if level == 0.5)
    yield from ((*task, "quantile", f"{level:g}", value) for level, value in known.items())


def _samples(task: Task, paths: Integers, values: Floats, counted: Truths) -> Iterator[Row]:
    for path, value, counts in zip(paths.tolist(), values.tolist(), counted.tolist(), strict=True):
        if counts and np.isfinite(value):
            yield (*task, "sample", str(path), value)
