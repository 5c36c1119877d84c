"""How it was made: command, seed, digests, versions and date, so that anyone can make it again."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.page.block import Block
from simengine.page.facts import Facts
from simengine.page.markup import details, joined, table
from simengine.runs.manifest import Manifest


def made(facts: Facts) -> Block:
    """What the manifests of the runs say."""
    runs = facts.compared.runs if facts.compared else (facts.run,)
    first = table(f"The run {facts.run.name}", ("what", "as it was"), _rows(facts.run.manifest))
    sources = table("The files it was made from", ("file", "BLAKE2b"), facts.run.manifest.sources)
    parts = [first, details("Files", sources)]
    if len(runs) > 1:
        rows = [(run.name, f"{run.manifest.paths:,}", str(run.manifest.seed), run.manifest.paths_digest,
                 run.manifest.started[:10]) for run in runs]  # fmt: skip
        heads = ("run", "paths", "seed", "paths' digest", "drawn on")
        parts.append(details("All runs of this report", table("The runs compared", heads, rows)))
    return Block("made", "How it was made", joined(parts))


def _rows(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield "scenario", manifest.title or manifest.scenario
    yield "command", manifest.command
    if manifest.overrides:
        yield "changed", ", ".join(manifest.overrides)
    yield "drawn on", manifest.started[:10]
    yield "paths", f"{manifest.paths:,}"
    yield "seed", str(manifest.seed)
    clock = manifest.clock
    yield "clock", f"{clock.steps:,} steps of one {clock.step} from {clock.start[:10]}"
    yield "digest of the paths", manifest.paths_digest
    yield "digest of what is read off them", manifest.readings_digest
    yield "digest of the code", manifest.code
    yield "versions", f"simengine {manifest.simengine}, Python {manifest.python}, NumPy {manifest.numpy}"
    yield "computed by", f"the {manifest.engine} engine on {manifest.platform}"
