"""What was learnt from figures with an error: how they fit, and what is thought otherwise than before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from simengine.analysis.before_after import (
    Change,
    ParameterChange,
    changes_of,
    parameter_changes,
    shares_of,
)
from simengine.analysis.estimate_json import estimate_json
from simengine.analysis.figure_fits import FigureFit, fits_of
from simengine.analysis.probability import Proportion, proportion
from simengine.analysis.reweighing import Again
from simengine.analysis.score_report import finite
from simengine.compute.read_futures import ReadFutures
from simengine.runs.learnt import Learning
from simengine.runs.store import Run
from simengine.runs.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True)
class WhatWasLearnt:
    """What the observations of a conditioned run taught.

    `figures` are those with an error; `sharp` the others, which `met` of the prior futures met (None if there is none):
    what is "before" knows these. `changes` has the classes, measures and questions, `shares` the experts and the
    choices of names, `parameters` the others, what moved most first. There are `paths` ok futures after, `prior` ones
    before. `again` has the classes and questions with all errors twice as large, and without each source.
    """

    scenario: str
    paths: int
    prior: int
    learnt: Learning
    sharp: tuple[str, ...]
    met: Proportion | None
    figures: tuple[FigureFit, ...]
    changes: tuple[Change, ...]
    shares: tuple[Change, ...]
    parameters: tuple[ParameterChange, ...]
    again: tuple[Again, ...] = ()
    words: Words = NO_WORDS


def what_was_learnt(
    run: Run, learnt: Learning, members: ReadFutures, prior: ReadFutures, again: tuple[Again, ...]
) -> WhatWasLearnt:
    """It of a conditioned run, from its own ok paths and prior futures."""
    plan, table = run.plan, members.table
    sharp = tuple(one.name for one in plan.observations)
    counted = prior.table.ok | prior.table.excluded
    return WhatWasLearnt(
        scenario=table.scenario,
        paths=int(np.count_nonzero(table.ok)),
        prior=int(np.count_nonzero(prior.table.ok)),
        learnt=learnt,
        sharp=sharp,
        met=proportion(prior.table.ok[counted].astype(np.float64)) if sharp else None,
        figures=fits_of(plan.likelihoods, learnt, members, prior),
        changes=changes_of(prior.table, table),
        shares=shares_of(plan.parameters, prior, members),
        parameters=parameter_changes(plan.parameters, prior, members),
        again=again,
        words=table.words,
    )


def what_was_learnt_json(found: WhatWasLearnt) -> dict[str, Any]:
    """The dictionary of `summary --by learning --json`; what is not a number is null."""
    told: dict[str, Any] = finite(
        {
            "scenario": found.scenario,
            "paths": found.paths,
            "prior": found.prior,
            "log_evidence": {"log": found.learnt.log_evidence, "se": found.learnt.se},
            "sharp": {"names": list(found.sharp), "met": estimate_json(found.met) if found.met else None},
            "observations": [
                {**asdict(one), "misfits": one.misfits, "conflicts": one.conflicts} for one in found.figures
            ],
            "changes": [_change_json(one) for one in (*found.changes, *found.shares)],
            "parameters": [{**asdict(one), "clear": one.clear} for one in found.parameters],
            "again": [asdict(one) for one in found.again],
        }
    )
    return told


def _change_json(one: Change) -> dict[str, Any]:
    about = {"of": one.of, "name": one.name, "unit": one.unit}
    both = {"before": estimate_json(one.before), "after": estimate_json(one.after)}
    return {**about, **both, "d": one.d, "low": one.low, "high": one.high, "clear": one.clear}
