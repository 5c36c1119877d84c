"""What a conditioned run has learnt from its observations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simengine.analysis import what_was_learnt
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.reweighing import Again, Pooled, learnt_anew
from simengine.analysis.what_was_learnt import what_was_learnt_json
from simengine.compute.ask import ALONE, Resources
from simengine.compute.learnt_again import Variant, as_it_is, learnt_again, variants_of
from simengine.compute.prior_futures import member_futures, prior_futures
from simengine.compute.read_futures import ReadFutures
from simengine.errors import SimengineError
from simengine.report.plots import learnt_plot
from simengine.report.plots.picture import Picture
from simengine.report.what_was_learnt_text import what_was_learnt_text
from simengine.results.result import Columns, Pictured, arrow_table, extended
from simengine.runs.learnt import Learning
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "again", "unit", "known", "source"), str),
    **dict.fromkeys(("before", "before_sd", "after", "after_sd", "d", "low", "high", "shrinkage"), float),
    **dict.fromkeys(("value", "error", "residual", "tail", "log_evidence", "effective"), float),
}
_OF_FIGURES = ("name", "unit", "known", "source", "low", "high", "value", "error", "residual", "tail", "log_evidence")


@dataclass(frozen=True, slots=True)
class WhatWasLearnt(what_was_learnt.WhatWasLearnt, Pictured):
    """What the observations of a conditioned run taught.

    `figures` has how each figure with an error fits what was learnt, and the prior; `changes` the classes, measures and
    questions before and after, `shares` the experts and the choices of names, `parameters` the others. "Before" are
    prior futures that meet the sharp observations; `met` is the share of all that do. `again` has what classes and
    questions would be with all errors twice as large, and without each source.
    """

    @classmethod
    def of(cls, run: Run, resources: Resources = ALONE, *, again: bool = False) -> WhatWasLearnt:
        """It of a stored run; prior futures are drawn by its engine. SimengineError if nothing was learnt.

        With `again` it is learnt anew where weighing its futures can't tell what other errors or sources change.
        """
        learnt = run.manifest.learnt
        if learnt is None:
            raise SimengineError(
                f"{run.name} has learnt nothing: none of its observations has an error (observe.NAME.error)"
            )
        table = run.outcome_table()
        members, prior = member_futures(run, table, resources), prior_futures(run, table, resources)
        told = _Weighing(run, resources, members, prior, again=again).told(learnt)
        return extended(cls, what_was_learnt.what_was_learnt(run, learnt, members, prior, told))

    def text(self, width: int) -> str:
        """What `simengine summary --by learning` prints on so many columns."""
        return what_was_learnt_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine summary --by learning --json`."""
        return what_was_learnt_json(self)

    def table(self) -> pa.Table:
        """A row a figure: of (observation, class, measure, question, expert, choice, parameter), name, again, unit,
        known, source, before and after (chances, shares or means), d with the ends low and high, value …

        Of an observation before is null, after what the members have (median; low and high are 5 and 95 %), value and
        error what was published, residual, tail and log_evidence as in `figures`. A parameter has its sds, d its shift
        in sds of before, shrinkage the share of its variance that is gone. Rows with `again` are what classes and
        questions would be with this: after with its interval, effective is how many independent futures tell it.
        """
        return arrow_table(_COLUMNS, self._rows())

    def picture(self) -> Picture:
        """The parameters and shares of experts that moved most, in sds of before. SimengineError where none varies."""
        return learnt_plot.picture(self)

    def _rows(self) -> Iterator[list[object]]:
        found = (*self._observed(), *self._changed(), *self._told_again())
        return ([row.get(name) for name in _COLUMNS] for row in found)

    def _observed(self) -> Iterator[dict[str, object]]:
        for one in self.figures:
            told = {name: getattr(one, name) for name in _OF_FIGURES}
            yield {"of": "observation", "after": one.median, **told}

    def _changed(self) -> Iterator[dict[str, object]]:
        for one in (*self.changes, *self.shares):
            both = {"before": _value(one.before), "after": _value(one.after)}
            yield {
                "of": one.of,
                "name": one.name,
                "unit": one.unit,
                **both,
                "d": one.d,
                "low": one.low,
                "high": one.high,
            }
        for each in self.parameters:
            moments = {
                "before": each.before,
                "before_sd": each.before_sd,
                "after": each.after,
                "after_sd": each.after_sd,
            }
            ends = {"d": each.shift, "low": each.shift - each.shift_half, "high": each.shift + each.shift_half}
            yield {"of": "parameter", "name": each.name, **moments, **ends, "shrinkage": each.shrinkage}

    def _told_again(self) -> Iterator[dict[str, object]]:
        for told in self.again:
            about = {"again": told.what, "effective": told.effective}
            for one in told.figures:
                ends = {"after": one.value, "low": one.low, "high": one.high}
                yield {"of": one.of, "name": one.name, "unit": one.unit, **about, **ends}


@dataclass(frozen=True, slots=True, eq=False)
class _Weighing:
    """A run's futures, weighed by other figures; learnt `again` where that can't tell."""

    run: Run
    resources: Resources
    members: ReadFutures
    prior: ReadFutures
    again: bool

    def told(self, learnt: Learning) -> tuple[Again, ...]:
        """What they say for each variant of the figures."""
        plan = self.run.plan
        logs = [as_it_is(plan).logs(plan, one) for one in (self.prior, self.members)]
        pooled = Pooled(self.prior.table, self.members.table, logs[0], logs[1], learnt)
        return tuple(self._one(pooled, variant) for variant in variants_of(plan))

    def _one(self, pooled: Pooled, variant: Variant) -> Again:
        plan = self.run.plan
        found = pooled.again(variant.what, *(variant.logs(plan, one) for one in (self.prior, self.members)))
        if not (found.refused and self.again and variant.kept):
            return found
        try:
            table, effective = learnt_again(self.run, self.members.table, variant, self.resources)
        except SimengineError as error:
            return replace(found, how="learnt", effective=0.0, refused=str(error))
        return learnt_anew(variant.what, table, effective)


def _value(found: Proportion | Spread) -> float:
    return found.p if isinstance(found, Proportion) else found.mean
