"""How long a run would take, from timing a few of its paths."""

from __future__ import annotations

import time

from simengine.compute.collect_blocks import concatenated
from simengine.compute.engine_kinds import ENGINES, Announce, make_engine, quiet
from simengine.compute.run import Settings
from simengine.compute.wanted import Wanted
from simengine.runs.parts import encoded, part_table

_SECONDS_OF_TIMING = 0.2


def seconds_of(wanted: Wanted, settings: Settings, announce: Announce = quiet) -> float:
    """An estimate of the time of a run, in seconds, on as many processors as it has jobs."""
    engine, paths = make_engine(settings.engine, wanted.plan, announce), 1
    engine.simulate(range(paths))  # what is made only once takes no part in the estimate
    while True:
        began = time.perf_counter()
        drawn = concatenated([engine.simulate(range(paths))])
        encoded(part_table(wanted.plan, wanted.request.identity, drawn))  # all but the disk
        seconds = time.perf_counter() - began
        if seconds >= _SECONDS_OF_TIMING or paths >= ENGINES[settings.engine].piece:
            return seconds / paths * wanted.paths / settings.jobs
        paths *= 2
