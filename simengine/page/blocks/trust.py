"""How far to trust it: what weakens the figures, and what none of them says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simengine.page.block import Block, told
from simengine.page.facts import Facts
from simengine.page.markup import details, items, joined
from simengine.report.endings_text import reasons
from simengine.report.numbers import percent


def trust(facts: Facts) -> Block:
    """What weakens the figures of the base, and what could not be told."""
    always = told(
        "Intervals of 95 % tell how far the number of futures leaves a figure open, and nothing of whether the model "
        "is right. What the model leaves out can't show here.",
    )
    weak = list(_weaknesses(facts))
    parts = [always, items(weak) if weak else told("No future failed, and none was left out.")]
    if facts.why_not:
        parts.append(details("What could not be told", items(f"{what}: {why}" for what, why in facts.why_not.items())))
    return Block("trust", "How far to trust it", joined(parts))


def _weaknesses(facts: Facts) -> Iterator[str]:
    summary, manifest = facts.summary, facts.run.manifest
    if summary.excluded:
        share = percent(summary.excluded / summary.paths)
        yield f"{share} of the futures drawn are left out, being at odds with what is known"
    if summary.failed:
        yield f"{percent(summary.failed / summary.paths)} of the futures failed, and took part in nothing"
    yield from reasons(summary.endings, summary.words, summary.paths, summary.failed, summary.excluded)
    if manifest.clamps:
        yield f"inputs outside what a process can follow were brought to the nearest it can: {_named(manifest.clamps)}"
    moved = {**manifest.crossed_bounds, **manifest.moved_starts}
    if moved:
        yield f"bounds or first values that can't be were moved to the nearest that can: {_named(moved)}"
    steps = manifest.paths * manifest.clock.steps
    large = [name for name, number in manifest.large_hazards.items() if number > 0.01 * steps]
    if large:
        yield f"hazards large for a step: {_named(large)}"
    broken = [name for name, one in summary.invariants.items() if one.paths]
    if broken:
        yield f"invariants that broke on some futures: {_named(broken)}"


def _named(names: Iterable[str]) -> str:
    return ", ".join(names)
