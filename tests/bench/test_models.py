"""The benchmark's models: all peers compute the same, and the check that says so can fail."""

import functools
import importlib
import math
from dataclasses import replace

import pytest

from bench import engine as ours
from bench.agreement import checks, disagreements
from bench.model import FILE, RING, Ring, Sample, law, scenario_text
from bench.peers import numpy_blocks, simpy_processes
from simengine.engines.reference.simulation import ReferenceEngine

SMALL = Ring(drivers=4, steps=24, rate=0.3, cut=0.2)
MANY, FEW = 40_000, 400


@pytest.fixture(scope="module")
def base() -> Sample:
    return numpy_blocks.run(SMALL, MANY, seed=1, block=MANY)


def optional(module: str) -> object:
    """A peer, if what it needs is installed."""
    try:
        return importlib.import_module(f"bench.peers.{module}")
    except ImportError as error:
        pytest.skip(f"the extra `bench` is not installed: {error}")


def differences(sample: Sample, base: Sample) -> list[str]:
    return [c.figure for c in disagreements(checks({"base": base, "peer": sample}, SMALL, "base"))]


def test_the_scenario_is_the_one_the_model_makes():
    assert FILE.read_text(encoding="utf-8") == scenario_text(RING)


def test_without_coupling_the_law_is_that_of_a_single_process():
    alone = replace(RING, coupling=0.0, steps=30)
    found, decay = law(alone), alone.decay
    assert found.mean == pytest.approx(alone.base * (1 - decay**30), rel=1e-12)
    variance = alone.volatility**2 / (2 * alone.speed) * (1 - decay**60)  # the continuous process at the same instants
    assert found.sd == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert law(replace(alone, cut=alone.base, steps=5000)).share == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("run", [simpy_processes.run, simpy_processes.run_one_process])
def test_simpy_agrees(base, run):
    assert differences(run(SMALL, FEW, 2), base) == []


def test_simengine_agrees(base, tmp_path):
    engine = ReferenceEngine(ours.ring_plan(SMALL, tmp_path))
    assert differences(ours.run(engine, SMALL, FEW // 2, 1), base) == []


@pytest.mark.parametrize("module", ["ema", "mesa_batch"])
def test_a_runner_agrees(base, module):
    assert differences(optional(module).run(SMALL, FEW, 3), base) == []


def test_jax_agrees(base):
    jax_scan = optional("jax_scan")
    choice = jax_scan.choices(1)[0]
    assert differences(jax_scan.compiled(SMALL, choice)(choice.batch, 4), base) == []


@pytest.mark.parametrize(
    ("wrong", "figure"),
    [
        ({"coupling": 0.4}, "mean at the end"),
        ({"volatility": 0.42}, "sd at the end"),
        ({"cut": 0.23}, "share of time"),
        ({"rate": 0.33}, "event"),
    ],
)
def test_a_model_that_differs_is_found(base, wrong, figure):
    other = numpy_blocks.run(replace(SMALL, **wrong), MANY, seed=5, block=MANY)
    assert figure in differences(other, base)


def test_paths_of_a_peer_do_not_repeat_within_or_between_rounds():
    samples = [simpy_processes.run(SMALL, 20, seed) for seed in (1, 2)]
    assert len({*samples[0].last.tolist(), *samples[1].last.tolist()}) == 40


def test_calls_of_functions_are_counted(tmp_path):
    from bench.flagship import calls

    quiet = replace(SMALL, rate=1e-9)  # so that the hazard is looked at in every step
    found = calls(ours.ring_plan(quiet, tmp_path), paths=3)
    # An exponential a step for the hazard, a logarithm for its clock, two for the coefficients of a driver.
    assert found == {"exp": SMALL.steps, "log": 1.0, "expm1": 2.0 * SMALL.drivers}


def test_the_engine_is_called_for_consecutive_paths(tmp_path):
    asked: list[range] = []

    class Recorder(ReferenceEngine):
        def simulate(self, paths, keep=()):
            asked.append(paths)
            return super().simulate(range(0), keep)

    made = Recorder(ours.ring_plan(SMALL, tmp_path))
    ours.draws(made, 2 * ours.PIECE + 1, seed=3)
    first = 3 * (2 * ours.PIECE + 1)
    assert functools.reduce(lambda a, b: [*a, *b], asked, []) == list(range(first, first + 2 * ours.PIECE + 1))
