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
began = time.perf_counter()
engine(plan)
print(time.perf_counter() - began)
"""
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak if sys.platform == "darwin" else 1024 * peak)
"""


def commands(patience: Patience, folder: Path) -> tuple[dict[str, Figure], list[Check]]:
    """Seconds of the flagship's first compilation and of a whole command of 1,000 paths; wall clock, all cores.

    With `many`, the most memory a run of ten million paths holds, in MB, workers of its own not added up.
    """
    rounds = patience.command_rounds
    compiled = [_compile(folder / f"cache_{number}") for number in range(rounds)]
    cache = {PLACE: str(folder / "cache_0")}
    _run(folder, PATHS, cache)  # has whatever else is cached, cached
    warm = [_seconds(folder, cache) for _ in range(2 * rounds)]
    peak = figure([_peak(folder, cache)]) if patience.many else missing("takes minutes: --full")
    return {"compile_s": figure(compiled), "warm_start_s": figure(warm), "peak_rss_mb_10m": peak}, []


def _compile(cache: Path) -> float:
    """Seconds until an engine of the flagship stands, with an empty cache."""
    return float(_output([sys.executable, "-c", COMPILE], {PLACE: str(cache)}))


def _seconds(folder: Path, cache: Mapping[str, str]) -> float:
    began = time.perf_counter()
    _run(folder, PATHS, cache)
    return time.perf_counter() - began


def _run(folder: Path, paths: int, cache: Mapping[str, str]) -> None:
    _output(_command(folder, paths), cache)


def _peak(folder: Path, cache: Mapping[str, str]) -> float:
    if sys.platform == "win32":
        return float("nan")
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
