"""The machine gives the bits of the reference engine: on each part of the language, on every shipped scenario.

Scenarios put together at random are compared in `test_random_parity`. The environment variable SIMENGINE_PARITY asks
for more paths here too.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simengine.engines.machine.make_machine import make_machine
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.loading import load
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import STRETCH, Die, rerolled
from simengine.status import Status
from tests.helpers.engines.engine_parity import FAR, compare, differences, told, whole
from tests.helpers.scenario.shipped import SHIPPED, name_of, shipped_for
from tests.helpers.switches import asked
from tests.semantics.test_agreement import CLOCKS, ODD, OURS, WITH_ODD, paths_of
from tests.semantics.test_failures import CASES

AT_LENGTH = bool(asked("SIMENGINE_PARITY"))
HERE = Path(__file__).parent
BARE = HERE / "bare.yaml"
PATHS = [*range(26), 2**32 - 2, *FAR, 2**32 + 1, 2**40 + 3]
SEMANTICS = HERE.parent / "semantics"
EVENTS, FAILURES, DATES = (SEMANTICS / f"{name}.yaml" for name in ("events", "failures", "dates"))
OTHER_CLOCKS = {
    "year": ("2025", "2027", 2),
    "quarter": ("2025", "2027-Q1", 8),
    "week": ("2025-01-01", "2027-06-09", 127),
    "day": ("2025-02-28", "2026-01-02", 308),
}
CROWD = [
    "observe.later.between=[-1e9, 1e9]",
    "observe.early.between=[-1e9, 1e9]",
    "events.swarm.hazard=6000*chance",
    "events.often.hazard=90",
]


def plan_of(file, *changes, **how):
    return make_plan(load(file, list(changes)), **how)


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_on_every_part_of_the_language(file):
    assert compare(plan_of(file), PATHS)[0] == []


@pytest.mark.parametrize("file", shipped_for("SIMENGINE_PARITY"), ids=name_of)
def test_on_every_shipped_scenario(file):
    first = 1_000 * SHIPPED.index(file)
    paths = [*range(first, first + (200 if AT_LENGTH else 6)), FAR[SHIPPED.index(file) % len(FAR)]]
    paths += [path for path in paths_of(load(file)) if path not in paths]
    found, expected, _ = compare(plan_of(file), paths)
    assert found == []
    assert np.any(expected.status == Status.OK)


def test_without_drivers_and_events_and_measures():
    plan = plan_of(BARE)
    assert (plan.drivers, plan.events, plan.measures) == ((), (), ())
    assert compare(plan, PATHS)[0] == []


@pytest.mark.parametrize("step", OTHER_CLOCKS)
def test_events_on_every_clock(step):
    start, end, steps = OTHER_CLOCKS[step]
    changes = [f"clock.start={start}", f"clock.end={end}", f"clock.step={step}", "events.always.hazard=1e9*(time>0.2)"]
    changes += [
        "events.swarm.latest=2025-03-05",
        "observe.later.between=[-999, 999]",
        "questions.slow_2025.by=2025-11",
        "questions.rises_2026.by=2025-12",
    ]
    plan = plan_of(EVENTS, *changes)
    assert plan.clock.steps == steps
    found, expected, _ = compare(plan, PATHS[::8])
    assert found == []
    assert max(len(event.steps) for event in expected.events) > steps


@pytest.mark.parametrize("step", CLOCKS)
def test_dates_on_every_clock(step):
    start, end = CLOCKS[step]
    changes = [f"clock.start={start}", f"clock.end={end}", f"clock.step={step}"]
    if step == "year":  # where these would begin to hold at the start
        changes += ["drivers.x.history.2023-02=null", "drivers.x.history.2023-05-30=null"]
    assert compare(plan_of(DATES, *changes), [*range(3), *FAR])[0] == []


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
    found, expected, _ = compare(plan, range(80))
    assert found == []
    assert {*expected.step[expected.status == Status.EXCLUDED]} == {3, int(at[-2:])}
    assert 10 < np.count_nonzero(expected.status == Status.OK) < 60
    numbers = {die: [rerolled(member=path, move=i) for path in range(40)] for i, die in enumerate(dice_of(plan))}
    assert compare(plan, range(40), rolled=numbers)[0] == []


@pytest.mark.parametrize("name", ["processes", "events"])
def test_with_shared_parameters_and_another_seed(name):
    plan = plan_of(EVENTS.with_name(f"{name}.yaml"), seed=2**127 + 5, nested=3)
    assert compare(plan, [*range(7), 2**32 - 1, 2**32, 2**33])[0] == []


@pytest.mark.parametrize("case", CASES)
def test_a_path_ends_alike(case):
    changes, (status, element, step) = CASES[case]
    plan = plan_of(FAILURES, *(f"parameters.{name}.fixed={value!r}" for name, value in changes.items()))
    found, expected, _ = compare(plan, [0, 2**32])
    assert found == []
    ended = plan.elements[expected.element[0]].partition(".")[2] if expected.element[0] >= 0 else None
    assert (Status(expected.status[0]), ended, expected.step[0]) == (status, element, step)


def test_a_process_of_a_user(tmp_path):
    (tmp_path / "odd.py").write_text(ODD, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(WITH_ODD, encoding="utf-8")
    plan = make_plan(load(tmp_path / "odd.yaml", plugins=[tmp_path / "odd.py"]))
    assert compare(plan, PATHS)[0] == []


# Occurrences by the hundred


def test_more_occurrences_than_there_is_room_for():
    """A block is computed again with more room, as often as it takes, and counts nothing twice."""
    plan = plan_of(EVENTS, *CROWD)
    expected = told(plan, range(8))
    for block in (None, 16):
        machine = make_machine(plan, block=block)
        machine._room = 1
        assert differences(plan, expected, whole(machine, range(8))) == []
        assert machine._room > 50
        assert differences(plan, expected, whole(machine, range(8))) == []
    swarm = expected.events[[event.name for event in plan.events].index("swarm")]
    assert np.max(np.unique(swarm.steps, return_counts=True)[1]) > 8 * 100


def test_too_many_occurrences():
    plan = plan_of(
        EVENTS,
        *CROWD,
        "events.swarm.hazard=13000*chance",
        "clock.end=2025-08",
        "questions.slow_2025.by=2025-07",
        "questions.rises_2026.by=2025-07",
    )
    found, expected, _ = compare(plan, [0, 1, 21])  # the last has more than a path may have
    assert found == []
    assert {*expected.status} == {Status.OK, Status.TOO_MANY}


# Up to a step, and with other numbers on some dice


@pytest.mark.parametrize("file", [*(file for file in OURS if file != FAILURES), BARE], ids=lambda file: file.stem)
def test_until_a_step(file):
    plan, paths = plan_of(file), [0, 1, 2, 5, 2**32]
    machine, last = make_machine(plan), plan.clock.steps
    for until in (0, 1, 3, 4, last // 2, last - 1, last):
        assert compare(plan, paths, machine, until=until)[0] == [], until


@pytest.mark.parametrize("name", ["events", "processes", "further"])
def test_with_dice_rolled_anew(name):
    """All that the file has, a few at a time, each path with numbers of its own; some up to a step."""
    plan, paths = plan_of(EVENTS.with_name(f"{name}.yaml")), [0, 3, 2**32]
    machine, dice = make_machine(plan, block=16), dice_of(plan)
    for first in range(0, len(dice), 7):
        numbers = {
            die: [rerolled(member=path % 99, move=first + i) for path in paths]
            for i, die in enumerate(dice[first : first + 7])
        }
        until = None if first % 2 else 2 * STRETCH - 3
        assert compare(plan, paths, machine, rolled=numbers, until=until)[0] == [], [*numbers]


@pytest.mark.parametrize("name", ["events", "further"])
def test_a_die_rolled_anew_moves_some_paths_alone(name):
    """What it shows on one path is nothing to the others, and one that shows the path's own number changes nothing."""
    plan, paths = plan_of(EVENTS.with_name(f"{name}.yaml")), list(range(6))
    machine, moved = make_machine(plan), 0
    before = whole(machine, paths)
    for die in dice_of(plan):
        another = [rerolled(member=5, move=1)]
        found = whole(machine, paths, rolled={die: [*paths[:5], *another]})
        assert compare(plan, [5], machine, rolled={die: another})[0] == []
        assert np.array_equal(found.kept[:5], before.kept[:5], equal_nan=True), die
        assert [one.steps[: one.offsets[5]].tolist() for one in found.events] == [
            one.steps[: one.offsets[5]].tolist() for one in before.events
        ]
        moved += not np.array_equal(found.kept[5], before.kept[5], equal_nan=True)
    assert moved > 5


@pytest.mark.parametrize(
    ("paths", "asked", "message"),
    [
        ([0], {"rolled": {Die("parameters", "nothing", 0): [1]}}, "has no Die"),
        ([0, 1], {"rolled": {Die("parameters", "b", 0): [1]}}, r"one number a path is needed: 2 \(got 1\)"),
        ([0], {"rolled": {Die("parameters", "b", 0): [2**64]}}, r"below 2\*\*64 \(got 18446744073709551616\)"),
        ([0], {"until": 9}, r"until must be a step from 0 to 8 \(got 9\)"),
        ([0], {"until": -1}, r"until must be a step from 0 to 8 \(got -1\)"),
        ([5, -1], {}, r"paths are counted from 0 to 2\*\*63 - 1 \(got -1\)"),
        (range(-3, 5), {}, r"\(got -3\)"),
        ([2**63, 5], {}, r"\(got 9223372036854775808\)"),
    ],
)
def test_both_refuse_what_can_not_be(paths, asked, message):
    plan = plan_of(BARE)
    for engine in (make_machine(plan), ReferenceEngine(plan)):
        with pytest.raises(ValueError, match=message):
            engine.simulate(paths, **asked)


def test_a_measure_has_no_value_at_a_step():
    """Neither that of the end, nor what the paths before left where it stands."""
    plan = plan_of(EVENTS)
    machine = make_machine(plan, block=16)
    for engine in (machine, machine, ReferenceEngine(plan)):
        kept = engine.simulate(range(40), ["a", "ends"]).kept
        assert np.isnan(kept[:, :, 1]).all()
        assert not np.isnan(kept[:, 0, 0]).any()


def test_both_refuse_a_name_that_is_not_there():
    plan = plan_of(BARE)
    for engine in (make_machine(plan), ReferenceEngine(plan)):
        with pytest.raises(KeyError, match="nothing"):
            engine.simulate([0], ["nothing"])
