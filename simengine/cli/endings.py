"""How the paths of a run ended, told to a person; and whether that is good enough."""

from __future__ import annotations

from simengine.cli.output import note
from simengine.plan.semantics import LARGE_HAZARD
from simengine.report.numbers import counted
from simengine.report.screen_warnings import MANY_CLAMPED
from simengine.runs.store import Run
from simengine.runs.tally import NAMES, Ending
from simengine.status import ADVICE

MOST_FAILED = 0.001
"""The share of failed paths, of those that are not excluded, above which a run counts as failed."""
_MOST_LISTED = 3
_ADVICE = {NAMES[status]: advice for status, advice in ADVICE.items()}


def ended_well(run: Run) -> bool:
    """Whether so few paths failed that the results mean something, and any is left to count."""
    return run.failed_share <= MOST_FAILED and run.manifest.counts["ok"] > 0


def tell_endings(run: Run) -> None:
    """Say on stderr what made paths fail or left none to count, and what was brought into range all too often."""
    manifest = run.manifest
    failed = manifest.counts["failed"]
    if failed:
        of = " of those not excluded" if manifest.counts["excluded"] else ""
        share = f"{100 * run.failed_share:.3g} %{of}"
        note(f"{run.name}: {counted(failed, 'path')} failed ({share}) and took part in nothing:")
        for ending in manifest.failures:
            note(f"  {_ending_text(ending, run)}: {_ADVICE[ending.status]}")
    if manifest.counts["ok"] == 0:
        note(f"{run.name}: no path is left to count")
        for ending in manifest.exclusions:
            note(f"  {_ending_text(ending, run)}: {_ADVICE[ending.status]}")
    _tell_clamps(run)
    _tell_starts(run)
    _tell_large_hazards(run)


def _tell_clamps(run: Run) -> None:
    steps = run.manifest.paths * run.manifest.clock.steps
    for driver, number in run.manifest.clamps.items():
        if number > MANY_CLAMPED * steps:
            what = "was given an input outside what its process can follow, and took the nearest it can"
            note(f"{run.name}: note: in {100 * number / steps:.0f} % of all steps drivers.{driver} {what}")


def _tell_starts(run: Run) -> None:
    """Drivers whose bounds, or whose first value, came out as they can't be."""
    manifest = run.manifest
    for driver, number in manifest.crossed_bounds.items():
        what = f"on {counted(number, 'path')} the bounds of {driver} lay the wrong way round"
        note(f"{run.name}: note: {what} and held it at the first for ever")
    for driver, number in manifest.moved_starts.items():
        if driver not in manifest.crossed_bounds:
            what = f"on {counted(number, 'path')} {driver} could not begin at its initial"
            note(f"{run.name}: note: {what} (its bounds, or its process) and took the nearest it could")


def _tell_large_hazards(run: Run) -> None:
    """Hazards that may change within a step, and are so large that this is seen."""
    manifest = run.manifest
    steps = manifest.paths * manifest.clock.steps
    shares = {event: number / steps for event, number in manifest.large_hazards.items()}
    often = {event: share for event, share in shares.items() if share > MANY_CLAMPED}
    if not often:
        return
    most = sorted(often, key=lambda event: -often[event])
    listed = ", ".join(f"{event} {100 * often[event]:.0f} %" for event in most[:_MOST_LISTED])
    more = f" and {len(most) - _MOST_LISTED} more" if len(most) > _MOST_LISTED else ""
    what = f"hazards that may change within a {manifest.clock.step} come to more than {LARGE_HAZARD:g} in it"
    remedy = "what they hang on is seen up to a step late: take a finer step, or try one"
    note(f"{run.name}: note: {what} ({listed}{more} of all steps), so {remedy} (check --refine 4)")


def _ending_text(ending: Ending, run: Run) -> str:
    """`drivers.cost, 12 paths, first path 17 at 2026-06 (step 5)`."""
    when = f"at {run.clock.label(ending.step)} (step {ending.step})"
    if ending.count == 1:
        return f"{ending.element}, path {ending.first_path} {when}"
    return f"{ending.element}, {counted(ending.count, 'path')}, first path {ending.first_path} {when}"
