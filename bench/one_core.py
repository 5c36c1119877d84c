"""On one core: simengine, NumPy's random numbers alone and ours, and the peers, on the model of the benchmark."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.random import SFC64, Generator

from bench import engine as ours
from bench.agreement import Check, checks
from bench.kernels import Parts
from bench.machine import cores, pinned
from bench.measure import (
    PROCESSOR,
    Contestant,
    Effort,
    Figure,
    Pace,
    Timing,
    fastest,
    measure,
    missing,
    ratio,
    scaled,
)
from bench.model import RING, Ring, Sample
from bench.peers import numpy_blocks, simpy_processes

NANO = 1e9
NORMALS_AT_A_TIME = 8192  # they stay in the cache, as NumPy would be used well
OPTIONAL = {"ema": "bench.peers.ema", "mesa": "bench.peers.mesa_batch"}
KEYS = (
    "ns_per_driver_step",
    "ratio_numpy_draws",
    "arithmetic_ns",
    "speedup_simpy",
    "speedup_simpy_one_process",
    "speedup_numpy",
    "speedup_ema",
    "speedup_mesa",
)
Runner = Callable[[Ring, int, int], Sample]


def one_core(effort: Effort, folder: Path) -> tuple[dict[str, Figure], list[Check]]:
    """The figures of one core, and whether the peers agree; processor time, so that others at work count little."""
    ring, pace = RING, effort.pace
    peers, absent = optional_peers()
    with pinned(cores()[-1]):
        timings = measure([*_contestants(ring, pace, folder), *peers_of(ring, peers)], pace, PROCESSOR)
    figures = {**_ours(timings, ring), **{f"speedup_{name}": missing(reason) for name, reason in absent.items()}}
    for name in ("simpy", "simpy_one_process", "numpy", *peers):
        figures[f"speedup_{name}"] = ratio(timings[name], timings["simengine"])
    samples = {name: one.result for name, one in timings.items() if isinstance(one.result, Sample)}
    return figures, checks(samples, ring, "simengine")


def optional_peers() -> tuple[dict[str, Runner], dict[str, str]]:
    """The runners of the peers that are installed, and why the others are missing."""
    found: dict[str, Runner] = {}
    absent: dict[str, str] = {}
    for name, module in OPTIONAL.items():
        try:
            found[name] = importlib.import_module(module).run
        except ImportError as error:
            absent[name] = f"not installed ({error})"
    return found, absent


def peers_of(ring: Ring, runners: dict[str, Runner]) -> list[Contestant]:
    """Runners as contestants."""
    return [Contestant(name, partial(run, ring)) for name, run in runners.items()]


def _numpy_normals(ring: Ring) -> Contestant:
    """NumPy's random numbers alone; a unit is what a path of the model needs."""
    normals = ring.drivers * ring.steps
    rng, place = Generator(SFC64(1)), np.empty(NORMALS_AT_A_TIME)

    def numpy_normals(paths: int, _: int) -> None:
        for _ in range(-(-paths * normals // NORMALS_AT_A_TIME)):
            rng.standard_normal(out=place)

    return Contestant("numpy_normals", numpy_normals, 100)


def _contestants(ring: Ring, pace: Pace, folder: Path) -> list[Contestant]:
    plan = ours.ring_plan(ring, folder)
    made = ours.engine(plan)
    block = _best_block(ring, Pace(pace.seconds / 4, 3))
    one = Contestant("simengine", partial(ours.run, made, ring), ours.PIECE)
    runners: dict[str, Runner] = {"simpy": simpy_processes.run, "simpy_one_process": simpy_processes.run_one_process}
    alone = [_numpy_normals(ring), Parts(plan, made.block).normals("own_normals")]
    return [*alone, one, _blocks(ring, block, "numpy"), *peers_of(ring, runners)]


def _blocks(ring: Ring, block: int, name: str) -> Contestant:
    return Contestant(name, lambda paths, seed: numpy_blocks.run(ring, paths, seed, block), block)


def _best_block(ring: Ring, pace: Pace) -> int:
    return int(fastest([_blocks(ring, block, str(block)) for block in numpy_blocks.BLOCKS], pace, PROCESSOR))


def _ours(timings: dict[str, Timing], ring: Ring) -> dict[str, Figure]:
    per_step = NANO / (ring.drivers * ring.steps)
    engine, own = timings["simengine"], timings["own_normals"]
    beyond: Sequence[float] = [a - b for a, b in zip(engine.seconds, own.seconds, strict=True)]
    return {
        "ns_per_driver_step": scaled(engine, per_step),
        "ratio_numpy_draws": ratio(engine, timings["numpy_normals"]),
        "arithmetic_ns": scaled(Timing(tuple(beyond), engine.units, None), per_step),
        "numpy_ns_per_normal": scaled(timings["numpy_normals"], per_step),
        "own_ns_per_normal": scaled(own, per_step),
        "numpy_ns_per_driver_step": scaled(timings["numpy"], per_step),
    }
