"""What a conditioned run has learnt from its observations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simengine.analysis import what_was_learnt
from simengine.analysis.before_after import Change
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.what_was_learnt import what_was_learnt_json
from simengine.compute.ask import ALONE, Resources
from simengine.compute.prior_futures import member_futures, prior_futures
from simengine.errors import SimengineError
from simengine.report.plots import learnt_plot
from simengine.report.what_was_learnt_text import what_was_learnt_text
from simengine.results.result import Columns, Result, arrow_table, extended
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes

_COLUMNS: Columns = {
    **dict.fromkeys(("of", "name", "unit", "known", "source"), str),
    **dict.fromkeys(("before", "before_sd", "after", "after_sd", "d", "low", "high", "shrinkage"), float),
    **dict.fromkeys(("value", "error", "residual", "tail", "log_evidence"), float),
}


@dataclass(frozen=True, slots=True)
class WhatWasLearnt(what_was_learnt.WhatWasLearnt, Result):
    """What the observations of a conditioned run taught.

    `figures` has how each figure with an error fits what was learnt, and the prior; `changes` the classes, measures and
    questions before and after, `shares` the experts and the choices of names, `parameters` the others. "Before" are
    prior futures that meet the sharp observations; `met` is the share of all that do.
    """

    @classmethod
    def of(cls, run: Run, resources: Resources = ALONE) -> WhatWasLearnt:
        """It of a stored run; prior futures are drawn by its engine. SimengineError if nothing was learnt."""
        learnt = run.manifest.learnt
        if learnt is None:
            raise SimengineError(
                f"{run.name} has learnt nothing: none of its observations has an error (observe.NAME.error)"
            )
        table = run.outcome_table()
        members, prior = member_futures(run, table, resources), prior_futures(run, table, resources)
        return extended(cls, what_was_learnt.what_was_learnt(run, learnt, members, prior))

    def text(self, width: int) -> str:
        """What `simengine summary --by learning` prints on so many columns."""
        return what_was_learnt_text(self, width)

    def json(self) -> dict[str, Any]:
        """The dictionary of `simengine summary --by learning --json`."""
        return what_was_learnt_json(self)

    def table(self) -> pa.Table:
        """A row a figure: of (observation, class, measure, question, expert, choice, parameter), name, unit, known,
        source, before and after (chances, shares or means), d with the ends low and high, value …

        Of an observation before is null, after what the members have (median; low and high are 5 and 95 %), value and
        error what was published, residual, tail and log_evidence as in `figures`. A parameter has its sds, d its shift
        in sds of before, shrinkage the share of its variance that is gone.
        """
        return arrow_table(_COLUMNS, self._rows())

    def plot(self, ax: Axes | None = None) -> Axes:
        """The parameters and shares of experts that moved most, in sds of before, into `ax` or a figure of its own.

        Returns the Axes. SimengineError where no parameter varies.
        """
        return learnt_plot.plot(self, ax)

    def _rows(self) -> Iterator[list[object]]:
        none = [None] * 5
        for fit in self.figures:
            about = ["observation", fit.name, fit.unit, fit.known, fit.source]
            told = [fit.value, fit.error, fit.residual, fit.tail, fit.log_evidence]
            yield [*about, None, None, fit.median, None, None, fit.low, fit.high, None, *told]
        for one in (*self.changes, *self.shares):
            before, after = map(_value, (one.before, one.after))
            yield [one.of, one.name, one.unit, "", "", before, None, after, None, *_ends(one), None, *none]
        for each in self.parameters:
            both = [each.before, each.before_sd, each.after, each.after_sd]
            ends = [each.shift, each.shift - each.shift_half, each.shift + each.shift_half]
            yield ["parameter", each.name, "", "", "", *both, *ends, each.shrinkage, *none]


def _value(found: Proportion | Spread) -> float:
    return found.p if isinstance(found, Proportion) else found.mean


def _ends(one: Change) -> tuple[float, float, float]:
    return one.d, one.low, one.high
