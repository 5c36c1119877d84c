"""Two engines beside each other, bit by bit."""

import pickle
from dataclasses import replace

import numpy as np

from simengine.engines.machine.engine import Machine
from simengine.engines.machine.make_machine import make_machine
from simengine.engines.path_results import EventSteps, PathResults
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.plan.plan import Cell
from simengine.status import Status

COLUMNS = ("path", "status", "element", "step", "outcome", "clamps")
FAR = (2**32 - 1, 2**32, 2**62)


def names_of(plan):
    """All that has a value at every step: drivers, formulas, and parameters."""
    cells = [*plan.once, *(cell for cell in plan.look if isinstance(cell, Cell))]
    return [*dict.fromkeys(element.name for element in (*plan.drivers, *cells, *plan.parameters))]


def whole(machine, paths, **how):
    """The draws of these paths with everything kept."""
    return machine.simulate(paths, names_of(machine.plan), **how)


def told(plan, paths, **how):
    """The same by the reference engine."""
    return ReferenceEngine(plan).simulate(paths, names_of(plan), **how)


def compare(plan, paths, machine=None, **how):
    """Everything in which the machine differs from the reference engine, in words; and the draws of both."""
    expected, found = told(plan, paths, **how), whole(machine or make_machine(plan), paths, **how)
    return differences(plan, expected, found), expected, found


def in_runs(machine, n, size):
    """The draws of the first n paths, computed so many at a time."""
    return joined([whole(machine, range(first, min(first + size, n))) for first in range(0, n, size)])


def left_behind(plan):
    """What a block changes in those after it, in words."""
    machine = make_machine(plan, block=16)
    return differences(plan, whole(machine, range(57)), in_runs(make_machine(plan, block=16), 57, 7))


def altered(machine, **changes):
    """A machine with another table."""
    return Machine(machine.plan, replace(machine.table, **changes), machine._library, machine.block)


def pickled(machine):
    """A machine whose table has been elsewhere and has come back."""
    table = pickle.loads(pickle.dumps(machine.table))  # noqa: S301 (our own)
    return Machine(machine.plan, table, machine._library, machine.block)


def kept_nothing(machine, paths):
    """What differs if nothing, or a single name, is kept: then it computes less at most steps."""
    names, every = names_of(machine.plan), whole(machine, paths)
    found = []
    for keep in ([], names[-1:], names[:1]):
        columns = [names.index(name) for name in keep]
        expected = replace(every, kept=every.kept[:, :, columns])
        found += differences(machine.plan, expected, machine.simulate(paths, keep))
    return found


def joined(parts):
    """Draws of some paths and of those that follow, as one."""
    columns = ("path", "status", "element", "step", "outcome", "measures", "questions", "kept")
    first = {name: np.concatenate([getattr(part, name) for part in parts]) for name in columns}
    events = tuple(_after_each_other(found) for found in zip(*(part.events for part in parts), strict=True))
    return PathResults(**first, events=events, clamps=sum(part.clamps for part in parts))


def _after_each_other(found):
    counts = np.concatenate([np.diff(one.offsets) for one in found])
    offsets = np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
    return EventSteps(offsets, np.concatenate([one.steps for one in found]))


def differences(plan, a, b):
    """Everything in which two results of the same paths differ, in words; every NaN is the same."""
    found = [
        f"{name}: {getattr(a, name)} {getattr(b, name)}"
        for name in COLUMNS
        if not np.array_equal(getattr(a, name), getattr(b, name))
    ]
    for name in ("measures", "questions", "kept"):
        found += [f"{name}{what}" for what in _unlike(getattr(a, name), getattr(b, name))]
    if not found:
        for event, x, y in zip(plan.events, a.events, b.events, strict=True):
            found += [f"{event.name} {what}" for what in _happened_otherwise(a, x, y)]
    return found


def _bits(values):
    return np.where(np.isnan(values), np.nan, values).view(np.int64)


def _unlike(a, b, most=3):
    assert (a.shape, a.dtype) == (b.shape, b.dtype)
    places = np.argwhere(_bits(a) != _bits(b))
    return [f"{place.tolist()}: {a[tuple(place)].hex()} {b[tuple(place)].hex()}" for place in places[:most]]


def _happened_otherwise(draws, a, b):
    """The paths on which an event occurred at other steps; what enters the log in a path's last step is its own."""
    if np.array_equal(a.offsets, b.offsets) and np.array_equal(a.steps, b.steps):
        return
    for i, (status, step) in enumerate(zip(draws.status, draws.step, strict=True)):
        x, y = (found.steps[found.offsets[i] : found.offsets[i + 1]] for found in (a, b))
        if status != Status.OK:
            x, y = x[x < step], y[y < step]
        if not np.array_equal(x, y):
            yield f"on path {draws.path[i]}: {x} {y}"
