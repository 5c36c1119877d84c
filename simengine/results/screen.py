"""The first screen of a comparison: what its runs say, on one page of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from simengine.analysis.compare import Comparison
from simengine.analysis.headline import Headline
from simengine.analysis.summary import Summary
from simengine.compute.engine_kinds import ENGINES
from simengine.errors import SimengineError
from simengine.explain.movers import Mover, movers
from simengine.explain.observables import since_of
from simengine.explain.signpost import Signpost
from simengine.report.past_text import past_sentence
from simengine.report.screen_facts import ScreenFacts
from simengine.report.screen_text import screen_text
from simengine.report.screen_warnings import screen_warnings, unlike_warnings
from simengine.results.explaining import stored_influence
from simengine.results.result import Result
from simengine.results.run_signposts import Signposts
from simengine.results.stored_scores import scores_of
from simengine.runs.store import Run

MOST_PATHS = 20_000
"""So many futures at most tell what moves the answer: parameters are not stored, and are computed again."""
_LOOKED = 4
"""So many times as many tell what to watch: a sign is seen in few of them, and half of them find it."""
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True, eq=False)
class Screen(Result):
    """What a comparison says, short: the answer in words, what changes it, what moves it, what to watch, warnings.

    Nothing is wider than 80 columns, or longer than 40 lines. `facts` are the records that it is made of.
    """

    facts: ScreenFacts

    @classmethod
    def of(cls, base: Summary, others: Sequence[Comparison], runs: Sequence[Run], files: Path | None = None) -> Screen:
        """That of a base and others against it, whose runs these are; `files` is where tables and pictures lie.

        What can't be computed again of the base, as where its scenario is read otherwise now, is left out, and said.
        """
        first, untold = runs[0], list[str]()
        since, moved, posts = _told(first, base.headline, untold)
        facts = ScreenFacts(
            base,
            tuple(others),
            since,
            first.clock.label(first.clock.steps),
            tuple(moved),
            tuple(posts),
            tuple(untold),
            (*unlike_warnings(others), *screen_warnings([(run.name, run.manifest) for run in runs])),
            first.folder.parent,
            tuple(run.folder.name for run in runs),
            files,
            _or_untold("how forecasts have done", lambda: past_sentence(scores_of(first), brief=True), untold) or "",
        )
        return cls(facts)

    def text(self, width: int) -> str:
        """What `simengine compare` prints on so many columns, of which no more than 80 are used."""
        return screen_text(self.facts, width)


def _told(run: Run, headline: Headline | None, untold: list[str]) -> tuple[str, Sequence[Mover], Sequence[Signpost]]:
    """Since when the base's future is open, what moves its answer, and its signposts; why not goes into `untold`."""
    since = _or_untold("as of when", lambda: run.manifest.as_of or run.clock.label(since_of(run)), untold)
    if since is None or headline is None:  # without a plan nothing can be computed again
        return since or "", (), ()
    moved = _or_untold("what moves it", lambda: _moved(run), untold)
    posts = _or_untold("what to watch", lambda: Signposts.of_run(run, most=_LOOKED * _most(run)).posts, untold)
    return since, moved or (), posts or ()


def _or_untold(what: str, compute: Callable[[], _Found], untold: list[str]) -> _Found | None:
    try:
        return compute()
    except SimengineError as error:
        untold.append(f"{what} is not told: {error}")
        return None


def _moved(run: Run) -> list[Mover]:
    found = stored_influence(run, paths=_most(run))
    return movers({one.name: one.association for one in found.parameters})


def _most(run: Run) -> int:
    """As many futures as the run's engine computes again in a moment."""
    return min(MOST_PATHS, ENGINES[run.manifest.engine].fan)
