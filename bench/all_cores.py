"""On all cores: simengine on one thread and on all, a control that nothing but cores can slow, and JAX."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path

from bench import engine as ours
from bench.agreement import Check, checks
from bench.kernels import control
from bench.machine import cores
from bench.measure import WALL, Contestant, Effort, Figure, Pace, fastest, measure, missing, ratio
from bench.model import RING, Ring, Sample

KEYS = ("speedup_jax", "thread_scaling", "thread_control")


def all_cores(effort: Effort, folder: Path) -> tuple[dict[str, Figure], list[Check]]:
    """The figures of all cores, and whether JAX agrees; wall-clock time."""
    ring, pace, threads = RING, effort.pace, len(cores())
    made = ours.engine(ours.ring_plan(ring, folder))
    contestants = [
        Contestant("one", partial(ours.run_threads, made, ring, threads=1), threads * ours.PIECE),
        Contestant("all", partial(ours.run_threads, made, ring, threads=threads), threads * ours.PIECE),
        *control(threads),
    ]
    jax, absent = _jax(ring, Pace(pace.seconds / 4, 2), threads)
    timings = measure([*contestants, *jax], pace, WALL)
    figures = {
        "thread_scaling": ratio(timings["one"], timings["all"]),
        "thread_control": ratio(timings["control_one"], timings["control_all"]),
        "speedup_jax": ratio(timings["jax"], timings["all"]) if jax else missing(absent),
    }
    samples = {name: one.result for name, one in timings.items() if isinstance(one.result, Sample)}
    return figures, checks(samples, ring, "all")


def _jax(ring: Ring, pace: Pace, threads: int) -> tuple[list[Contestant], str]:
    """JAX with its best settings here; or nothing, and the reason."""
    try:
        jax_scan = importlib.import_module("bench.peers.jax_scan")
    except ImportError as error:
        return [], f"not installed ({error})"
    choices = {str(choice): choice for choice in jax_scan.choices(threads)}
    tried = [Contestant(name, jax_scan.compiled(ring, choice), choice.batch) for name, choice in choices.items()]
    best = fastest(tried, pace, WALL)
    return [Contestant("jax", next(one.work for one in tried if one.name == best), choices[best].batch)], ""
