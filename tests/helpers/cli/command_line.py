"""The command line as tests use it: in this process, or as a program of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from simengine.cli import run_words
from tests.helpers.house.tree import ROOT
from tests.helpers.patience import PATIENCE

TINY = """\
name: tiny
title: A coin with a memory
clock: {start: 2025, end: 2030, step: quarter}
parameters:
  rate: {uniform: {low: 0.1, high: 0.5}, unit: 1/year}
drivers:
  mood: {process: ornstein_uhlenbeck, initial: 0, level: 0, speed: 1, volatility: 0.5, unit: degree}
events:
  luck: {hazard: rate*exp(mood), effects: {mood: {add: 1}}}
measures:
  final_mood: {expr: mood, unit: degree}
outcome:
  early: occurred(luck) and first_time(luck) <= 2
  late: occurred(luck)
  never: otherwise
questions:
  luck_2027: {text: Luck comes by the end of 2027, by: 2027, when: occurred(luck)}
simulate: {paths: 150, seed: 3}
"""
VARIANT = """\
name: lucky
title: Luck by 2026 at the latest
extends: tiny.yaml
set: {events.luck.latest: 2026}
"""


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Simengine = Callable[..., Result]


def in_process(capsys: pytest.CaptureFixture[str]) -> Simengine:
    """The command in this process."""

    def call(*words: str) -> Result:
        code = run_words([str(word) for word in words])
        result = capsys.readouterr()
        return Result(code, result.out, result.err)

    return call


def write_tiny(folder: Path) -> Path:
    """A small scenario and its variant in a folder, which is returned."""
    folder.mkdir(exist_ok=True)
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (folder / "lucky.yaml").write_text(VARIANT, encoding="utf-8")
    return folder


def program(*words: str) -> list[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "simengine", *words]


def environment() -> dict[str, str]:
    """The environment in which such a process finds simengine from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def call_program(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it in a folder to its end."""
    return subprocess.run(
        program(*words),
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
