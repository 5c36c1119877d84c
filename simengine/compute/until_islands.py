"""A conditioned run that grows until enough is known: by whole islands of members, with a look after each growth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simengine.compute.looks import Until
from simengine.learning.island import ISLAND, LEAST_ISLANDS, MOST_ISLANDS
from simengine.runs.files import disk_errors
from simengine.runs.manifest import write_manifest
from simengine.runs.stopping import Look, Stopping
from simengine.runs.store import Run

FIRST, MOST = LEAST_ISLANDS * ISLAND, MOST_ISLANDS * ISLAND
_MORE = 1.25


def run_until(grown: Callable[[int], Run], until: Until, least: int, most: int) -> Run:
    """What `grown` makes of so many paths: at least those that are there, then a quarter more islands at each look.

    At `most` paths it ends at any rate. The manifest tells the looks.
    """
    looks, paths = list[Look](), min(max(FIRST, least), most)
    while True:
        run = grown(paths)
        found = until.reached(run.outcome_table(check=False))
        looks += found.looks
        if found.met or paths >= most:
            return _noted(run, replace(found, looks=tuple(looks)))
        paths = min(most, max(FIRST, int(_MORE * paths / ISLAND) * ISLAND + ISLAND))


def _noted(run: Run, found: Stopping) -> Run:
    """The run with what is known in its manifest, unless that is there."""
    there = run.manifest.until
    if run.reused and there and (there.targets, there.looks[-1:]) == (found.targets, found.looks[-1:]):
        return run
    manifest = replace(run.manifest, until=found)
    with disk_errors(run.folder):
        write_manifest(run.folder, manifest)
    return replace(run, manifest=manifest)
