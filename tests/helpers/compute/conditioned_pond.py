"""The pond, with a figure that has an error: its height at the end of 2021."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import simengine.compute.run
import simengine.compute.wanted
import simengine.plan.asked
import simengine.plan.planning
import simengine.results.story
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.language.expression import Number
from simengine.model.model import Model
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.plan.readings import LikelihoodPlan
from tests.helpers.compute.pond_model import pond

STEP, VALUE, ERROR = 2, 0.9, 0.1
SETTINGS = Settings(2_000, 3, None, "machine", 2, effective=400)


def observed_plan(model: Model, seed: int | None = None, nested: int | None = None) -> Plan:
    """The plan of a pond with the figure."""
    plan = make_plan(model, seed, nested)
    height = plan.observations[0].expr
    figure = LikelihoodPlan("figure", STEP, height, VALUE, "normal", Number(ERROR), "2022-02-01T00:00:00")
    return replace(plan, likelihoods=(figure,))


def observe(patches: pytest.MonkeyPatch) -> None:
    """Has every plan of a pond its figure, in this process."""
    planners = (simengine.compute.run, simengine.compute.wanted, simengine.plan.asked, simengine.plan.planning)
    for module in (*planners, simengine.results.story):
        patches.setattr(module, "make_plan", observed_plan)


def run_and_die(folder: Path, islands: int) -> None:
    """Runs it until so many islands are learnt, and is killed then."""
    observe(pytest.MonkeyPatch())

    def die(text: str) -> None:
        if f": {islands} of" in text:
            os.kill(os.getpid(), signal.SIGKILL)

    run(pond(folder), SETTINGS, folder / "results", announce=die)


def stored_bytes(folder: Path) -> dict[str, bytes]:
    """The parts and the dice of a run's folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


if __name__ == "__main__":
    run_and_die(Path(sys.argv[1]), int(sys.argv[2]))
