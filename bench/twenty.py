"""The flagship with some twenty figures of its first two years: what its members are worth, and what that takes."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.agreement import Check
from bench.engine import FLAGSHIP
from bench.learning import ISLANDS, effective, learnt_of
from bench.machine import cores
from bench.measure import Effort, Figure, figure, missing
from simengine.compute.engine_kinds import make_engine
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.runs.learnt import Effort as Wanted

KEYS = ("twenty_effective", "twenty_s", "twenty_simulations", "twenty_spread")
FILE = FLAGSHIP.with_name("backtest_2022_learnt.yaml")
MEMBERS = 10_000
LEAST = 0.1
"""The quantile over parameters and questions: nine of ten are known at least so well."""


def twenty(effort: Effort, _: Path) -> tuple[dict[str, Figure], list[Check]]:
    """Effective members of 10,000, wall time on all cores, simulations a member; and how far islands lie apart.

    The spread is the standard deviation of the islands' log evidences, above 1 of which a run refuses.
    """
    if not effort.many:
        return dict.fromkeys(KEYS, missing("takes minutes: --full")), []
    plan = make_plan(load(FILE))
    began = time.perf_counter()
    learnt = learnt_of(plan, Wanted(), range(ISLANDS), len(cores()))
    spent = time.perf_counter() - began
    members = learnt.members(MEMBERS)
    engine = make_engine("machine", replace(plan, members=members))
    begun = engine.simulate(range(MEMBERS), [one.name for one in plan.parameters], until=0)
    values = np.hstack([begun.kept[:, 0], engine.simulate(range(MEMBERS)).questions])
    found = float(np.quantile(effective(values, members.ends.tolist()), LEAST))
    spread = float(np.std([one.log_evidence for one in learnt.islands], ddof=1))
    simulations = sum(one.simulations for one in learnt.islands) / MEMBERS
    return dict(zip(KEYS, (figure([one]) for one in (found, spent, simulations, spread)), strict=True)), []
