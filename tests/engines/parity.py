"""Two engines beside each other, bit by bit."""

import numpy as np

from simengine.engines.compiled import CompiledEngine
from simengine.engines.reference import ReferenceEngine
from simengine.plan.plan import Cell
from simengine.status import Status

COLUMNS = ("path", "status", "element", "step", "outcome", "clamps")


def names_of(plan):
    """All that has a value at every step: drivers, formulas, and parameters."""
    cells = [*plan.once, *(cell for cell in plan.look if isinstance(cell, Cell))]
    return [element.name for element in (*plan.drivers, *cells, *plan.parameters)]


def compare(plan, paths, engine=None):
    """Everything in which the compiled engine differs from the reference engine, in words; and the draws of both."""
    names = names_of(plan)
    told = ReferenceEngine(plan).simulate(paths, names)
    found = (engine or CompiledEngine(plan)).simulate(paths, names)
    return differences(plan, told, found, names), told, found


def differences(plan, a, b, names):
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
    kept = a.kept.reshape(a.kept.shape[0], -1, len(names))
    assert kept.shape == b.kept.shape
    return found


def _bits(values):
    return np.where(np.isnan(values), np.nan, values).view(np.int64)


def _unlike(a, b, most=3):
    assert (a.shape, a.dtype) == (b.shape, b.dtype)
    places = np.argwhere(_bits(a) != _bits(b))
    return [f"{place.tolist()}: {a[tuple(place)].hex()} {b[tuple(place)].hex()}" for place in places[:most]]


def _happened_otherwise(draws, a, b):
    """The paths on which an event occurred at other steps; what enters the log in a path's last step is its own."""
    for i, (status, step) in enumerate(zip(draws.status, draws.step, strict=True)):
        x, y = (found.steps[found.offsets[i] : found.offsets[i + 1]] for found in (a, b))
        if status != Status.OK:
            x, y = x[x < step], y[y < step]
        if not np.array_equal(x, y):
            yield f"on path {draws.path[i]}: {x} {y}"
