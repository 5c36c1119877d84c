"""What weakens the figures of several runs, a line a kind of weakness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simengine.analysis.compare import Comparison
from simengine.errors import listed
from simengine.report.numbers import counted, percent
from simengine.runs.manifest import Manifest

MANY_CLAMPED = 0.01
"""The share of steps above which what was brought into range, or came too often for a step, is worth telling."""
_MOST_NAMED = 2
Named = tuple[str, Manifest]


def screen_warnings(runs: Sequence[Named]) -> Iterator[str]:
    """The warnings of runs, the base first: excluded and failed paths, clamped inputs, bounds, hazards, invariants."""
    yield from _excluded(runs)
    failed = {name: one.counts["failed"] for name, one in runs if one.counts["failed"]}
    if failed:
        yield f"{counted(sum(failed.values()), 'path')} failed, and took part in nothing: {_named(list(failed))}"
    clamped = {driver: None for _, one in runs for driver in _often(one, one.clamps)}
    if clamped:
        yield f"inputs outside what a process can follow were brought to the nearest it can: {_named(list(clamped))}"
    moved = {driver: None for _, one in runs for driver in (*one.crossed_bounds, *one.moved_starts)}
    if moved:
        yield f"bounds or first values that can't be, and were moved to the nearest that can: {_named(list(moved))}"
    large = {event: None for _, one in runs for event in _often(one, one.large_hazards)}
    if large:
        yield f"hazards large for one step: {_named(list(large))} (check --refine 4)"


def unlike_warnings(others: Sequence[Comparison]) -> Iterator[str]:
    """What means something else in scenarios than in the base, and what became of it."""
    for one in others:
        if one.unlike and one.subtracted:
            yield f"{one.other}: subtracted, as asked for, though unlike: {one.unlike[0].why}"
        elif one.unlike:
            yield f"{one.other}: not subtracted, being unlike: {counted(len(one.unlike), 'figure')} (--all tells why)"
        if one.unpaired:
            yield f"{one.other}: not compared path by path: {one.unpaired}"


def _excluded(runs: Sequence[Named]) -> Iterator[str]:
    shares = [one.counts["excluded"] / one.paths for _, one in runs]
    if any(shares):
        low, high = min(shares), max(shares)
        told = percent(low) if percent(low) == percent(high) else f"{percent(low)} to {percent(high)}"
        yield f"{told} of paths are excluded, being at odds with what is known"


def _often(manifest: Manifest, counts: Mapping[str, int]) -> list[str]:
    """What came in more than one step of a hundred."""
    steps = manifest.paths * manifest.clock.steps
    return [name for name, number in counts.items() if number > MANY_CLAMPED * steps]


def _named(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return listed([*names[:_MOST_NAMED], *more])
