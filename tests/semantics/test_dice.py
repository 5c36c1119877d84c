"""Dice: what one shows moves what hangs on it and nothing else; a path up to a step is the path as far as it goes."""

import json
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.reference.simulation import ReferenceEngine
from simengine.loading import load
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import STRETCH, Die, holding, rerolled
from simengine.randomness.streams import BRANCH, CLOCK, HOLDING, PATH_NUMBERS
from simengine.status import Status
from tests.helpers.semantics.agreement import bits, differences
from tests.semantics.test_agreement import by_hand_of
from tests.semantics.test_edit_stability import APART

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))
FEW, MORE = range(3), range(12)
STEPS = 40


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """The plan of two dozen elements that leave one another alone, over four stretches."""
    file = tmp_path_factory.mktemp("dice") / "apart.yaml"
    file.write_text(json.dumps(APART | {"clock": APART["clock"] | {"end": "2035"}}), encoding="utf-8")
    return make_plan(load(file), seed=5)


class Told:
    """Every driver, formula and parameter at every step and every event's steps, a path each."""

    def __init__(self, plan, paths, **how):
        cells = (*plan.parameters, *plan.once, *plan.drivers, *plan.look)
        self.names = tuple(cell.name for cell in cells if "(" not in cell.name)
        draws = ReferenceEngine(plan).simulate(paths, self.names, **how)
        self.draws = draws
        self.values = {name: bits(draws.kept[:, :, i]) for i, name in enumerate(self.names)}
        self.events = {
            event.name: [row.tolist() for row in np.split(found.steps, found.offsets[1:-1])]
            for event, found in zip(plan.events, draws.events, strict=True)
        }

    def moved(self, other, before=10**9):
        """What differs from another telling on paths that end well in both; with `before`, ahead of that step."""
        well = (self.draws.status == Status.OK) & (other.draws.status == Status.OK)

        def early(of):
            values = {name: seen[well, :before].tolist() for name, seen in of.values.items()}
            rows = {name: [rows[i] for i in np.flatnonzero(well)] for name, rows in of.events.items()}
            return values | {name: [[k for k in row if k < before] for row in seen] for name, seen in rows.items()}

        assert well.any()
        mine, others = early(self), early(other)
        return {name for name, seen in mine.items() if seen != others[name]}


def all_rolled(die, move=0, paths=FEW):
    return {die: [rerolled(member=path, move=move) for path in paths]}


# What a die shows


def test_a_rerolled_number_is_no_path_and_each_is_another():
    numbers = {rerolled(member=member, move=move) for member in range(200) for move in range(20)}
    assert len(numbers) == 4_000
    assert all(PATH_NUMBERS <= number < 2 * PATH_NUMBERS for number in numbers)
    assert not any(number >= HOLDING for number in numbers)  # and none holds its uniform number


def test_a_rerolled_number_packs_what_it_is_numbered_by():
    number = rerolled(island=3, stage=5, move=7, member=11)
    assert number == 1 << 63 | 3 << 54 | 5 << 42 | 7 << 24 | 11
    assert rerolled(island=255, stage=4095, move=2**18 - 1, member=2**24 - 1) == 3 * 2**62 - 1


@pytest.mark.parametrize(("name", "bits"), [("island", 8), ("stage", 12), ("move", 18), ("member", 24)])
def test_what_can_not_be_numbered_is_refused(name, bits):
    for given in (-1, 1 << bits):
        with pytest.raises(ValueError, match=rf"{name} must be at least 0 and below 2\*\*{bits} \(got {given}\)"):
            rerolled(**{"member": 0, name: given})


@pytest.mark.parametrize("place", [-1, 2**53])
def test_what_can_not_be_held_is_refused(place):
    with pytest.raises(ValueError, match=r"place must be at least 0 and below 2\*\*53"):
        holding(place)


def test_the_dice_of_a_plan(apart):
    assert STRETCH == 12
    parameters = [Die("parameters", name, 0) for name in "pqrs"]
    noisy = [Die("drivers", name, part) for name in ("walk", "index", "price", "calls") for part in range(4)]
    events = [("strike", CLOCK), ("strike", BRANCH), ("spark", CLOCK), ("rise", BRANCH)]
    assert set(dice_of(apart)) == {*parameters, *noisy, *(Die("events", *event) for event in events)}


# A die that shows what it shows on another path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_all_dice_of_another_path_make_that_path(file):
    plan = make_plan(load(file), nested=1)
    rolled = {die: [path + 11 for path in FEW] for die in dice_of(plan)}
    assert Told(plan, FEW, rolled=rolled).moved(Told(plan, [path + 11 for path in FEW])) == set()


def test_one_die_of_another_path_moves_its_element_as_there(apart):
    """Elements on their own have, with the other path's die, the value they have there."""
    own, other = Told(apart, [4]), Told(apart, [9])
    for name, element in (("p", "p"), ("s", "s")):
        told = Told(apart, [4], rolled={Die("parameters", name, 0): [9]})
        assert told.values[element].tolist() == other.values[element].tolist() != own.values[element].tolist()
    for event in ("strike", "spark"):
        told = Told(apart, [4], rolled={Die("events", event, CLOCK): [9]})
        assert told.events[event] == other.events[event] != own.events[event]
    # Noise by noise: with the first stretch of path 9 and its parameters the walk is that of path 9 for 12 steps.
    parameters = {Die("parameters", name, 0): [9] for name in "pqrs"}
    for driver in ("walk", "calls"):
        told = Told(apart, [4], rolled={**parameters, Die("drivers", driver, 0): [9]})
        same = told.values[driver][0] == other.values[driver][0]
        assert same[: STRETCH + 1].all()
        assert not same[STRETCH + 1 :].all()


def test_a_nested_draw_of_the_parameters_is_taken_as_it_is(apart):
    """A parameter's die shows the number of a draw: 3 paths in a row share one, and what is rolled is not divided."""
    plan = make_plan(load(HERE / "processes.yaml"), nested=3)
    names = [parameter.name for parameter in plan.parameters]
    rolled = {Die("parameters", name, 0): [2] for name in names}
    one, two = Told(plan, [0], rolled=rolled), Told(plan, [6])  # 6 // 3 = 2
    assert {name: one.values[name].tolist() for name in names} == {name: two.values[name].tolist() for name in names}


# One die alone


NEEDS = {  # what hangs on each element of the scenario, itself included
    "p": {"p", "walk", "half", "rise", "up", "down"},
    "q": {"q", "price"},
    "r": {"r", "calls"},
    "s": {"s", "level"},
    "walk": {"walk", "half", "rise", "up", "down"},
    "index": {"index", "price"},  # they are correlated
    "price": {"index", "price"},
    "calls": {"calls"},
    "strike": {"strike", "hit", "miss", "heard", "known"},
    "spark": {"spark", "level"},
    "rise": {"up", "down"},
}


def test_one_die_moves_what_hangs_on_it_and_nothing_before_its_time(apart):
    whole = Told(apart, FEW)
    for move, die in enumerate(dice_of(apart)):
        told = Told(apart, FEW, rolled=all_rolled(die, move))
        expected = NEEDS[die.name]
        if die == Die("events", "strike", BRANCH):
            expected = {"hit", "miss", "known"}
        assert told.moved(whole) == expected, die
        if die.section == "drivers":
            assert told.moved(whole, before=die.part * STRETCH + 1) == set(), die
            if die.name != "calls":
                assert die.name in told.moved(whole, before=die.part * STRETCH + 2), die


STILL = {  # whose chance never decides: nothing, or all at once, or by the first date
    "dates": {("events", "h2")},
    "events": {("events", name) for name in ("never", "surely", "always", "good")},
}


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem not in ("failures", "groups")], ids=lambda file: file.stem
)
def test_every_die_of_every_part_of_the_language(file):
    """Each moves something, never a parameter or driver's past that it has nothing to do with."""
    plan = make_plan(load(file))
    paths = MORE[:6] if len(dice_of(plan)) >= 30 else MORE
    whole = Told(plan, paths)
    mixed = [{plan.parameters[i].name for i in mixing.parameters} for mixing in plan.parameter_mixing]
    moving = set()
    for move, die in enumerate(dice_of(plan)):
        told = Told(plan, paths, rolled=all_rolled(die, move, paths))
        moved = told.moved(whole)
        moving |= {(die.section, die.name)} if moved else set()
        parameters = {parameter.name for parameter in plan.parameters} & moved
        mine = {die.name}.union(*(group for group in mixed if die.name in group))
        of_experts = {one.name for one in plan.parameters if one.distribution.asked(0) is not one.distribution}
        assert parameters <= {"parameters": mine, "experts": of_experts}.get(die.section, set()), die
        if die.section == "drivers":
            assert told.moved(whole, before=die.part * STRETCH + 1) == set(), die
    still = {(die.section, die.name) for die in dice_of(plan)} - moving
    assert still <= STILL.get(file.stem, set())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_interpreter_rolls_the_same(file, tmp_path):
    scenario = load(file)
    dice = dice_of(make_plan(scenario))
    rolled = {
        die: [rerolled(member=path, move=move) if (move + path) % 2 else path for path in FEW]
        for move, die in enumerate(dice)
    }
    assert differences(scenario, FEW, rolled=rolled, by_hand=by_hand_of(file, tmp_path))[0] == []


# Up to a step


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_path_up_to_a_step_is_the_path_so_far(file, tmp_path):
    scenario = load(file)
    plan = make_plan(scenario)
    whole = Told(plan, FEW)
    for until in {0, 1, plan.clock.steps // 2, plan.clock.steps - 1, plan.clock.steps}:
        told = Told(plan, FEW, until=until)
        assert told.moved(whole, before=until + 1) == set()
        ended = (whole.draws.status != 0) & (whole.draws.step <= until)
        assert (told.draws.status == np.where(ended, whole.draws.status, 0)).all()
        assert (told.draws.outcome == -1).all()
        assert np.isnan(told.draws.measures).all()
        assert np.isnan(told.draws.kept[:, until + 1 :]).all()
        assert all(step <= until for rows in told.events.values() for row in rows for step in row)
        for i, question in enumerate(plan.questions):
            seen = told.draws.questions[:, i]
            assert question.step <= until or np.isnan(seen).all()
            known = (whole.draws.status == 0) & (
                question.step <= until
            )  # one that fails later has no answers at its end
            assert (bits(seen) == bits(whole.draws.questions[:, i]))[known].all()
    assert differences(scenario, FEW, until=min(9, plan.clock.steps), by_hand=by_hand_of(file, tmp_path))[0] == []


# What can't be


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"rolled": {Die("drivers", "wolk", 0): [1]}}, "apart has no Die.*'wolk'.*did you mean 'walk'"),
        ({"rolled": {Die("drivers", "walk", 4): [1]}}, "apart has no Die.*part=4"),
        ({"rolled": {Die("drivers", "level", 0): [1]}}, "apart has no Die"),
        ({"rolled": {Die("events", "rise", CLOCK): [1]}}, "apart has no Die"),
        ({"rolled": {Die("drivers", "walk", 0): [1, 2]}}, r"one number a path is needed: 1 \(got 2\)"),
        ({"rolled": {Die("drivers", "walk", 0): [2**64]}}, r"below 2\*\*64 \(got 18446744073709551616\)"),
        ({"until": 41}, r"until must be a step from 0 to 40 \(got 41\)"),
        ({"until": -1}, r"until must be a step from 0 to 40 \(got -1\)"),
    ],
)
def test_what_is_no_die_or_step_is_refused(apart, engine, how, message):
    assert apart.clock.steps == STEPS
    with pytest.raises(ValueError, match=message):
        engine(apart).simulate([0], **how)


@pytest.mark.parametrize("path", [-1, PATH_NUMBERS])
def test_what_is_no_path_is_refused(apart, engine, path):
    with pytest.raises(ValueError, match=rf"paths are counted from 0 to 2\*\*63 - 1 \(got {path}\)"):
        engine(apart).simulate([path])
