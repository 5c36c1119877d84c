"""One future, as it is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simengine.analysis.headline import headline_of, values_of
from simengine.analysis.typical import Typical, typical
from simengine.compute.ask import ALONE, Resources
from simengine.compute.engine_kinds import DEFAULT_ENGINE
from simengine.compute.settings import check_seed, whole
from simengine.errors import SimengineError, WrongUsageError
from simengine.model.model import Model
from simengine.plan.planning import make_plan
from simengine.report.deciding_text import deciding_text
from simengine.report.numbers import counted
from simengine.report.parting_text import parting_text
from simengine.report.plots import story_plot
from simengine.report.plots.picture import Picture
from simengine.report.story_text import Moment, moments, story_text
from simengine.report.story_words import answer_words
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.runs.store import Run
from simengine.story import records
from simengine.story.account import story_of_path, story_of_run
from simengine.story.deciders import Deciding
from simengine.story.deciding import deciding
from simengine.story.parted import Parting
from simengine.story.parting import parting

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {"step": int, "date": str, "of": str, "name": str, "value": float, "unit": str, "text": str}


@dataclass(frozen=True, slots=True)
class Story(records.Story, Pictured):
    """One path: what happened when, how the drivers turned, what decided its class.

    `outcome` is None where there are no classes, and if it did not come to its end: `ending` tells why. `typical` says
    for what it was chosen, if it stands for others; `deciding` which chance decided its class, `parting` where it
    parts from the typical path of another class; both if that was asked for.
    """

    typical: Typical | None = None
    deciding: Deciding | None = None
    parting: Parting | None = None

    @classmethod
    def of_run(
        cls,
        run: Run,
        path: int | None = None,
        outcome: str | None = None,
        *,
        against: str | None = None,
        why: bool = False,
        resources: Resources = ALONE,
    ) -> Story:
        """The story of a stored path, or of the one in the middle of a class or of `all`; computed again.

        With `against` also where it parts from the typical path of that class, with `why` what decided its own.

        Raises:
            SimengineError: if not one of the two is given, the run hasn't it, or it does not come out as it is stored.
        """
        if outcome is not None and path is None:
            chosen = typical(run.outcome_table(), outcome)
            path = chosen.path
        elif path is not None and outcome is None:
            path, chosen = whole("path", path), None
        else:
            raise SimengineError("say which future: a path, or a class (or `all`) of which the typical one is wanted")
        told = story_of_run(run, path)
        apart = _parting(run, told, against) if against is not None else None
        found = deciding(run.plan, path, run.manifest.engine, resources) if why else None
        return replace(
            extended(cls, told), typical=chosen, deciding=found, parting=apart, answer=_answer(run, told.path)
        )

    @classmethod
    def of_model(
        cls, model: Model, path: int, seed: int | None = None, *, why: bool = False, resources: Resources = ALONE
    ) -> Story:
        """The story of a path of a scenario as it is now, without what answers its question, which a stored run tells.

        SimengineError if there can be no such path or seed, and of one that is learnt from figures with an error, whose
        futures are those of its run.
        """
        if seed is not None:
            check_seed(seed := whole("seed", seed))
        plan = make_plan(model, seed)
        if plan.likelihoods:
            what = (
                f"the futures of {plan.name} are learnt from figures with an error (observe.{plan.likelihoods[0].name})"
            )
            raise SimengineError(f"{what}: run it, and ask for the story of a path of that run")
        told = story_of_path(model, plan, whole("path", path))
        found = deciding(plan, told.path, DEFAULT_ENGINE, resources) if why else None
        return replace(extended(cls, told), deciding=found)

    def text(self, width: int) -> str:
        """What `simengine story` prints on so many columns."""
        told = story_text(self, width, _reason(self.typical, self.outcome) if self.typical else "")
        parts = [told]
        parts += [parting_text(self.parting, self.words, width)] if self.parting else []
        parts += [deciding_text(self.deciding, self.words, width)] if self.deciding else []
        return "\n\n".join(parts)

    def table(self) -> pa.Table:
        """A row a dated fact, in the order of time: step, date, of, name, value, unit, text.

        `of` is event, shift (what an event did to a driver), switch, crossing, turn, breach (of an invariant), or
        ending; `value` is what the driver or formula came to, null where that is no number, or not the event's doing
        alone.
        """
        return arrow_table(_COLUMNS, map(_row, moments(self)))

    def picture(self) -> Picture:
        """A row an event and a driver that switched, at the dates of the path."""
        return story_plot.picture(self)


def _row(moment: Moment) -> tuple[object, ...]:
    value = float(moment.value) if isinstance(moment.value, int | float) else None
    return moment.step, moment.date, moment.of, moment.name, value, moment.unit, moment.text


def _answer(run: Run, path: int) -> str:
    table = run.outcome_table()
    headline = headline_of(table)
    rows = np.flatnonzero((table.path == path) & table.ok)
    return answer_words(headline, float(values_of(table, headline)[rows[0]])) if headline and len(rows) else ""


def _parting(run: Run, told: records.Story, against: str) -> Parting:
    """Where a path parts from the typical one of a class; SimengineError where that is its own, or it has none."""
    table = run.outcome_table()
    other = typical(table, against)
    if told.outcome is None:
        raise SimengineError(f"path {told.path} has no class, and so parts from none")
    if other.outcome not in table.classes or other.outcome == told.outcome:
        raise WrongUsageError(f"path {told.path} is {told.outcome}: name another class to set it against")
    return parting(run, table, told.path, other.path)


def _reason(chosen: Typical, outcome: str | None) -> str:
    of_class = chosen.outcome == outcome
    paths = f"{counted(chosen.members, 'path')} that end so" if of_class else f"all {chosen.members:,} paths"
    if not chosen.measures:
        return f"the first of {paths}, which no measure tells apart"
    return f"in the middle of {paths}, by {counted(len(chosen.measures), 'measure')}"
