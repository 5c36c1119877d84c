"""The compiled engine beside the reference engine on every shipped scenario, every clock, and scenarios at random.

Most of these are models of their own that have to be compiled, so they are run only if the environment variable
SIMENGINE_PARITY says how many scenarios at random are wanted (others each time). 100 of them take half an hour.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from simengine.engines.compiled import CompiledEngine
from simengine.engines.kernel.cache import PLACE
from simengine.plan.build import make_plan
from simengine.scenario.load import load
from tests.engines.parity import altered, compare, differences, left_behind, whole
from tests.semantics.generate import scenario, write_file
from tests.semantics.test_agreement import CLOCKS, HERE, OURS, SHIPPED

EXAMPLES = int(os.environ.get("SIMENGINE_PARITY", "0"))
pytestmark = pytest.mark.skipif(not EXAMPLES, reason="takes long; SIMENGINE_PARITY=100 asks for it")
FAR = [2**32 - 1, 2**32, 2**62]
HURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
BASELINE = [file for file in SHIPPED if file.stem == "baseline"]


@pytest.mark.parametrize("file", sorted(SHIPPED, key=lambda file: file.stem != "baseline"), ids=lambda file: file.stem)
def test_on_every_shipped_scenario(file):
    assert compare(make_plan(load(file)), [*range(200), *FAR])[0] == []


@pytest.mark.parametrize("step", CLOCKS)
def test_on_every_clock(step):
    start, end = CLOCKS[step]
    changes = [f"clock.start={start}", f"clock.end={end}", f"clock.step={step}"]
    if step == "year":  # where these would begin to hold at the start
        changes += ["drivers.x.history.2023-02=null", "drivers.x.history.2023-05-30=null"]
    assert compare(make_plan(load(HERE / "dates.yaml", changes)), [*range(20), *FAR])[0] == []


@pytest.mark.parametrize("file", BASELINE, ids=lambda file: file.stem)
def test_a_block_leaves_nothing_to_the_next(file):
    assert left_behind(make_plan(load(file))) == []


@pytest.mark.parametrize("file", [*OURS, *BASELINE], ids=lambda file: file.stem)
@pytest.mark.parametrize("bits", [128, 256])
def test_at_every_width_of_vectors(file, bits):
    plan = make_plan(load(file))
    engine = CompiledEngine(plan)
    text = engine.kernel.text.replace('"prefer-vector-width"="512"', f'"prefer-vector-width"="{bits}"')
    assert text != engine.kernel.text
    paths = range(2 * engine.kernel.block + 3)
    assert differences(plan, whole(engine, paths), whole(altered(engine, text=text), paths)) == []


@settings(max_examples=EXAMPLES or 1, deadline=None, suppress_health_check=HURRIED, phases=(Phase.generate,))
@given(st.randoms(use_true_random=False))
def test_on_scenarios_at_random(rng):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLACE, folder)
        file = write_file(scenario(rng), Path(folder))
        note(file.read_text(encoding="utf-8"))
        plan = make_plan(load(file))
        engine = CompiledEngine(plan)
        assert compare(plan, [*range(30), *FAR], engine)[0] == []
        assert left_behind(plan, engine) == []
