"""The compiled engine gives the bits of the reference engine, on scenarios that use each part of the language.

The kernels of these scenarios, which take a minute to compile, are kept in pytest's cache. Every shipped scenario and
scenarios put together at random are compared in `test_parity_at_length`.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.compiled import CompiledEngine
from simengine.errors import SimengineError
from simengine.plan.build import make_plan
from simengine.scenario.load import load
from simengine.status import Status
from tests.engines.parity import altered, compare, differences, in_runs, joined, left_behind, whole
from tests.semantics.test_agreement import ODD, OURS, WITH_ODD
from tests.semantics.test_failures import CASES

ROOT = Path(__file__).parents[2]
GALLERY = [file for file in OURS if file.stem != "dates"]  # a matter of the plan; on all clocks at length
BARE = Path(__file__).parent / "bare.yaml"
FAR = [2**32 - 2, 2**32 - 1, 2**32, 2**32 + 1, 2**40 + 3, 2**62]
PATHS = [*range(26), *FAR]
EVENTS = ROOT / "tests" / "semantics" / "events.yaml"
FAILURES = ROOT / "tests" / "semantics" / "failures.yaml"
CLOCKS = {
    "year": ("2025", "2027", 2),
    "quarter": ("2025", "2027-Q1", 8),
    "week": ("2025-01-01", "2027-06-09", 127),  # two words of 64 steps, all but one used
    "day": ("2025-02-28", "2026-01-02", 308),
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
    changes = [f"clock.start={start}", f"clock.end={end}", f"clock.step={step}", "events.always.hazard=1e9*(time>0.2)"]
    changes += [
        "observe.later.between=[-999, 999]",
        "questions.slow_2025.by=2025-11",
        "questions.rises_2026.by=2025-12",
    ]
    plan = plan_of(EVENTS, *changes)
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


@pytest.mark.parametrize("at", ["2025-07", "2025-08", "2025-09", "2025-10"])
def test_where_many_are_excluded(at):
    """Those that are left close ranks, with what has been noted in that step for some of them."""
    plan = plan_of(EVENTS, "observe.early.between=[0, 9]", f"observe.later.at={at}", "observe.later.between=[-9, 6]")
    found, told, _ = compare(plan, range(80))
    assert found == []
    assert {*told.step[told.status == Status.EXCLUDED]} == {3, int(at[-2:])}
    assert 15 < np.count_nonzero(told.status == Status.OK) < 60


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


@pytest.mark.parametrize("file", GALLERY, ids=lambda file: file.stem)
def test_a_block_leaves_nothing_to_the_next(file):
    assert left_behind(plan_of(file)) == []


def test_any_split_gives_the_same(engine, all_at_once):
    plan, block, n = plan_of(EVENTS), engine.kernel.block, len(all_at_once.path)
    for size in (7, block - 1, block, block + 1):
        assert differences(plan, all_at_once, in_runs(engine, n, size)) == [], size
    assert differences(plan, whole(engine, range(block + 3)), in_runs(engine, block + 3, 1)) == []


def test_any_order_gives_the_same(engine, all_at_once):
    shuffled = np.random.default_rng(5).permutation(len(all_at_once.path))
    found = whole(engine, shuffled.tolist())
    back = [whole(engine, [path]) for path in shuffled[:50].tolist()]
    assert differences(plan_of(EVENTS), joined(back), whole(engine, shuffled[:50].tolist())) == []
    assert np.array_equal(found.status, all_at_once.status[shuffled])
    assert np.array_equal(found.kept, all_at_once.kept[shuffled], equal_nan=True)


def test_no_paths_at_all(engine):
    found = engine.simulate([])
    assert (found.path.shape, found.measures.shape, found.questions.shape) == ((0,), (0, 3), (0, 3))
    assert [len(event.steps) for event in found.events] == [0] * len(found.events)


def test_threads_share_an_engine(engine, all_at_once):
    n, size = len(all_at_once.path), engine.kernel.block // 3
    parts = [range(first, min(first + size, n)) for first in range(0, n, size)]
    together = threading.Barrier(4)
    with ThreadPoolExecutor(4, initializer=together.wait) as pool:
        found = joined(list(pool.map(lambda paths: whole(engine, paths), [*parts, *parts])))
    twice = joined([all_at_once, all_at_once])
    assert differences(plan_of(EVENTS), twice, found) == []


def test_any_width_of_vectors_gives_the_same():
    plan = plan_of(BARE)
    engine = CompiledEngine(plan)
    text = engine.kernel.text.replace('"prefer-vector-width"="512"', '"prefer-vector-width"="128"')
    assert text != engine.kernel.text
    paths = range(2 * engine.kernel.block + 3)
    assert differences(plan, whole(engine, paths), whole(altered(engine, text=text), paths)) == []


# What must not go unseen


@pytest.mark.parametrize("name", ["events", "processes", "further"])
def test_the_last_bit_of_a_number_is_seen(name):
    plan = plan_of(EVENTS.with_name(f"{name}.yaml"))
    engine = CompiledEngine(plan)
    numbers = np.nextafter(engine.kernel.numbers, np.inf)
    assert compare(plan, PATHS[:8], altered(engine, numbers=numbers))[0] != []


def test_another_key_is_seen(engine):
    keys = engine.kernel.event_keys ^ np.uint32(1)
    assert compare(plan_of(EVENTS), PATHS, altered(engine, event_keys=keys))[0] != []


def test_a_plug_in_is_refused(tmp_path):
    (tmp_path / "odd.py").write_text(ODD, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(WITH_ODD, encoding="utf-8")
    plan = make_plan(load(tmp_path / "odd.yaml", plugins=[tmp_path / "odd.py"]))
    with pytest.raises(SimengineError, match=r"odd\.py.*--engine reference"):
        CompiledEngine(plan)
