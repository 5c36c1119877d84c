"""A small scenario whose paths end in every way there is, and what the tests do with it."""

from collections.abc import Callable
from pathlib import Path

from simengine.compute.engine_kinds import ENGINES
from simengine.compute.progress import Progress
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.loading import load
from simengine.model.model import Model
from simengine.runs.store import Run

TEXT = """
name: pond
title: A pond
clock: {start: 2020, end: 2026, step: year}
parameters:
  pull: {uniform: [0, 1]}
drivers:
  height: {process: ornstein_uhlenbeck, initial: 0.2, level: pull, speed: 1, volatility: 0.6, unit: m}
  index: {process: logit_ornstein_uhlenbeck, initial: 0.5, level: 3 * pull - 1, speed: 1, volatility: 0.5}
formulas:
  tides: {expr: count(tide) + 0 * height}
events:
  tide: {hazard: 0.4, repeats: true, effects: {height: {add: 0.1}}}
  burst: {hazard: 1 * height + 0.5}
observe:
  seen: {at: 2021, expr: height, between: [-0.45, 1.3]}
measures:
  last: {expr: height + 0 * index, unit: m}
  first_tide: first_time(tide)
outcome:
  high: height > 0.8
  low: height < 0.3
  middle: otherwise
questions:
  tide_2022: {text: "A tide by the end of 2022", by: 2022, when: occurred(tide)}
  height_2023: {text: "Height at the end of 2023", as_of: 2023, value: height, given: occurred(tide)}
simulate: {paths: 250, seed: 3}
"""
PATHS = 250
REFERENCE = Settings(engine="reference")  # whose blocks are short enough for a test to have several
BLOCK = ENGINES["reference"].block


def pond_file(folder: Path) -> Path:
    file = folder / "pond.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def pond(folder: Path, *overrides: str) -> Model:
    return load(pond_file(folder), overrides)


def run_pond(folder: Path, *overrides: str, paths: int = PATHS, seed: int = 3, nested: int = 1) -> Run:
    return run(pond(folder, *overrides), Settings(paths, seed, nested, "reference"), folder / "results")


def part_bytes(run_folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in sorted((run_folder / "parts").iterdir())]


def interrupt_after(blocks: int) -> Callable[[Progress], None]:
    """Ctrl-C when so many blocks have been computed."""

    def progress(told: Progress) -> None:
        if told.done - told.reused >= blocks * BLOCK:
            raise KeyboardInterrupt

    return progress
