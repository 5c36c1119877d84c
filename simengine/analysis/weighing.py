"""Hypotheses that exclude one another, weighed by what was seen: all there is to tell of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from simengine.analysis.evidence import (
    MOST_ERROR,
    Evidence,
    StageFactor,
    Weight,
    evidence_of_islands,
    stage_factor,
    weights_of,
)
from simengine.analysis.mixture import ISLANDS, Mixed, blocks_of, mixed_figures
from simengine.analysis.score_report import finite
from simengine.analysis.unlike import Unlike
from simengine.errors import Setting, SimengineError, Worded
from simengine.plan.plan import Plan
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable
from simengine.runs.store import Run


@dataclass(frozen=True, slots=True)
class Stage:
    """Observations that became known together, at an instant (ISO), and what they did to the odds of each pair.

    `logs` has log p(they | the earlier ones) of each hypothesis; `factors` the log Bayes factor of each but the first
    against the first.
    """

    known: str
    names: tuple[str, ...]
    logs: Mapping[str, float]
    factors: tuple[StageFactor, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """The weights once more, with something else assumed (`what`); or why they can't be told (`refused`)."""

    what: str
    weights: tuple[Weight, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """The weights of hypotheses, what their mixture says, which observation spoke for which, and what hangs on errors.

    `factors` are the log Bayes factors of all observations, of each hypothesis but the first against the first.
    """

    names: tuple[str, ...]
    observations: int
    weights: tuple[Weight, ...]
    stages: tuple[Stage, ...]
    factors: tuple[StageFactor, ...]
    figures: tuple[Mixed, ...]
    unlike: tuple[Unlike, ...]
    again: tuple[Again, ...]
    notes: tuple[str, ...]


def weighing_of(runs: Sequence[Run], priors: Sequence[float]) -> Weighing:
    """That of runs which were learnt from the same figures.

    SimengineError if the error of a log evidence exceeds .5, or if no hypothesis makes what was seen possible.
    """
    tables = [run.outcome_table() for run in runs]
    evidences = [evidence_of(run, table) for run, table in zip(runs, tables, strict=True)]
    weights = weigh(evidences, priors)
    figures, unlike = mixed_figures(tables, evidences, weights)
    return Weighing(
        names=tuple(one.name for one in evidences),
        observations=len(runs[0].plan.observations) + len(runs[0].plan.likelihoods),
        weights=weights,
        stages=_stages(runs, evidences),
        factors=tuple(stage_factor(one, evidences[0], None) for one in evidences[1:]),
        figures=figures,
        unlike=unlike,
        again=(),
        notes=(),
    )


def weigh(evidences: Sequence[Evidence], priors: Sequence[float]) -> tuple[Weight, ...]:
    """The weights. SimengineError if they can't be told: an error of a log evidence above .5, or all impossible."""
    wide = [one for one in evidences if not one.se <= MOST_ERROR and one.log > -math.inf]
    if wide:
        told = ", ".join(f"{one.name}: {one.log:.2f} ±{one.half:.2f}" for one in wide)
        raise SimengineError(
            Worded(
                f"the log evidence is known too badly to weigh by, its standard error is above {MOST_ERROR:g} "
                f"({told}): run with more ",
                Setting("paths", ...),
                " (islands), or more ",
                Setting("effort", ...),
            )
        )
    try:
        return weights_of(evidences, priors)
    except ValueError as error:
        raise SimengineError(f"{error}: mend their `observe`, or make their priors wider") from error


def evidence_of(run: Run, table: OutcomeTable) -> Evidence:
    """What the islands of a run say; of sharp observations alone what share of its paths is left, in eight blocks."""
    learnt = run.manifest.learnt
    if learnt is not None:
        return evidence_of_islands(run.manifest.scenario, learnt, run.manifest.seed)
    names = in_order(run.plan)
    codes = run.parts().codes("failed_element", [f"observe.{name}" for name in names])
    counted = table.ok | table.excluded
    ended = np.where(table.excluded, codes, len(names))[counted]
    increments = shares_left(ended, blocks_of(table.path, table.sampling.nested)[counted], len(names))
    return Evidence(run.manifest.scenario, increments, (run.manifest.seed, len(table.path)))


def in_order(plan: Plan) -> list[str]:
    """The sharp observations of a plan in the order in which they end paths."""
    return [one.name for one in sorted(plan.observations, key=lambda one: one.step)]


def shares_left(ended: Integers, blocks: Integers, observations: int) -> Floats:
    """The logs of the shares of paths that each observation leaves of those left before, [blocks, observations].

    `ended` has the number of the observation that ended each path, or how many there are.
    """
    counted = np.bincount(blocks, minlength=ISLANDS).astype(np.float64)
    gone = [np.bincount(blocks, weights=ended == at, minlength=ISLANDS) for at in range(observations)]
    left = counted - np.cumsum(gone, axis=0)
    before = np.vstack([counted, left[:-1]])
    with np.errstate(divide="ignore"):
        return np.log(left / np.maximum(before, 1.0)).T


def _stages(runs: Sequence[Run], evidences: Sequence[Evidence]) -> tuple[Stage, ...]:
    told = [run.manifest.learnt for run in runs]
    first = told[0]
    if first is None:
        dates = {one.name: runs[0].clock.day(one.step).isoformat() for one in runs[0].plan.observations}
        named: list[tuple[str, tuple[str, ...]]] = [(dates[name], (name,)) for name in in_order(runs[0].plan)]
    else:
        named = [(one.known, one.names) for one in first.stages]
        if any(one is None or [(s.known, s.names) for s in one.stages] != named for one in told):
            raise SimengineError(
                "the hypotheses entered what was seen in another order: run them again, all by one file"
            )
    return tuple(
        Stage(
            known,
            names,
            {one.name: float(one.stage_logs[at]) for one in evidences},
            tuple(stage_factor(one, evidences[0], at) for one in evidences[1:]),
        )
        for at, (known, names) in enumerate(named)
    )


def weighing_json(found: Weighing) -> dict[str, Any]:
    """The dictionary of `weigh --json`; what is not a number is null."""
    told: dict[str, Any] = finite(
        {
            "observations": found.observations,
            "hypotheses": [asdict(one) for one in found.weights],
            "stages": [asdict(one) for one in found.stages],
            "all": [asdict(one) for one in found.factors],
            "figures": [asdict(one) for one in found.figures],
            "unlike": [asdict(one) for one in found.unlike],
            "again": [asdict(one) for one in found.again],
            "notes": list(found.notes),
        }
    )
    return told


WeighAgain = Callable[[], tuple[Evidence, ...]]


def weighed_again(what: str, evidences: WeighAgain, priors: Sequence[float]) -> Again:
    """The weights with something else assumed; if they can't be had, why."""
    try:
        return Again(what, weigh(evidences(), priors))
    except SimengineError as error:
        return Again(what, (), str(error))
