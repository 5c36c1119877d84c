"""Two engines beside each other, bit by bit."""

from copy import copy
from dataclasses import replace

import numpy as np

from simengine.engines.compiled import CompiledEngine
from simengine.engines.draws import Draws, Steps
from simengine.engines.kernel.cache import load_kernel
from simengine.engines.reference import ReferenceEngine
from simengine.plan.plan import Cell
from simengine.status import Status

COLUMNS = ("path", "status", "element", "step", "outcome", "clamps")


def names_of(plan):
    """All that has a value at every step: drivers, formulas, and parameters."""
    cells = [*plan.once, *(cell for cell in plan.look if isinstance(cell, Cell))]
    return [element.name for element in (*plan.drivers, *cells, *plan.parameters)]


def whole(engine, paths):
    """The draws of these paths with everything kept."""
    return engine.simulate(paths, names_of(engine._plan))


def in_runs(engine, n, size):
    """The draws of the first n paths, computed so many at a time."""
    return joined([whole(engine, range(first, min(first + size, n))) for first in range(0, n, size)])


def left_behind(plan, engine=None):
    """What a block changes in those after it, in words."""
    engine = engine or CompiledEngine(plan)
    n = 2 * engine.kernel.block + 9
    return differences(plan, whole(engine, range(n)), in_runs(engine, n, 37))


def joined(parts):
    """Draws of some paths and of those that follow, as one."""
    columns = ("path", "status", "element", "step", "outcome", "measures", "questions", "kept")
    first = {name: np.concatenate([getattr(part, name) for part in parts]) for name in columns}
    events = tuple(_after_each_other(found) for found in zip(*(part.events for part in parts), strict=True))
    return Draws(**first, events=events, clamps=sum(part.clamps for part in parts))


def _after_each_other(found):
    counts = np.concatenate([np.diff(one.offsets) for one in found])
    offsets = np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
    return Steps(offsets, np.concatenate([one.steps for one in found]))


def altered(engine, **changes):
    """An engine with another kernel: other numbers, or another text, which is compiled."""
    other = copy(engine)
    other._kernel = replace(engine.kernel, **changes)
    if "text" in changes:
        other._module = load_kernel(other.kernel, other._warm, announce=lambda text: None)
    return other


def compare(plan, paths, engine=None):
    """Everything in which the compiled engine differs from the reference engine, in words; and the draws of both."""
    names = names_of(plan)
    told = ReferenceEngine(plan).simulate(paths, names)
    found = (engine or CompiledEngine(plan)).simulate(paths, names)
    return differences(plan, told, found), told, found


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
    for i, (status, step) in enumerate(zip(draws.status, draws.step, strict=True)):
        x, y = (found.steps[found.offsets[i] : found.offsets[i + 1]] for found in (a, b))
        if status != Status.OK:
            x, y = x[x < step], y[y < step]
        if not np.array_equal(x, y):
            yield f"on path {draws.path[i]}: {x} {y}"
