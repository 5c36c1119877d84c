"""Scenarios at random with figures that have an error, most of them what one of their own futures has."""

from dataclasses import replace

import numpy as np

from simengine.compute.engine_kinds import make_engine
from simengine.learning.readings import reading_plan, seen_and_errors
from simengine.plan.past import last_step
from simengine.plan.readings import Occurrence
from simengine.status import Status
from tests.helpers.semantics.random_model import READ, STARTS, scenario

DATES = ["2024-02-29", "2024-10-31"]
PATHS = 64


def with_figures(rng):
    """A scenario as plain data, with one to three figures."""
    made = scenario(rng)
    step = made["clock"]["step"]
    dates = [STARTS[step], *READ.get(step, DATES), *READ.get(step, DATES)]
    numbers = [name for name, law in made["parameters"].items() if name != "who"]
    numbers += [name for name, one in made["drivers"].items() if "[" not in name and "rates" not in one]
    numbers += [one["expr"] for one in made["measures"].values() if "m0" not in one["expr"]] or ["time"]
    made["observe"] = dict(made["observe"])
    made["simulate"] = {"seed": made["simulate"]["seed"]}  # learning knows no nested paths
    for at in range(rng.randint(1, 3)):
        error = _error(rng, [name for name in made["parameters"] if name != "who"])
        figure = {"expr": rng.choice(numbers), "value": 1, "error": error}
        if rng.random() < 0.25:
            figure = {"event": rng.choice(["e0", "b0", "e0"]), **({"error": 0.5} if rng.random() < 0.7 else {})}
        made["observe"][f"s{at}"] = {"at": rng.choice(dates), **figure}
    return made


def _error(rng, parameters):
    scale = rng.choice([0.2, 1, 5])
    agency = {"normal": scale, "shared": "agency", "share": rng.choice([0.3, 0.9])}
    laws = [scale, scale, {"relative": 0.4}, {"student_t": scale}, {"lognormal": 0.5}, agency]
    return rng.choice([*laws, *(f"0.1 + abs({name})" for name in parameters)])


def of_its_own(plan, rng):
    """The plan with figures that one of its futures has; now and then others, which perhaps none has."""
    results = make_engine("machine", reading_plan(plan)).simulate(range(PATHS), until=last_step(plan))
    seen, errors = seen_and_errors(plan, results)
    alive = np.flatnonzero(results.status == Status.OK)
    if not len(alive) or rng.random() < 0.1:
        return plan
    truth = rng.choice(alive.tolist())
    figures = []
    for at, one in enumerate(plan.likelihoods):
        value = float(seen[truth, at] + rng.gauss(0, 1) * errors[truth, at])
        usable = np.isfinite(value) and (one.law != "lognormal" or value > 0) and not isinstance(one.seen, Occurrence)
        figures.append(replace(one, value=value) if usable else one)
    return replace(plan, likelihoods=tuple(figures))
