"""Whole commands, each in a process of its own: first compilation, a start with a warm cache, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.agreement import Check
from bench.engine import ENGINE, FLAGSHIP
from bench.measure import Figure, Patience, figure, missing
from simengine.engines.kernel.cache import PLACE

KEYS = ("compile_s", "warm_start_s", "peak_rss_mb_10m")
ROOT = Path(__file__).resolve().parents[1]
PATHS, MANY = 1_000, 10_000_000
COMPILE = """
import time
from bench.agreement import Check
from bench.engine import engine, flagship_plan
plan = flagship_plan()
wall, processor = time.perf_counter(), time.process_time()
engine(plan)
print(time.perf_counter() - wall, time.process_time() - processor)
"""
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak if sys.platform == "darwin" else 1024 * peak)
"""


def commands(patience: Patience, folder: Path) -> tuple[dict[str, Figure], list[Check]]:
    """Seconds of the flagship's first compilation and of a whole command of 1,000 paths; wall clock, all cores, and the
    processor's time, which tells more where others are at work.

    With `many`, the most memory a run of ten million paths holds, in MB, workers of its own not added up.
    """
    rounds = patience.command_rounds
    compiled = [_compile(folder / f"cache_{number}") for number in range(rounds)]
    cache = {PLACE: str(folder / "cache_0")}
    _run(folder, PATHS, cache)  # has whatever else is cached, cached
    warm = [_seconds(folder, cache) for _ in range(2 * rounds)]
    walls, processors = zip(*compiled, strict=True)
    warm_walls, warm_processors = zip(*warm, strict=True)
    peak = missing("takes minutes: --full" if sys.platform != "win32" else "Windows does not tell")
    if patience.many and sys.platform != "win32":
        peak = figure([_peak(folder, cache)])
    figures = {"compile_s": figure(walls), "warm_start_s": figure(warm_walls), "peak_rss_mb_10m": peak}
    beside = {"compile_processor_s": figure(processors), "warm_start_processor_s": figure(warm_processors)}
    return figures | beside, []


def _compile(cache: Path) -> tuple[float, float]:
    """Seconds until an engine of the flagship stands, with an empty cache: wall clock, processor."""
    wall, processor = _output([sys.executable, "-c", COMPILE], {PLACE: str(cache)}).split()
    return float(wall), float(processor)


def _seconds(folder: Path, cache: Mapping[str, str]) -> tuple[float, float]:
    """Of a whole command: wall clock, processor."""
    began, before = time.perf_counter(), os.times()
    _run(folder, PATHS, cache)
    wall, after = time.perf_counter() - began, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def _run(folder: Path, paths: int, cache: Mapping[str, str]) -> None:
    _output(_command(folder, paths), cache)


def _peak(folder: Path, cache: Mapping[str, str]) -> float:
    return float(_output([sys.executable, "-c", PEAK, *_command(folder, MANY)], cache)) / 1e6


def _command(folder: Path, paths: int) -> list[str]:
    words = ["run", str(FLAGSHIP), "--paths", str(paths), "--engine", ENGINE, "--out", str(folder / "runs"), "--force"]
    return [sys.executable, "-m", "simengine", *words]


def _output(command: list[str], environment: Mapping[str, str]) -> str:
    """What a command prints; its own complaint if it fails."""
    place = {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))}
    done = subprocess.run(  # noqa: S603 (our own commands)
        command, env={**os.environ, **place, **environment}, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:4])} … ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout
