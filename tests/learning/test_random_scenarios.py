"""Scenarios at random with figures: members that both engines replay to the bit, or a refusal in words.

The same ones each time; the environment variable SIMENGINE_LEARNING=N asks for N of them, and others each time.
"""

import json
import math
import random
import re
from collections import Counter

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.errors import ScenarioError, SimengineError
from simengine.learning.learn import learn
from simengine.learning.likelihood import log_likelihoods
from simengine.learning.readings import reading_plan
from simengine.loading import load_text
from simengine.plan.past import past_of
from simengine.plan.planning import make_plan
from simengine.runs.learnt import Effort
from tests.helpers.engines.engine_parity import compare
from tests.helpers.learning.learned import ROUTES
from tests.helpers.learning.random_figures import of_its_own, with_figures
from tests.helpers.switches import asked

ASKED = asked("SIMENGINE_LEARNING")
SEEDS = range(ASKED or 10)
FIRST = random.SystemRandom().randrange(2**40) if ASKED else 0
MEMBERS = 6
EFFORT = 12
"""Simulations a member: too few to learn well by, and enough for everything to happen."""
TOLD = r"observe\.[\w\[\], ]+: |of [0-9,]+ prior futures "


def plan_of(seed):
    """The plan of a scenario with figures; None if it is refused."""
    rng = random.Random(seed)  # noqa: S311 (not for secrets)
    try:
        plan = make_plan(load_text(json.dumps(with_figures(rng)), f"seed {seed}").model)
    except ScenarioError:
        return None
    return of_its_own(plan, rng) if plan.likelihoods else None


def outcome(seed, route):
    """What comes of a scenario: "refused", the first words of an error, or "learnt"."""
    plan = plan_of(seed)
    if plan is None:
        return "refused"
    past = past_of(plan)
    simulate = make_engine("machine", reading_plan(past)).simulate
    try:
        learnt = learn(past, simulate, range(1), Effort(8, EFFORT), route=route)
    except SimengineError as error:
        return "told" if re.match(TOLD, str(error)) and len(str(error)) < 500 else str(error)
    members, paths = learnt.members(MEMBERS), np.arange(MEMBERS)
    how = {"rolled": members.rolled(paths), "fresh": members.step}
    assert compare(plan, paths.tolist(), **how)[0] == []
    short = simulate(paths, rolled=how["rolled"], until=members.step)
    assert np.isfinite(log_likelihoods(past, short)).all()  # they meet what is observed
    assert math.isfinite(learnt.log_evidence[0])
    return "learnt"


@pytest.mark.parametrize("route", ROUTES)
def test_members_replay_or_it_is_told(route):
    ends = Counter()
    for seed in SEEDS:
        try:
            ends[outcome(FIRST + seed, route)] += 1
        except Exception as error:
            error.add_note(f"random.Random({FIRST + seed})")
            raise
    assert set(ends) == {"learnt", "refused", "told"}
    assert ends["learnt"] > len(SEEDS) / 3
    assert ends["refused"] < len(SEEDS) / 3
