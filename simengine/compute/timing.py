"""How long a run would take, from timing a few of its paths."""

from __future__ import annotations

import time

from simengine.compute.collect_blocks import concatenated
from simengine.compute.engine_kinds import ENGINES, Announce, make_engine, quiet
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.runs.parts import encoded, part_table

_SECONDS_OF_TIMING = 0.2


def seconds_of(wanted: Wanted, settings: Settings, paths: int, announce: Announce = quiet) -> float:
    """An estimate of the time to draw so many paths of a run, in seconds, on as many processors as it has jobs."""
    engine, tried = make_engine(settings.engine, wanted.plan, announce), 1
    engine.simulate(range(tried))  # what is made only once takes no part in the estimate
    while True:
        began = time.perf_counter()
        drawn = concatenated([engine.simulate(range(tried))])
        encoded(part_table(wanted.plan, wanted.request.identity, drawn))  # all but the disk
        seconds = time.perf_counter() - began
        if seconds >= _SECONDS_OF_TIMING or tried >= ENGINES[settings.engine].piece:
            return seconds / tried * paths / settings.jobs
        tried *= 2
