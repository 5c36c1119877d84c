"""Drawing paths until enough is known: in one go, with looks at fixed counts, where each costs only what is new."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.compute.draw import DrawState
from simengine.compute.drawing import Drawing, Unfinished, drawing
from simengine.compute.looks import SignWatch, Until, Watch, looks
from simengine.runs.sampling import Sampling
from simengine.runs.stopping import Stopping


def draw_as_needed(of: Unfinished, until: Until, least: int, most: int) -> tuple[DrawState, Stopping]:
    """Draws a run until what is asked for is known; what is there of it then, and the looks that were had."""
    sampling = Sampling.of_nested(of.plan.nested)
    watch = until.watch(sampling)
    with drawing(of, until.figures, most) as one:
        draw_until([one], watch, sampling.each, least, most)
        return one.finish(), watch.stopping()


def draw_until(drawings: Sequence[Drawing], watch: Watch | SignWatch, each: int, least: int, most: int) -> int:
    """Adds paths to runs, as many to each, until a look at all of them finds enough; returns how many there are.

    `each` paths hang together. The looks before `least` paths are left out: they were had by who drew those.
    """
    paths = 0
    for paths in (count for count in looks(each, most) if count >= least):
        first, needed = drawings[0].told, min(most, watch.needed())
        for one in drawings:
            one.of.state.total, one.of.state.foreseen = max(paths, round(needed)), True
        if watch.look(first, [column for one in drawings for column in one.to(paths)]):
            break
    return paths
