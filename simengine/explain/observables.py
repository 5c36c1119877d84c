"""Reading what can be seen of the paths of a stored run: events are stored, levels of drivers are computed again."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import numpy as np

from simengine.analysis.incidence import spread_steps
from simengine.compute.futures import parameters_of
from simengine.compute.recompute import levels
from simengine.compute.value_names import names_of_choices, names_of_values
from simengine.errors import WrongUsageError
from simengine.explain.columns import Column, named_columns, seen_columns
from simengine.explain.watched import Dates, Watched, answered_at, occurred_by
from simengine.language.clock import Clock, period
from simengine.runs.outcome_table import Integers, OutcomeTable
from simengine.runs.store import Run
from simengine.runs.words import one_line

QUARTERS = 8
"""So many quarters are looked at unless a date is given."""
MOST_DATES = 12
_LEAST_DATES = 4


def watched_of(run: Run, table: OutcomeTable, path: Integers, dates: Dates) -> Iterator[Watched]:
    """All that can be seen of some paths at some dates: events, drivers, what the report shows, answers.

    Parameters can't be seen, and formulas, which may be made of them, only if the report shows them.
    SimengineError if a path doesn't come out as it is stored.
    """
    rows = np.searchsorted(table.path, path)
    words, steps = run.manifest.words, dates.steps
    for event in run.plan.events:
        _, first, _ = run.parts().occurrences(event.name)
        title = words.called("events", event.name)
        yield Watched("event", event.name, title, "", occurred_by(first[rows], steps), chance=True)
    yield from _levels(run, path, steps)
    for question in run.plan.questions:
        answers = answered_at(table.questions[question.name][rows], question.step, steps)
        title = words.title("questions", question.name) or one_line(question.text) or question.name
        yield Watched("answer", question.name, title, question.unit, answers, chance=question.kind == "chance")


def _levels(run: Run, path: Integers, steps: Sequence[int]) -> Iterator[Watched]:
    drivers = [driver.name for driver in run.plan.drivers]
    fixed = {cell.name for cell in run.plan.once} | {one.name for one in run.plan.parameters}
    shown = [name for name in run.manifest.words.report.drivers if name not in fixed]
    names = list(dict.fromkeys((*drivers, *shown)))
    if not names:
        return
    regimes = names_of_values(run, names)
    values = levels(run, names, path, steps)
    for at, name in enumerate(names):
        title, unit = run.manifest.words.of_value(name) or name, run.plan.unit(name)
        called = regimes.get(name, ())
        yield Watched("regime" if called else "level", name, title, unit, values[:, :, at].T, called)


def columns_of(run: Run, table: OutcomeTable, path: Integers, dates: Dates) -> Iterator[Column]:
    """What a box of some paths may be bounded by: parameters, then what is seen at the dates. Errors as above."""
    words, choices = run.manifest.words, names_of_choices(run)
    for name, values in parameters_of(run, path.tolist()).items():
        key, title = f"parameters.{name}", words.called("parameters", name)
        if name in choices:
            yield from named_columns("choice", (key, name, title), "", values, choices[name])
        else:
            unit = run.model.scenario.parameters[name].unit or ""
            yield Column("parameter", key, name, title, unit, "", values)
    yield from seen_columns(watched_of(run, table, path, dates), dates)


def few_dates(run: Run, by: str = "") -> Dates:
    """Four dates up to a given one, or in the first quarter of the time after the last observation.

    They are ends of quarters where there are as many. Errors as of `dates_of`.
    """
    clock, since = run.clock, since_of(run)
    last = step_by(clock, by, since) if by else since + max(1, (clock.steps - since) // 4)
    ends = [step for step in _quarter_ends(clock, since) if since < step <= last]
    if len(ends) < _LEAST_DATES:
        ends = list(range(since + 1, last + 1))
    chosen = [ends[at - 1] for at in spread_steps(len(ends), _LEAST_DATES + 1)[1:]]
    return _dates(clock, (since, *sorted({*chosen[:-1], last if by else chosen[-1]})))


def dates_of(run: Run, by: str = "") -> Dates:
    """The ends of quarters from the last observation, or the start, up to a date or for two years.

    Where the clock has too few of them, or they are too many, dates are spread evenly.

    Raises:
        WrongUsageError: for what is no date, or none between there and the end.
    """
    clock, since = run.clock, since_of(run)
    last = step_by(clock, by, since) if by else clock.steps
    quarters = [step for step in _quarter_ends(clock, since) if since < step <= last]
    if by:
        quarters = sorted({*quarters, last})
    quarters = quarters if by else quarters[:QUARTERS]
    if len(quarters) < min(_LEAST_DATES, last - since):
        quarters = [since + step for step in spread_steps(last - since, _LEAST_DATES + 1)[1:]]
    if len(quarters) > MOST_DATES:
        quarters = [quarters[at] for at in spread_steps(len(quarters) - 1, MOST_DATES)]
    return _dates(clock, (since, *quarters))


def _dates(clock: Clock, steps: tuple[int, ...]) -> Dates:
    return Dates(steps, tuple(period_before(clock, step) for step in steps))


def since_of(run: Run) -> int:
    """The step of the last observation; 0 without any."""
    sharp, others = run.plan.observations, run.plan.likelihoods
    return max([0, *(one.step for one in sharp), *(one.step for one in others)])


def step_by(clock: Clock, by: str, since: int) -> int:
    """The last step of the period that a date names. WrongUsageError where none lies after `since`."""
    try:
        step = clock.reading_step(period(by).after)
    except ValueError as error:
        raise WrongUsageError(str(error)) from error
    if not since < step <= clock.steps:
        ends = f"{period_before(clock, since + 1)} to {period_before(clock, clock.steps)}"
        raise WrongUsageError(f"{by} is not among the dates that can be looked at: {ends}")
    return step


def _quarter_ends(clock: Clock, since: int) -> list[int]:
    first, last = clock.day(since), clock.day(clock.steps)
    years = range(first.year, last.year + 1)
    starts = [period(f"{year}-Q{quarter}").first for year in years for quarter in (1, 2, 3, 4)]
    return sorted({clock.reading_step(start) for start in starts if first < start <= last})


def period_before(clock: Clock, step: int) -> str:
    """The period that ends with a step, as a date of the language that may stand behind `--by`."""
    day = clock.day(step)
    before = day - datetime.timedelta(hours=1)
    if (day.hour, day.day) != (0, 1):
        return before.isoformat()[: 13 if day.hour or clock.step == "hour" else 10]
    if day.month == 1 and clock.step == "year":
        return str(before.year)
    if day.month % 3 == 1:
        return f"{before.year}-Q{(before.month + 2) // 3}"
    return before.isoformat()[:7]
