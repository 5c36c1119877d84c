"""What a report is made of, gathered once from its runs; each block takes what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from simengine.analysis.incidence import cumulative, spread_steps
from simengine.analysis.probability import Proportion, ok_draws
from simengine.errors import SimengineError
from simengine.explain.influence import Influence
from simengine.explain.observables import since_of
from simengine.report.numbers import spaced
from simengine.results.comparison import Compared, default_fans
from simengine.results.explaining import explain_run, stored_influence
from simengine.results.run import Run
from simengine.results.run_bands import Bands
from simengine.results.run_signposts import Signposts
from simengine.results.run_summary import Summary
from simengine.results.story import Story
from simengine.runs.outcome_table import OutcomeTable
from simengine.scenario.ledger import make_ledger
from simengine.scenario.ledger_entries import Ledger

_STORIES, _FANS = 3, 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Milestones:
    """How likely each event is to have occurred by some `dates` (decimal `years`), by its title."""

    dates: tuple[str, ...]
    years: tuple[float, ...]
    shares: Mapping[str, tuple[Proportion, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """A base run with what is told of it, and of others against it; None or empty where there is none.

    `known_until` is the end of the last observation's step, or the start. `why_not` says by block what could not be
    told of the base, and why.
    """

    run: Run
    summary: Summary
    known_until: str
    compared: Compared | None
    influence: Influence | None
    signposts: Signposts | None
    bands: tuple[Bands, ...]
    milestones: Milestones | None
    stories: tuple[Story, ...]
    ledger: Ledger
    why_not: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the runs, the base first."""
        return tuple(run.name for run in self.compared.runs) if self.compared else (self.run.name,)

    @property
    def titles(self) -> Mapping[str, str]:
        """What each run is called, by its name."""
        return {run.name: run.manifest.title for run in (self.compared.runs if self.compared else (self.run,))}


def gather(runs: Sequence[Run], *, full: bool = False) -> Facts:
    """What the first of some runs says, and what the others change; with `full` parameters are rolled anew.

    SimengineError without a run, where they can't be compared, and where the base can't be read. What needs futures to
    be computed again is left out where they can't be, and `why_not` says so.
    """
    if not runs:
        raise SimengineError("a report needs a run")
    run, why_not = runs[0], dict[str, str]()
    table = run.outcome_table()
    summary = Summary.of(table)
    chance = summary.headline is not None and summary.headline.chance
    known = table.ok.any()
    return Facts(
        run=run,
        summary=summary,
        known_until=_tried(why_not, "as of", lambda: run.manifest.as_of or run.clock.label(since_of(run))) or "",
        compared=Compared.between(run, *runs[1:]) if len(runs) > 1 else None,
        influence=_tried(why_not, "what moves it", lambda: explain_run(run) if full else stored_influence(run))
        if summary.headline and known
        else None,
        signposts=_tried(why_not, "what to watch", run.signposts) if chance and known else None,
        bands=tuple(_tried(why_not, "how it may go", lambda: _bands(run)) or ()) if known else (),
        milestones=_tried(why_not, "by when", lambda: _milestones(run, table)) if known else None,
        stories=tuple(_tried(why_not, "typical futures", lambda: _stories(run, summary)) or ()) if known else (),
        ledger=make_ledger(run.model.scenario),
        why_not=why_not,
    )


def _tried(why_not: dict[str, str], what: str, compute: Callable[[], T]) -> T | None:
    """What `compute` finds; where it can't, the reason is noted."""
    try:
        return compute()
    except SimengineError as error:
        why_not[what] = str(error)
        return None


def _bands(run: Run) -> list[Bands]:
    """How the drivers that the report wants shown spread; by default as a comparison draws them."""
    scenario = run.model.scenario
    return [run.bands(name) for name in default_fans([scenario])[:_FANS]]


def _milestones(run: Run, table: OutcomeTable) -> Milestones | None:
    """Every event that occurs on some path, in the order of the scenario."""
    clock, draws = run.clock, ok_draws(table)
    steps = spread_steps(clock.steps)
    parts, words = run.parts(), run.manifest.words
    shares = {
        words.title("events", event.name) or spaced(event.name): cumulative(
            parts.occurrences(event.name)[1], table.ok, steps, draws, table.worth
        )
        for event in run.plan.events
    }
    shares = {name: row for name, row in shares.items() if row[-1].p > 0.0}
    if not shares:
        return None
    dates, years = tuple(clock.label(step) for step in steps), tuple(clock.year(step) for step in steps)
    return Milestones(dates, years, shares)


def _stories(run: Run, summary: Summary) -> list[Story]:
    """The typical future of each of the likeliest classes; without classes, the one in the middle of all."""
    likeliest = sorted((name for name, p in summary.outcome.items() if p.p > 0.0), key=lambda n: -summary.outcome[n].p)
    return [run.story(typical=name) for name in likeliest[:_STORIES] or ["all"]]
