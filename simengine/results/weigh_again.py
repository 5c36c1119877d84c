"""Hypotheses weighed once more, with larger errors and with wider priors: what of the weights hangs on these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from simengine.analysis.evidence import Evidence
from simengine.analysis.mixture import ISLANDS, blocks_of
from simengine.analysis.moved import Moved, moved, moved_most
from simengine.analysis.weighing import Again, in_order, shares_left, weighed_again
from simengine.compute.conditioning import learn_anew
from simengine.compute.engine_kinds import ENGINES, Announce, make_engine
from simengine.compute.futures import parameters_of
from simengine.errors import listed
from simengine.plan.other_figures import with_larger_errors
from simengine.plan.plan import Plan
from simengine.plan.wider import with_wider
from simengine.runs.learnt import Effort as LearningEffort
from simengine.runs.store import Run
from simengine.status import Status


@dataclass(frozen=True, slots=True)
class Effort:
    """How many threads compute, and who is told."""

    jobs: int
    announce: Announce


def weigh_again(runs: Sequence[Run], priors: Sequence[float], effort: Effort) -> Iterator[Again]:
    """The weights with all errors twice as large, and with the priors that moved most twice as wide."""
    if any(run.plan.likelihoods for run in runs):
        what = "all errors × 2"
        effort.announce(f"weighing again: {what} …")
        yield weighed_again(what, lambda: _evidences(runs, with_larger_errors, effort), priors)
    names = _moved(runs)
    wide = dict.fromkeys(one.name for one in names if one.can_be_wider)
    if wide:
        what = f"priors × 2 wider: {listed([*wide])}"
        effort.announce(f"weighing again: {what} …")
        yield weighed_again(
            what, lambda: _evidences(runs, lambda plan: with_wider(plan, frozenset(wide)), effort), priors
        )


def notes_of(runs: Sequence[Run]) -> Iterator[str]:
    """What of it can't be, and why."""
    found = _moved(runs)
    if not found:
        yield "no parameter was moved by a quarter of a standard deviation, so no prior is tried wider"
    stay = dict.fromkeys(one.name for one in found if not one.can_be_wider)
    if stay:
        yield f"{listed([*stay])}: made of single values, which have no width to be doubled"
    if not any(run.plan.likelihoods for run in runs):
        yield "all that was seen is sharp, so there are no errors to be doubled"


def _moved(runs: Sequence[Run]) -> list[Moved]:
    """What moved most in any of the hypotheses, each by what was learnt in its own run."""
    found: list[Moved] = []
    for run in runs:
        table = run.outcome_table(check=False)
        values = parameters_of(run, table.path[table.ok].tolist())
        found += moved_most(moved(run.plan.parameters, table, values))
    return found


def _evidences(runs: Sequence[Run], change: Callable[[Plan], Plan], effort: Effort) -> tuple[Evidence, ...]:
    return tuple(_evidence(run, replace(change(run.plan), members=None), effort) for run in runs)


def _evidence(run: Run, plan: Plan, effort: Effort) -> Evidence:
    learnt = run.manifest.learnt
    if learnt is None:
        return _sharp_evidence(run, plan, effort)
    return learnt_evidence(run.manifest.scenario, plan, run.manifest.engine, learnt.wanted, effort)


def learnt_evidence(name: str, plan: Plan, engine: str, wanted: LearningEffort, effort: Effort) -> Evidence:
    """By eight islands of members that are learnt anew. SimengineError if they can't be."""
    found = learn_anew(plan, engine, wanted, ISLANDS, effort.jobs, effort.announce)
    return Evidence(name, np.array([one.increments for one in found.islands]), plan.seed)


def _sharp_evidence(run: Run, plan: Plan, effort: Effort) -> Evidence:
    """By the share of as many paths as the run has that the observations leave."""
    kind, paths = ENGINES[run.manifest.engine], np.arange(run.manifest.paths)
    engine, last = make_engine(run.manifest.engine, plan, effort.announce), max(one.step for one in plan.observations)
    pieces = [paths[start : start + kind.piece].tolist() for start in range(0, len(paths), kind.piece)]
    with ThreadPoolExecutor(effort.jobs if kind.threads else 1) as pool:
        results = list(pool.map(lambda piece: engine.simulate(piece, until=last), pieces))
    status = np.concatenate([one.status for one in results])
    element = np.concatenate([one.element for one in results])
    names = in_order(plan)
    places = {plan.elements.index(f"observe.{name}"): at for at, name in enumerate(names)}
    ended = np.array([places.get(one, len(names)) for one in element.tolist()])
    counted = (status == Status.OK) | (status == Status.EXCLUDED)
    ended = np.where(status == Status.EXCLUDED, ended, len(names))
    blocks = blocks_of(paths, run.manifest.sampling.nested)
    return Evidence(
        run.manifest.scenario, shares_left(ended[counted], blocks[counted], len(names)), (plan.seed, len(paths))
    )
