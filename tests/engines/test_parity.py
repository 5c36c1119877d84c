"""The compiled engine gives the bits of the reference engine, on scenarios that use each part of the language.

The kernels of these scenarios, which take a minute to compile, are kept in pytest's cache. Every shipped scenario and
scenarios put together at random are compared in `test_parity_at_length`.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.compiled import CompiledEngine
from simengine.errors import SimengineError
from simengine.plan.build import make_plan
from simengine.scenario.load import load
from simengine.status import Status
from tests.engines.parity import compare, differences, narrower, names_of, pieces, whole
from tests.semantics.test_failures import CASES

ROOT = Path(__file__).parents[2]
GALLERY = sorted((ROOT / "tests" / "semantics").glob("*.yaml"))
BARE = Path(__file__).parent / "bare.yaml"
FAR = [2**32 - 2, 2**32 - 1, 2**32, 2**32 + 1, 2**40 + 3, 2**62]
PATHS = [*range(26), *FAR]
EVENTS = ROOT / "tests" / "semantics" / "events.yaml"
FAILURES = ROOT / "tests" / "semantics" / "failures.yaml"
CLOCKS = {
    "year": ("2025", "2027", 2),
    "quarter": ("2025", "2027-Q1", 8),
    "week": ("2025-01-01", "2027-06-09", 127),  # two words of 64 steps, all but one used
    "day": ("2025-02-28", "2025-11-12", 257),
}


def plan_of(file, *changes, **how):
    return make_plan(load(file, list(changes)), **how)


@pytest.mark.parametrize("file", GALLERY, ids=lambda file: file.stem)
def test_on_every_part_of_the_language(file):
    assert compare(plan_of(file), PATHS)[0] == []


def test_without_drivers_and_events_and_measures():
    plan = plan_of(BARE)
    assert (plan.drivers, plan.events, plan.measures) == ((), (), ())
    assert compare(plan, PATHS)[0] == []


@pytest.mark.parametrize("step", CLOCKS)
def test_on_every_clock(step):
    start, end, steps = CLOCKS[step]
    plan = plan_of(EVENTS, f"clock.start={start}", f"clock.end={end}", f"clock.step={step}")
    assert plan.clock.steps == steps
    found, told, _ = compare(plan, PATHS[::4])
    assert found == []
    assert max(len(event.steps) for event in told.events) > steps


@pytest.mark.parametrize("end", ["2025-02", "2025-03", "2025-04", "2025-05", "2025-06"])
def test_on_few_steps(end):
    """Random numbers are drawn for four steps at once, also where fewer are left."""
    changes = ["events.dated.at=2025-02", "events.undo.at=2025-02"]
    reads = [f"observe.{name}.at=start" for name in ("early", "later")]
    asked = ["questions.slow_2025.by=2025-01", "questions.rises_2026.by=2025-01", "questions.b_then.as_of=2025-01"]
    plan = plan_of(EVENTS, f"clock.end={end}", *changes, *reads, *asked)
    assert plan.clock.steps == int(end[-1]) - 1
    assert compare(plan, PATHS)[0] == []


@pytest.mark.parametrize("name", ["processes", "events"])
def test_with_shared_parameters_and_another_seed(name):
    plan = plan_of(EVENTS.with_name(f"{name}.yaml"), seed=2**127 + 5, nested=3)
    assert compare(plan, [*range(7), 2**32 - 1, 2**32, 2**33])[0] == []


@pytest.mark.parametrize("case", CASES)
def test_a_path_ends_alike(case):
    changes, (status, element, step) = CASES[case]
    plan = plan_of(FAILURES, *(f"parameters.{name}.fixed={value!r}" for name, value in changes.items()))
    found, told, _ = compare(plan, [0, 2**32])
    assert found == []
    ended = plan.elements[told.element[0]].partition(".")[2] if told.element[0] >= 0 else None
    assert (Status(told.status[0]), ended, told.step[0]) == (status, element, step)


def test_numbers_do_not_change_the_kernel():
    texts = {CompiledEngine(plan_of(EVENTS, *changes)).kernel.text for changes in ([], ["events.often.hazard=0.25"])}
    assert len(texts) == 1


# However the paths are divided


@pytest.fixture(scope="module")
def engine():
    return CompiledEngine(plan_of(EVENTS))


@pytest.fixture(scope="module")
def all_at_once(engine):
    return whole(engine, range(3 * engine.kernel.block + 5))


def test_any_split_gives_the_same(engine, all_at_once):
    plan, block, n = plan_of(EVENTS), engine.kernel.block, len(all_at_once.path)
    names = names_of(plan)
    for size in (7, 256, block - 1, block, block + 1):
        found = pieces(engine, [range(first, min(first + size, n)) for first in range(0, n, size)])
        assert differences(plan, all_at_once, found, names) == [], size
    found = pieces(engine, [[path] for path in range(n)][: block + 3])
    assert differences(plan, whole(engine, range(block + 3)), found, names) == []


def test_any_order_gives_the_same(engine, all_at_once):
    shuffled = np.random.default_rng(5).permutation(len(all_at_once.path))
    found = whole(engine, shuffled.tolist())
    back = np.argsort(shuffled)
    for column in ("status", "outcome", "measures", "questions", "kept"):
        assert np.array_equal(getattr(found, column)[back], getattr(all_at_once, column), equal_nan=column != "status")


def test_no_paths_at_all(engine):
    found = engine.simulate([])
    assert (found.path.shape, found.measures.shape) == ((0,), (0, 3))
    assert all(len(event.steps) == 0 for event in found.events)


def test_threads_share_an_engine(engine, all_at_once):
    plan, block, n = plan_of(EVENTS), engine.kernel.block, len(all_at_once.path)
    parts = [range(first, min(first + block // 3, n)) for first in range(0, n, block // 3)]
    ready = threading.Barrier(4)

    def part(paths):
        return whole(engine, paths)

    with ThreadPoolExecutor(4, initializer=ready.wait) as pool:
        found = pieces(engine, parts, list(pool.map(part, parts)))
    assert differences(plan, all_at_once, found, names_of(plan)) == []


def test_any_width_of_vectors_gives_the_same():
    """The bare model has laws and parameters, which are most of what is vectorised."""
    plan = plan_of(BARE)
    engine = CompiledEngine(plan)
    narrow = narrower(engine)
    assert narrow.kernel.text != engine.kernel.text
    a, b = whole(engine, range(999)), whole(narrow, range(999))
    assert differences(plan, a, b, names_of(plan)) == []


# What must not go unseen


@pytest.mark.parametrize("name", ["events", "processes", "further"])
def test_a_single_bit_of_a_number_is_seen(name):
    plan = plan_of(EVENTS.with_name(f"{name}.yaml"))
    engine = CompiledEngine(plan)
    numbers = np.nextafter(engine.kernel.numbers, np.inf)
    engine._kernel = replace(engine.kernel, numbers=numbers)
    assert compare(plan, PATHS[:8], engine)[0] != []


def test_a_wrong_key_is_seen(engine):
    plan = plan_of(EVENTS)
    other = CompiledEngine(plan)
    other._kernel = replace(other.kernel, event_keys=other.kernel.event_keys ^ np.uint32(1))
    assert compare(plan, PATHS, other)[0] != []


def test_a_plug_in_is_refused(tmp_path):
    (tmp_path / "odd.py").write_text(ODD, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(WITH_ODD, encoding="utf-8")
    plan = make_plan(load(tmp_path / "odd.yaml", plugins=[tmp_path / "odd.py"]))
    with pytest.raises(SimengineError, match=r"odd\.py.*--engine reference"):
        CompiledEngine(plan)
