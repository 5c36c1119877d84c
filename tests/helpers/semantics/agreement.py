"""The naive interpreter beside the reference engine, bit by bit."""

import numpy as np

from simengine.engines.reference.simulation import ReferenceEngine
from simengine.plan.planning import make_plan
from simengine.status import Status
from tests.helpers.semantics.naive import simulate
from tests.helpers.semantics.naive_events import event_order


def bits(values):
    """Doubles as integers, every NaN the same."""
    floats = np.array(values, dtype=np.float64)
    return np.where(np.isnan(floats), np.nan, floats).view(np.int64)


def differences(model, paths, seed=None, nested=None, rolled=None, until=None, fresh=None, by_hand=None):
    """Everything in which the two differ on some paths of a scenario, in words; and the naive futures.

    The naive one follows the scenario `by_hand`, where the other has templates. `rolled` has a number a path for some
    dice, which they show before the step `fresh`, and with `until` all ends at a step.
    """
    rolled = rolled or {}
    scenario, plan = (by_hand or model).scenario, make_plan(model, seed=seed, nested=nested)
    names = (*scenario.drivers, *scenario.formulas)
    draws = ReferenceEngine(plan).simulate(paths, keep=names, rolled=rolled, until=until, fresh=fresh)
    found, futures = [], []
    for i, path in enumerate(paths):
        future = simulate(scenario, path, seed, nested, {die: row[i] for die, row in rolled.items()}, until, fresh)
        futures.append(future)
        told = Engine(plan, draws, i, names)
        differ = [(what, a, b) for what, a, b in sides(scenario, future, told) if a != b]
        found += [f"path {path}: {what}: naive {a}, engine {b}" for what, a, b in differ]
    if all(future.status is Status.OK for future in futures):
        starts = [path for path in plan.counted if path.startswith(("bounds.", "initial."))]
        counted = (*scenario.drivers, *event_order(scenario), *starts)
        clamps = [sum(future.clamps[name] for future in futures) for name in counted]
        found += [] if clamps == draws.clamps.tolist() else [f"clamps: naive {clamps}, engine {draws.clamps}"]
    return found, futures


class Engine:
    """What the engine tells of one path, by name."""

    def __init__(self, plan, draws, i, names):
        self.status = Status(draws.status[i])
        self.step = int(draws.step[i])
        self.element = plan.elements[draws.element[i]].partition(".")[2] if draws.element[i] >= 0 else None
        self.outcome = plan.classes[draws.outcome[i]][0] if draws.outcome[i] >= 0 else None
        self.measures = dict(zip((m.name for m in plan.measures), draws.measures[i], strict=True))
        self.questions = dict(zip((q.name for q in plan.questions), draws.questions[i], strict=True))
        self.kept = dict(zip(names, draws.kept[i].T, strict=True))
        self.events = {
            event.name: found.steps[found.offsets[i] : found.offsets[i + 1]].tolist()
            for event, found in zip(plan.events, draws.events, strict=True)
        }


def steps(future, event):
    """The steps at which an event occurred."""
    return [step for name, step in future.log if name == event]


def sides(scenario, future, told):
    """(what, the naive one's, the engine's) for all that is to be the same."""
    for what in ("status", "element", "step", "outcome"):
        yield what, getattr(future, what), getattr(told, what)
    finished = future.status is Status.OK
    measures, questions = (future.measures, future.questions) if finished else ({}, {})
    for name in scenario.measures:
        yield f"measure {name}", *both(measures.get(name, np.nan), told.measures[name])
    for name in scenario.questions:
        yield f"question {name}", *both(questions.get(name, np.nan), told.questions[name])
    for name, values in future.values.items():
        for k, value in enumerate(told.kept[name]):
            yield f"{name} at {k}", *both(values[k] if k < len(values) else np.nan, value)
    # What a path that failed did in its last step is nobody's business.
    end = scenario.clock.steps if finished else future.step - 1
    for name in event_order(scenario):
        yield f"event {name}", [s for s in steps(future, name) if s <= end], [s for s in told.events[name] if s <= end]


def both(a, b):
    """Two numbers, as text if their bits differ."""
    return ("", "") if bits(a) == bits(b) else (float(a).hex(), float(b).hex())
