"""Which failure ends a path: the earliest step, in it the earliest phase, in that the order of the file."""

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.status import Status
from tests.helpers.semantics.agreement import differences

FILE = Path(__file__).parent / "failures.yaml"
OK, EXCLUDED, NON_FINITE, BAD_HAZARD, BAD_CHANCE, TOO_MANY, BAD_DELAY = Status
# 0.25 years are step 3, and the last instant of 2025-03 is step 3 too.
CASES = {
    "nothing": ({}, (OK, None, -1)),
    "an initial value": ({"bad_initial": 1}, (NON_FINITE, "begun", 0)),
    "an initial value before a note": ({"bad_initial": 1, "bad_note": 0}, (NON_FINITE, "begun", 0)),
    "an input, in the step it would have entered": ({"bad_input": 0.25}, (NON_FINITE, "moved", 4)),
    "a flow": ({"bad_flow": 0.25}, (NON_FINITE, "flow", 4)),
    "a rate": ({"bad_rate": 0.25}, (NON_FINITE, "counts", 4)),
    "two drivers, the first of the file": ({"bad_rate": 0.25, "bad_flow": 0.25}, (NON_FINITE, "flow", 4)),
    "two drivers, the earlier": ({"bad_rate": 0.25, "bad_flow": 0.5}, (NON_FINITE, "counts", 4)),
    "an infinite effect, which bounds do not heal": ({"bad_effect": 0.25}, (NON_FINITE, "held_in", 4)),
    "a negative price": ({"bad_set": 0.25}, (NON_FINITE, "price", 4)),
    "a price of 0, whose logarithm is infinite": ({"bad_set": 0.25, "set_to": 0}, (NON_FINITE, "price", 4)),
    "a negative hazard": ({"bad_hazard": 0.25}, (BAD_HAZARD, "first", 3)),
    "a hazard after its only occurrence is not looked at": ({"hazard_then": 1, "bad_hazard": 0}, (OK, None, -1)),
    "a hazard when latest falls due": ({"bad_late_hazard": 5 / 12}, (BAD_HAZARD, "due", 5)),
    "a hazard after latest fell due": ({"bad_late_hazard": 0.5}, (OK, None, -1)),
    "a chance of a branch that is not reached": ({"bad_chance": 0.25}, (BAD_CHANCE, "tick", 3)),
    "a chance of a branch of a branch": ({"bad_late_chance": 0.25}, (BAD_CHANCE, "tock", 3)),
    "two in a phase, a hazard first": ({"bad_chance": 0.25, "bad_hazard": 0.25}, (BAD_HAZARD, "first", 3)),
    "two in a phase, a chance first": ({"bad_chance": 0.25, "bad_late_hazard": 0.25}, (BAD_CHANCE, "tick", 3)),
    "a branch's own place counts": ({"bad_late_chance": 0.25, "bad_late_hazard": 0.25}, (BAD_HAZARD, "due", 3)),
    "a note before a decision": ({"bad_note": 0.25, "bad_hazard": 0.25}, (BAD_CHANCE, "noted", 3)),
    "a note before an observation": ({"bad_note": 0.25, "seen": 2}, (BAD_CHANCE, "noted", 3)),
    "an observation": ({"seen": 2}, (EXCLUDED, "known", 3)),
    "the second observation": ({"seen": 0.7}, (EXCLUDED, "known_2", 3)),
    "an observation before a decision": ({"seen": 2, "bad_hazard": 0.25}, (EXCLUDED, "known", 3)),
    "a driver before an observation": ({"seen": 2, "bad_input": 2 / 12}, (NON_FINITE, "moved", 3)),
    "a decision before a driver": ({"bad_hazard": 0.25, "bad_input": 0.25}, (BAD_HAZARD, "first", 3)),
    "more than 1,000 in a step": ({"crowded": 0.25}, (TOO_MANY, "crowd", 3)),
    "not more than 1,000": ({"crowded": 0.25, "crowd_rate": 10_800}, (OK, None, -1)),
    "an infinite hazard": ({"crowded": 0.25, "crowd_rate": 1e9}, (TOO_MANY, "crowd", 3)),
    "too many before a chance": ({"crowded": 0.25, "bad_late_chance": 0.25}, (TOO_MANY, "crowd", 3)),
    "the chance of too many": ({"crowded": 0.25, "bad_crowd": 0.25}, (BAD_CHANCE, "crowd", 3)),
    "too many before latest": ({"crowded": 0.25, "bad_late_hazard": 0.25}, (TOO_MANY, "crowd", 3)),
    "too many by the time of latest": ({"crowded": 1 / 3}, (TOO_MANY, "crowd", 4)),
    "a note at the end": ({"bad_note": 1}, (BAD_CHANCE, "noted", 12)),
    "a negative delay": ({"bad_delay": 0.25}, (BAD_DELAY, "late", 3)),
    "a delay of nothing is one of a step": ({"bad_delay": 0.25, "delay_then": 0}, (OK, None, -1)),
    "a delay that is not a number": ({"bad_late_delay": 0.25}, (BAD_DELAY, "later", 3)),
    "two in a phase, a delay last": ({"bad_late_delay": 0.25, "bad_hazard": 0.25}, (BAD_HAZARD, "first", 3)),
    "an observation before a delay": ({"bad_late_delay": 0.25, "seen": 2}, (EXCLUDED, "known", 3)),
    "a delay at the end is not looked at": ({"bad_late_delay": 1}, (OK, None, -1)),
    "a hazard at the end is not looked at": ({"bad_hazard": 1, "bad_chance": 1}, (OK, None, -1)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_path_ends_where_the_page_says(case):
    changes, expected = CASES[case]
    scenario = load(FILE, [f"parameters.{name}.fixed={value!r}" for name, value in changes.items()])
    found, (future,) = differences(scenario, [0])
    assert found == []
    assert (future.status, future.element, future.step) == expected


def test_a_schedule_that_needs_the_path_to_begin_is_refused():
    with pytest.raises(ScenarioError, match=r"drivers\.policy: its value at the start: flag: changes along a path"):
        load(FILE.parent / "processes.yaml", ["drivers.policy.table.2023-06=flag"])
