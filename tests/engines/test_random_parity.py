"""Scenarios put together at random: the machine gives the bits of the reference engine on these too.

The same two hundred each time; the environment variable SIMENGINE_PARITY=N asks for N of them, and others each time.
"""

from __future__ import annotations

import json
import pickle
import random
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

from simengine.distributions import distributions
from simengine.engines.machine.cache import load_or_compile
from simengine.engines.machine.engine import Machine
from simengine.engines.machine.instruction_table import verify
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.engines.machine.lower_plan import lower
from simengine.engines.machine.make_machine import library_of
from simengine.functions import memory_functions
from simengine.loading import load_text
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.processes import processes
from simengine.randomness.dice import NESTED, holding, rerolled
from simengine.status import Status
from tests.helpers.engines.engine_parity import FAR, compare, differences, kept_nothing, whole
from tests.helpers.semantics.random_model import scenario
from tests.helpers.switches import asked

ASKED = asked("SIMENGINE_PARITY")
CHUNKS = 20
EACH = -(-(ASKED or 200) // CHUNKS)
FIRST = random.SystemRandom().randrange(2**40) if ASKED else 0
PATHS = [*range(9), *FAR]
MORE = [*PATHS, *range(9, 40)]
"""What costs little, as the reference engine has no part in it."""
BLOCKS = (16, 48, 112, 496)


def seeds_of(chunk):
    return range(FIRST + chunk * EACH, FIRST + (chunk + 1) * EACH)


@cache
def text_of(seed):
    return json.dumps(scenario(random.Random(seed)))  # noqa: S311 (not for secrets)


def plan_of(seed):
    return make_plan(load_text(text_of(seed), f"seed {seed}").model)


@cache
def library():
    return library_of(load_or_compile())


def machine_of(plan):
    """As `make_machine`, which looks for what is prepared each time."""
    table = lower(plan, processes(), kernels())
    verify(table, kernels())
    return Machine(plan, table, library())


def _shown(seed, path):
    """What a die shows: a number of its own, or one that holds its first uniform number."""
    return holding(2**52 + path % 99) if path % 3 else rerolled(member=seed % 2**24, move=path % 4)


def asked_of(plan, seed):
    """Every fourth scenario is computed up to a step, one in four with some dice rolled up to a step, or then."""
    if seed % 4 == 1:
        return {"until": seed // 4 % (plan.clock.steps + 1)}
    if seed % 4 == 2:
        rolled = {die: [_shown(seed, path) for path in PATHS] for die in dice_of(plan)[seed % 3 :: 3]}
        chance = [die for die in dice_of(plan) if die.section not in NESTED]
        late = {die: [_shown(seed + 1, path) for path in PATHS] for die in chance[::2]}
        return {"rolled": rolled, "fresh": seed // 4 % (plan.clock.steps + 1), "late": late if seed % 8 == 2 else {}}
    return {}


def unlike(seed):
    """Everything in which the two engines differ on a scenario, or the machine in blocks of other sizes."""
    plan = plan_of(seed)
    machine = machine_of(plan)
    table = pickle.loads(pickle.dumps(machine.table))  # noqa: S301 (our own)
    other = Machine(plan, table, machine._library, BLOCKS[seed % len(BLOCKS)])
    other._room = seed % 3
    found, _, _ = compare(plan, PATHS, machine)
    found += differences(plan, whole(machine, MORE), whole(other, MORE)) + kept_nothing(machine, MORE)
    asked = asked_of(plan, seed)
    if asked:
        found += compare(plan, PATHS, other, **asked)[0]
    return found


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_on_scenarios_at_random(chunk):
    for seed in seeds_of(chunk):
        assert unlike(seed) == [], f"random.Random({seed}): {text_of(seed)}"


# What is in them


def used():
    """How many of the scenarios have each thing."""
    found = Counter()
    for chunk in range(CHUNKS):
        for seed in seeds_of(chunk):
            text = text_of(seed)
            found.update({*re.findall(r"(\w+)\(", text), *_parts(json.loads(text))})
    return found


def _parts(made):
    """What is in a scenario, but for functions."""
    yield f"step {made['clock']['step']}"
    yield f"nested {made['simulate']['nested']}"
    for law in made["parameters"].values():
        yield f"law {next(iter(law))}"
    for section in ("parameter_correlations", "correlations", "observe"):
        if made[section]:
            yield section
    yield from (f"formula with {key}" for one in made["formulas"].values() for key in one)
    yield from ("condition by name" for one in made["outcome"].values() if one in made["formulas"])
    if not made["drivers"]:
        yield "no driver"
    for driver in made["drivers"].values():
        yield from _driver(made, driver)
    for name, event in made["events"].items():
        yield from _event(made, name, event)


def _driver(made, driver):
    kind = driver.get("process", "as its template")  # a member's own element says what it has of its own
    yield f"process {kind}"
    yield from (f"driver with {key}" for key in ("bounds", "history", "stream") if key in driver)
    if kind == "schedule":
        yield f"schedule {driver['shape']}"
    if kind == "poisson_count" and "history" in driver:
        yield "count with history"
    if kind == "markov_chain":
        rates = json.dumps(driver["rates"]).replace("abs(", "")
        yield "chain with changing rates" if re.search(r"time|year|d[0-9]|[(]", rates) else "chain with fixed rates"
        yield f"chain of {len(driver['rates'])}"


def _event(made, name, event):
    trigger = next((key for key in ("hazard", "when", "at", "after") if key in event), "branch")
    yield f"event by {trigger}" + " again" * event.get("repeats", False)
    if "latest" in event:
        yield "latest" + " again" * event.get("repeats", False)
    if "each" in event:
        yield "each step"
    if trigger == "at":
        start, dates = made["clock"]["start"], event["at"] if isinstance(event["at"], list) else [event["at"]]
        for date in dates:
            yield "at " + ("the start" if date == start else "an early date" if date < start else "a date")
        yield from ["several dates"] * (len(dates) > 1)
    if trigger == "after":
        yield "delay drawn" if isinstance(event["delay"], dict) else "delay seen"
        yield f"after {event['after']}"
    for name_of_driver, effect in event.get("effects", {}).items():
        (what,) = effect
        driver = made["drivers"].get(name_of_driver, {})  # a member of a template may not stand there by itself
        yield "effect on a regime" if driver.get("process") == "markov_chain" else f"effect {what}"
        if "bounds" in driver:
            yield "effect within bounds"
    yield f"{min(len(event.get('effects', {})), 3)} effects"
    if "branch" in event:
        yield f"branches of {name}" + " again" * event.get("repeats", False)
        yield "otherwise" if "otherwise" in event["branch"].values() else "no otherwise"


EXPECTED = {
    **{f"law {tag}": 10 for tag in distributions()},
    **{f"process {kind}": 10 for kind in processes()},
    **dict.fromkeys(memory_functions(), 10),
    **{f"step {step}": 20 for step in ("year", "quarter", "month", "week", "day")},
    **{f"nested {number}": 20 for number in (1, 2, 3)},
    **dict.fromkeys(("condition by name", "no driver"), 4),
    **dict.fromkeys(("law like", "parameter_correlations", "correlations", "observe", "formula with history"), 10),
    **dict.fromkeys(("driver with bounds", "driver with history", "driver with stream"), 20),
    **dict.fromkeys(("schedule step", "schedule linear", "count with history", "realised_outflow", "date"), 6),
    **dict.fromkeys(("chain with changing rates", "chain with fixed rates", "chain of 2", "chain of 3"), 6),
    **dict.fromkeys(("event by hazard", "event by when", "event by at", "event by branch"), 20),
    **dict.fromkeys(("event by hazard again", "event by when again", "each step", "latest", "latest again"), 10),
    **dict.fromkeys(("event by after", "delay drawn", "delay seen", "after e0", "after b0", "after e7"), 6),
    **dict.fromkeys(("several dates", "at the start", "at an early date", "at a date"), 6),
    **dict.fromkeys(("effect set", "effect add", "effect multiply", "effect on a regime", "effect within bounds"), 10),
    **dict.fromkeys(("0 effects", "1 effects", "2 effects", "3 effects"), 10),
    **dict.fromkeys(
        ("branches of e0", "branches of e0 again", "branches of b0", "branches of b2", "branches of e1"), 10
    ),
    **dict.fromkeys(("otherwise", "no otherwise", "closer", "late", "twice"), 10),
}


@pytest.mark.skipif(bool(ASKED), reason="of those that are always the same")
def test_everything_is_in_them_many_times():
    found = used()
    assert {what: found[what] for what, least in EXPECTED.items() if found[what] < least} == {}


def test_their_paths_end_in_every_way():
    ended = Counter()
    for seed in range(FIRST, FIRST + 200):
        ended.update(Status(status) for status in machine_of(plan_of(seed)).simulate(PATHS).status)
        if len(ended) == len(Status):
            return
    pytest.fail(f"not among 200: {set(Status) - set(ended)}")


def test_a_difference_in_one_bit_is_told():
    plan = plan_of(0)
    expected = whole(machine_of(plan), PATHS)
    kept = expected.kept.copy()
    kept[3, 2, 0] = np.nextafter(kept[3, 2, 0], np.inf)
    changed = type(expected)(**{**{name: getattr(expected, name) for name in expected.__slots__}, "kept": kept})
    assert differences(plan, expected, changed) != []
