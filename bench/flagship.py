"""The largest scenario we ship, against its random numbers and its exponentials and the like alone."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from pathlib import Path
from types import FrameType

import simengine.numerics
import simengine.randomness
from bench import engine as ours
from bench.agreement import Check
from bench.kernels import Parts
from bench.machine import cores, pinned
from bench.measure import PROCESSOR, Contestant, Effort, Figure, figure, measure, scaled
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.plan.plan import Plan

KEYS = ("flagship_ratio_parts",)
COUNTED = 40  # paths on which calls are counted
MICRO = 1e6


def flagship(effort: Effort, _: Path) -> tuple[dict[str, Figure], list[Check]]:
    """Time of a path over that of its parts alone, on one core, in processor time."""
    plan = ours.flagship_plan()
    made = ours.engine(plan)
    parts = Parts(plan, made.block)
    with pinned(cores()[-1]):
        whole = Contestant("whole", partial(ours.draws, made), ours.PIECE)
        timings = measure(
            [whole, parts.draws("draws"), parts.functions("functions", calls(plan))], effort.pace, PROCESSOR
        )
    rows = [timings[name].seconds for name in ("whole", "draws", "functions")]
    ratios = [whole / (draws + functions) for whole, draws, functions in zip(*rows, strict=True)]
    parts_told = {f"flagship_{name}_us": scaled(timings[name], MICRO) for name in timings}
    return {"flagship_ratio_parts": figure(ratios), **parts_told}, []


def calls(plan: Plan, paths: int = COUNTED) -> dict[str, float]:
    """How often a path calls each function of `simengine.numerics`, on the mean, random numbers aside.

    Counted in the reference engine, which computes only what is needed: what the machine computes on top of that,
    both sides of an `if` for example, counts as its loss.
    """
    functions = {getattr(simengine.numerics, name).__code__: name for name in simengine.numerics.__all__}
    inside = tuple(str(Path(package.__path__[0])) for package in (simengine.numerics, simengine.randomness))
    counts: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        name = functions.get(frame.f_code) if event == "call" else None
        caller = frame.f_back
        if name and caller and not caller.f_code.co_filename.startswith(inside):
            counts[name] += 1

    made = ReferenceEngine(plan)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        made.simulate(range(paths))
    finally:
        sys.setprofile(before)
    return {name: number / paths for name, number in counts.items()}
