"""By when events occur: those first that the answer, the outcomes and the report's measures hang on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simengine.analysis.headline import Headline
from simengine.analysis.incidence import cumulative, first_of, spread_steps
from simengine.analysis.probability import Proportion, ok_draws
from simengine.explain.reads import read_by
from simengine.language.clock import Clock
from simengine.page.courses import note_of
from simengine.report.numbers import spaced
from simengine.runs.outcome_table import Floats, OutcomeTable, Truths
from simengine.runs.store import Run

_MOST = 6


@dataclass(frozen=True, slots=True, eq=False)
class Milestones:
    """How likely each event is to have occurred by some `dates` (decimal `years`), by its title.

    `first` has those that matter most: how likely each is to have come before the others by then. `half` has the date
    by which each has come in half of the futures, `notes` what events are, `names` what the scenario calls them.
    """

    dates: tuple[str, ...]
    years: tuple[float, ...]
    shares: Mapping[str, tuple[Proportion, ...]]
    first: Mapping[str, tuple[Proportion, ...]]
    half: Mapping[str, str]
    notes: Mapping[str, str]
    names: Mapping[str, str]


def milestones_of(run: Run, table: OutcomeTable, headline: Headline | None) -> Milestones | None:
    """Every event that occurs on some path: those that matter most, then the others in the order of the scenario.

    Most matter those that the answer, a class or a measure of the report reads; then those that questions ask for, the
    more of them the more; then those that are most open at the end. What comes at one date or never is no matter of
    when, and stands last.
    """
    clock, draws = run.clock, ok_draws(table)
    steps = spread_steps(clock.steps)
    parts, words = run.parts(), run.manifest.words
    called = {event.name: words.title("events", event.name) or spaced(event.name) for event in run.plan.events}
    came = {name: parts.occurrences(name)[1] for name in called}
    shares = {name: cumulative(first, table.ok, steps, draws, table.worth) for name, first in came.items()}
    shares = {name: row for name, row in shares.items() if row[-1].p > 0.0}
    if not shares:
        return None
    read, asked = _read(run, headline), _asked(run)
    dated = {name: _at_one_date(came[name], table.ok) for name in shares}
    order = sorted(
        shares, key=lambda name: (dated[name], name not in read, -asked[name], abs(shares[name][-1].p - 0.5))
    )[:_MOST]
    order.sort(key=lambda name: -shares[name][-1].p)
    rows = {called[name]: shares[name] for name in dict.fromkeys((*order, *shares))}
    first = first_of({called[name]: came[name] for name in order}, table.ok, steps, draws, table.worth)
    dates, years = tuple(clock.label(step) for step in steps), tuple(clock.year(step) for step in steps)
    notes = {title: note_of(run, name) for name, title in called.items()}
    half = {called[name]: _half(clock, came[name][table.ok]) for name in shares}
    return Milestones(dates, years, rows, first, half, notes, {title: name for name, title in called.items()})


def _half(clock: Clock, first: Floats) -> str:
    """The date by which something has come first in half of the futures."""
    middle = np.sort(np.where(np.isnan(first), np.inf, first))[(len(first) - 1) // 2]
    return clock.label(int(middle)) if np.isfinite(middle) else "not by the end"


def _read(run: Run, headline: Headline | None) -> frozenset[str]:
    """The events that the answer, the classes and the measures of the report read."""
    plan, known = run.plan, {measure.name for measure in run.plan.measures}
    of = [(headline.of, headline.names)] if headline else []
    of += [("class", tuple(name for name, _ in plan.classes))] if plan.classes else []
    of += [("measure", (name,)) for name in run.manifest.words.report.measures if name in known]
    return frozenset(event for one, names in of for event in _events(read_by(plan, one, names)))


def _asked(run: Run) -> Counter[str]:
    """How many questions read each event."""
    plan = run.plan
    return Counter(event for one in plan.questions for event in _events(read_by(plan, "question", [one.name])))


def _events(read: frozenset[str]) -> frozenset[str]:
    return frozenset(path.removeprefix("events.") for path in read if path.startswith("events."))


def _at_one_date(first: Floats, ok: Truths) -> bool:
    """Whether an event comes at the same date in every future that counts in which it comes."""
    known = first[ok & ~np.isnan(first)]
    return bool(len(known)) and float(np.ptp(known)) == 0.0
