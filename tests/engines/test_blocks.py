"""However paths are divided among blocks, calls and threads, each has the same bits; and what must not go unseen."""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.machine.engine import Machine
from simengine.engines.machine.frame import Event
from simengine.engines.machine.kernel import word_letters
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.engines.machine.make_machine import make_machine
from simengine.loading import load
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import rerolled
from tests.helpers.engines.engine_parity import altered, compare, differences, in_runs, joined, left_behind, whole
from tests.helpers.scenario.shipped import SHIPPED
from tests.semantics.test_agreement import OURS

SEMANTICS = Path(__file__).parents[1] / "semantics"
EVENTS, BARE = SEMANTICS / "events.yaml", Path(__file__).parent / "bare.yaml"
BASELINE = next(file for file in SHIPPED if file.stem == "baseline")
BLOCKS = (16, 48, 112, 496)
N = 520  # more than the largest of them


def plan_of(file):
    return make_plan(load(file))


@pytest.fixture(scope="module")
def machine():
    return make_machine(plan_of(EVENTS), block=112)


@pytest.fixture(scope="module")
def all_at_once(machine):
    return whole(machine, range(3 * machine.block + 5))


@pytest.mark.parametrize("file", [*OURS, BARE, BASELINE], ids=lambda file: file.stem)
def test_any_block_gives_the_same(file):
    plan = plan_of(file)
    n = 130 if file == BASELINE else N
    expected = whole(make_machine(plan), range(n))
    for block in BLOCKS:
        assert differences(plan, expected, whole(make_machine(plan, block=block), range(n))) == [], block


@pytest.mark.parametrize("file", [*OURS, BASELINE], ids=lambda file: file.stem)
def test_a_block_leaves_nothing_to_the_next(file):
    assert left_behind(plan_of(file)) == []


def test_any_split_gives_the_same(machine, all_at_once):
    block, n = machine.block, len(all_at_once.path)
    for size in (7, block - 1, block, block + 1):
        assert differences(machine.plan, all_at_once, in_runs(machine, n, size)) == [], size
    some = whole(machine, range(block + 3))
    assert differences(machine.plan, some, in_runs(machine, block + 3, 1)) == []


def test_any_order_gives_the_same(machine, all_at_once):
    shuffled = np.random.default_rng(5).permutation(len(all_at_once.path))
    found = whole(machine, shuffled.tolist())
    back = [whole(machine, [path]) for path in shuffled[:50].tolist()]
    assert differences(machine.plan, joined(back), whole(machine, shuffled[:50].tolist())) == []
    assert np.array_equal(found.status, all_at_once.status[shuffled])
    assert np.array_equal(found.kept, all_at_once.kept[shuffled], equal_nan=True)


def test_a_path_twice_is_twice_the_same(machine):
    twice, once = whole(machine, [5, 5, 2**40, 5]), whole(machine, [5])
    for part in (0, 1, 3):
        assert np.array_equal(twice.kept[part], once.kept[0], equal_nan=True)


def test_no_paths_at_all(machine):
    found = machine.simulate([])
    measures, questions = len(machine.plan.measures), len(machine.plan.questions)
    assert (found.path.shape, found.measures.shape, found.questions.shape) == ((0,), (0, measures), (0, questions))
    assert [len(event.steps) for event in found.events] == [0] * len(found.events)


def test_threads_share_a_machine(machine, all_at_once):
    n, size = len(all_at_once.path), machine.block // 3
    parts = [range(first, min(first + size, n)) for first in range(0, n, size)]
    together = threading.Barrier(4)
    with ThreadPoolExecutor(4, initializer=together.wait) as pool:
        found = joined(list(pool.map(lambda paths: whole(machine, paths), [*parts, *parts])))
    twice = joined([all_at_once, all_at_once])
    assert differences(machine.plan, twice, found) == []


def test_a_thread_that_comes_second_takes_memory_of_its_own(machine, all_at_once):
    """Where another has taken the last between this one's look and its grasp."""

    class Taken(list):
        def __bool__(self):
            return True

    hurried = altered(machine)
    hurried._free = Taken()
    assert differences(machine.plan, all_at_once, whole(hurried, all_at_once.path.tolist())) == []


def test_a_call_leaves_nothing_to_the_next(machine):
    """Neither rolled dice, nor an earlier end, nor other names."""
    before, dice = whole(machine, range(60)), dice_of(machine.plan)
    machine.simulate(
        range(60), ["a"], rolled={die: [rerolled(member=i, move=0) for i in range(60)] for die in dice[::2]}, until=7
    )
    machine.simulate(range(200))
    assert differences(machine.plan, before, whole(machine, range(60))) == []


@pytest.mark.parametrize("name", ["events", "processes", "further", "memory"])
def test_a_table_can_go_elsewhere(name):
    """It holds no address: pickled and read again it gives the same."""
    plan = plan_of(EVENTS.with_name(f"{name}.yaml"))
    machine = make_machine(plan, block=48)
    table = pickle.loads(pickle.dumps(machine.table))  # noqa: S301 (our own)
    again = Machine(plan, table, machine._library, 48)
    assert differences(plan, whole(machine, range(100)), whole(again, range(100))) == []


# What must not go unseen


def with_last_bits(table):
    """The numbers in a table's instructions, each by its last bit larger."""
    operands = table.operands.copy()
    ends = [*table.code[1:, 1].tolist(), len(operands)]
    for (kernel, first), end in zip(table.code.tolist(), ends, strict=True):
        letters = word_letters(kernels()[table.kernels[kernel]], end - first)
        for place, letter in enumerate(letters, first):
            operands[place] += letter == "c" and operands[place] != 0
    return operands


@pytest.mark.parametrize("name", ["events", "processes", "further"])
def test_the_last_bit_of_a_number_is_seen(name):
    plan = plan_of(EVENTS.with_name(f"{name}.yaml"))
    machine = make_machine(plan)
    operands = with_last_bits(machine.table)
    assert np.count_nonzero(operands != machine.table.operands) > 10
    assert compare(plan, range(8), altered(machine, operands=operands))[0] != []


def test_the_last_bit_of_a_distribution_is_seen():
    plan = plan_of(BARE)
    machine = make_machine(plan)
    constants = np.nextafter(machine.table.constants, np.inf)
    assert compare(plan, range(8), altered(machine, constants=constants))[0] != []


def test_another_key_is_seen(machine):
    events = machine.table.events.copy()
    events[:, Event.KEY_0] ^= 1
    assert compare(machine.plan, range(26), altered(machine, events=events))[0] != []
