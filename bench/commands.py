"""Whole commands, each in a process of its own: preparing the engine, a run, a run of an edited model, memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.agreement import Check
from bench.engine import ENGINE, FLAGSHIP
from bench.measure import Effort, Figure, figure, missing
from simengine.engines.machine.private_folder import CACHE_VARIABLE

KEYS = ("prepare_s", "edit_s", "warm_start_s", "peak_rss_mb_10m")
ROOT = Path(__file__).resolve().parents[1]
PATHS, MANY = 1_000, 10_000_000
PREPARE = (sys.executable, "-m", "simengine.engines.machine")
FORMULA = "\nformulas:\n  edited: tanh(depth - 0.{:03})\n"
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak if sys.platform == "darwin" else 1024 * peak)
"""


def commands(effort: Effort, folder: Path) -> tuple[dict[str, Figure], list[Check]]:
    """Seconds of preparing the engine, of a run of 1,000 paths of the flagship, and of one with a formula more.

    Wall clock, all cores, and the processor's time, which tells more where others are at work.

    With `many`, the most memory a run of ten million paths holds, in MB, workers of its own not added up.
    """
    rounds = effort.command_rounds
    caches = [{CACHE_VARIABLE: str(folder / f"cache_{number}")} for number in range(rounds)]
    prepare = [_timed(PREPARE, cache) for cache in caches]
    _output(_run(FLAGSHIP, PATHS, folder), caches[0])  # has whatever else is cached, cached
    warm, edit = [], []
    for number in range(2 * rounds):
        warm.append(_timed(_run(FLAGSHIP, PATHS, folder), caches[0]))
        edit.append(_timed(_run(edited(folder, number), PATHS, folder), caches[0]))
    peak = missing("takes minutes: --full" if sys.platform != "win32" else "Windows does not tell")
    if effort.many and sys.platform != "win32":
        peak = figure([_peak(folder, caches[0])])
    found = {"peak_rss_mb_10m": peak}
    for name, timed in (("prepare", prepare), ("edit", edit), ("warm_start", warm)):
        walls, processors = zip(*timed, strict=True)
        found |= {f"{name}_s": figure(walls), f"{name}_processor_s": figure(processors)}
    return found, []


def edited(folder: Path, number: int) -> Path:
    """The flagship in a copy of its folder, with a formula that no earlier copy has."""
    place = Path(tempfile.mkdtemp(prefix="edited_", dir=folder)) / FLAGSHIP.parent.name
    shutil.copytree(FLAGSHIP.parent, place)
    file = place / FLAGSHIP.name
    file.write_text(file.read_text(encoding="utf-8") + FORMULA.format(number + 1), encoding="utf-8")
    return file


def _timed(command: Sequence[str], cache: Mapping[str, str]) -> tuple[float, float]:
    """Seconds of a whole command and the processes it starts: wall clock, processor."""
    began, before = time.perf_counter(), os.times()
    _output(command, cache)
    wall, after = time.perf_counter() - began, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def _peak(folder: Path, cache: Mapping[str, str]) -> float:
    return float(_output([sys.executable, "-c", PEAK, *_run(FLAGSHIP, MANY, folder)], cache)) / 1e6


def _run(scenario: Path, paths: int, folder: Path) -> list[str]:
    """A run into a folder of its own: what is there already would not be drawn again."""
    out = tempfile.mkdtemp(prefix="runs_", dir=folder)
    words = ["run", str(scenario), "--paths", str(paths), "--engine", ENGINE, "--out", out]
    return [sys.executable, "-m", "simengine", *words]


def _output(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What a command prints; its own complaint if it fails. Python keeps byte code, as it does unless told not to."""
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    place = {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))}
    done = subprocess.run(  # noqa: S603 (our own commands)
        command, env={**outside, **place, **environment}, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:4])} … ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout
