"""What a report is made of, gathered once from its runs; each block takes what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from simengine.analysis.past_scores import PastScores
from simengine.analysis.twins import Twins
from simengine.compute.engine_kinds import ENGINES
from simengine.errors import SimengineError
from simengine.explain.influence import Influence
from simengine.explain.observables import since_of
from simengine.language.indexed import split_name
from simengine.page.by_when import Milestones, milestones_of
from simengine.page.courses import Courses, courses, twins
from simengine.page.markup import anchor_of
from simengine.report.plots.answer_differences import by_effect
from simengine.results.comparison import Compared
from simengine.results.explaining import stored_influence
from simengine.results.kept_influence import influence_beside, kept_influence
from simengine.results.run import Run
from simengine.results.run_ignorance import IgnoranceSplits
from simengine.results.run_signposts import Signposts
from simengine.results.run_summary import Summary
from simengine.results.stored_scores import scores_of
from simengine.results.story import Story
from simengine.results.why_different import Why
from simengine.scenario.ledger import make_ledger
from simengine.scenario.ledger_entries import Ledger

_STORIES, _REDRAWS = 3, 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Since:
    """The run of the report before: its name, date and summary, and why the base answers otherwise (None: untold)."""

    name: str
    drawn_on: str
    summary: Summary
    why: Why | None


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
    courses: Courses | None
    twins: tuple[Twins, ...]
    ignorance: IgnoranceSplits | None
    milestones: Milestones | None
    stories: tuple[Story, ...]
    since: Since | None
    past: PastScores
    ledger: Ledger
    why_not: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the runs, the base first."""
        return tuple(run.name for run in self.compared.runs) if self.compared else (self.run.name,)

    def number_of(self, name: str) -> str:
        """The place in the ledger where the first number of a driver, formula or event stands; "" if it has none."""
        paths = (".".join(map(str, entry.path[:2])) for entry in self.ledger.entries if not entry.plain)
        sections = ("drivers", "formulas", "events")
        return next((anchor_of("number", path) for path in paths if path in {f"{s}.{name}" for s in sections}), "")

    def number_of_parameter(self, name: str) -> str:
        """The same of a parameter: of a group's member without a number of its own, the group's."""
        entries = [entry for entry in self.ledger.entries if entry.path[0] == "parameters"]
        names = list(dict.fromkeys(str(entry.path[1]) for entry in entries))
        known, stem = {one.name for one in self.run.plan.parameters}, split_name(name).stem
        groups = (one for one in names if one not in known and split_name(one).stem == stem)
        own = name if name in names else next(groups, "")
        return anchor_of("number", f"parameters.{own}") if own else ""

    @property
    def titles(self) -> Mapping[str, str]:
        """What each run is called, by its name."""
        return {run.name: run.manifest.title for run in (self.compared.runs if self.compared else (self.run,))}


def gather(runs: Sequence[Run], *, full: bool = False, since: Run | None = None) -> Facts:
    """What the first of some runs says, what the others change, and what is otherwise than in the run `since`.

    With `full` parameters are rolled anew, unless that was kept beside the run, and more futures are drawn on, to tell
    what we don't know from chance.

    SimengineError without a run, where they can't be compared, and where the base can't be read. What needs futures to
    be computed again is left out where they can't be, and `why_not` says so.
    """
    if not runs:
        raise SimengineError("a report needs a run")
    run, why_not = runs[0], dict[str, str]()
    table = run.outcome_table()
    summary = Summary.of(table)
    compared = Compared.between(run, *runs[1:]) if len(runs) > 1 else None
    known = table.ok.any()
    found = _tried(why_not, "how it may go", lambda: courses(run, table))
    return Facts(
        run=run,
        summary=summary,
        known_until=_tried(why_not, "as of", lambda: run.manifest.as_of or run.clock.label(since_of(run))) or "",
        compared=compared,
        influence=_tried(why_not, "what moves it", lambda: _influence(run, full=full))
        if summary.headline and known
        else None,
        signposts=_tried(why_not, "what to watch", run.signposts) if summary.headline and known else None,
        courses=found,
        twins=tuple(_tried(why_not, "what is kept", lambda: _twins(compared, found)) or ()),
        ignorance=_tried(why_not, "what we don't know", lambda: _ignorance(run, full=full)) if known else None,
        milestones=_tried(why_not, "by when", lambda: milestones_of(run, table, summary.headline)) if known else None,
        stories=tuple(_tried(why_not, "typical futures", lambda: _stories(run, summary)) or ()) if known else (),
        since=_since(why_not, run, since) if since else None,
        past=_tried(why_not, "how forecasts have done", lambda: scores_of(run)) or PastScores(()),
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


def _ignorance(run: Run, *, full: bool) -> IgnoranceSplits:
    """What nested paths tell, or futures that are drawn on: as many as are computed in a moment, or `full`."""
    if full:
        return run.by_ignorance()
    return run.by_ignorance(members=ENGINES[run.manifest.engine].fan // 2, redraws=_REDRAWS)


def _influence(run: Run, *, full: bool) -> Influence:
    """What was explained and lies beside the run; else, or `full`, what new rolls or the stored futures tell."""
    found = kept_influence(run) if full else None
    return influence_beside(run) or found or stored_influence(run)


def _since(why_not: dict[str, str], run: Run, before: Run) -> Since:
    why = _tried(why_not, "what changed", lambda: Why.between(before, run))
    return Since(before.name, before.manifest.started[:10], before.summary(), why)


def _twins(compared: Compared | None, found: Courses | None) -> tuple[Twins, ...]:
    """What a run does to the drivers, future by future: the one that moves the answer most, of the levers if any is."""
    if compared is None or found is None:
        return ()
    runs = {run.name: run for run in compared.runs}
    ranked = [runs[one.other] for one, _ in by_effect(compared.others)]
    levers = [run for run in ranked if run.manifest.words.report.lever]
    return twins(compared.runs[0], found, (levers or ranked)[0]) if ranked else ()


def _stories(run: Run, summary: Summary) -> list[Story]:
    """The typical future of each of the likeliest classes; without classes, the one in the middle of all."""
    likeliest = sorted((name for name, p in summary.outcome.items() if p.p > 0.0), key=lambda n: -summary.outcome[n].p)
    return [run.story(typical=name) for name in likeliest[:_STORIES] or ["all"]]
