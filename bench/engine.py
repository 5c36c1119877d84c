"""simengine as a contestant: its engine on a plan, on one thread or several."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bench.model import Ring, Sample, join, scenario_text
from simengine.compute.engine_kinds import ENGINES, Engine
from simengine.engines.machine.engine import Machine
from simengine.engines.machine.make_machine import make_machine
from simengine.engines.path_results import PathResults
from simengine.loading import load
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan

ENGINE = "machine"
PIECE = ENGINES[ENGINE].piece
"""How many paths a run computes in one call."""
FLAGSHIP = Path(__file__).resolve().parents[1] / "scenarios" / "russia_dprk_2024" / "baseline.yaml"


def engine(plan: Plan) -> Machine:
    """The engine that is measured."""
    return make_machine(plan)


def flagship_plan() -> Plan:
    """The plan of the largest scenario we ship."""
    return make_plan(load(FLAGSHIP))


def ring_plan(ring: Ring, folder: Path) -> Plan:
    """The plan of a ring, whose scenario is written into a folder first."""
    file = folder / f"ring_{ring.drivers}_{ring.steps}.yaml"
    file.write_text(scenario_text(ring), encoding="utf-8")
    return make_plan(load(file))


def draws(made: Engine, paths: int, seed: int) -> list[PathResults]:
    """`paths` paths on one thread, called as a run calls it; `seed` says which ones."""
    return [made.simulate(piece) for piece in _pieces(paths, seed)]


def run(made: Engine, ring: Ring, paths: int, seed: int) -> Sample:
    """The same of a ring, with what the other tools hand over too."""
    return join([_sample(found, ring) for found in draws(made, paths, seed)])


def run_threads(made: Engine, ring: Ring, paths: int, seed: int, threads: int) -> Sample:
    """The same, handed out to threads."""
    with ThreadPoolExecutor(threads) as pool:
        return join(list(pool.map(lambda piece: _sample(made.simulate(piece), ring), _pieces(paths, seed))))


def _pieces(paths: int, seed: int) -> list[range]:
    first, end = seed * paths, (seed + 1) * paths
    return [range(start, min(start + PIECE, end)) for start in range(first, end, PIECE)]


def _sample(found: PathResults, ring: Ring) -> Sample:
    happened = found.events[0]
    steps = np.full(len(found.path), ring.steps + 1.0)
    steps[np.diff(happened.offsets) > 0] = happened.steps
    return Sample(found.measures[:, 0], steps, found.measures[:, 1])
