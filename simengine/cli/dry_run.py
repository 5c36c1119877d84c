"""What a run would do, and how long it would take, from timing a few paths."""

from __future__ import annotations

import time
from collections.abc import Sequence

from simengine.cli.asked import Asked
from simengine.cli.output import counted, say
from simengine.cli.progress import duration, tell_done
from simengine.compute.collect_blocks import concatenated
from simengine.compute.engine_kinds import ENGINES, make_engine
from simengine.compute.run import Settings
from simengine.errors import SimengineError
from simengine.report.layout import aligned
from simengine.runs.parts import encoded, part_table

_SECONDS_OF_TIMING = 0.2


def tell_estimates(asked: Sequence[Asked], settings: Settings, *, force: bool) -> None:
    """Print a line a scenario: the paths, the folder, and the time or why there is nothing to do."""
    rows, troubles, total = [], [], 0.0
    for one in asked:
        seconds, told = 0.0, "there already, unchanged"
        try:
            if one.existing(force=force) is None:
                seconds = _seconds(one, settings)
                told = f"about {duration(seconds)}{' less what an interrupted run has left' if one.begun else ''}"
        except SimengineError as error:
            told = "refused, see below"
            troubles.append(str(error))
        rows.append((one.name, f"{one.paths:,} paths", str(one.folders.folder), told))
        total += seconds
    for line in (*aligned(rows, right=frozenset({1})), *troubles):
        say(line)
    say(f"all together about {duration(total)} with {counted(settings.jobs, 'job')}" if total else "nothing to draw")


def _seconds(one: Asked, settings: Settings) -> float:
    """An estimate of the time of a run, on as many processors as it has jobs."""
    engine, paths = make_engine(settings.engine, one.plan, tell_done), 1
    engine.simulate(range(paths))  # what is made only once takes no part in the estimate
    while True:
        began = time.perf_counter()
        results = concatenated([engine.simulate(range(paths))])
        encoded(part_table(one.plan, one.request.identity, results))  # all but the disk
        seconds = time.perf_counter() - began
        if seconds >= _SECONDS_OF_TIMING or paths >= ENGINES[settings.engine].piece:
            return seconds / paths * one.paths / settings.jobs
        paths *= 2
