"""The page: what was gathered as one HTML file, block after block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from simengine.page.block import Block
from simengine.page.blocks.assumptions import assumptions
from simengine.page.blocks.changed import changed
from simengine.page.blocks.cover import cover
from simengine.page.blocks.diagram import diagram
from simengine.page.blocks.fans import fans
from simengine.page.blocks.glossary import glossary
from simengine.page.blocks.kept import kept
from simengine.page.blocks.made import made
from simengine.page.blocks.milestones import milestones
from simengine.page.blocks.moves_it import moves_it
from simengine.page.blocks.outcomes import outcomes
from simengine.page.blocks.questions import questions
from simengine.page.blocks.scenarios import scenarios
from simengine.page.blocks.stories import stories
from simengine.page.blocks.trust import trust
from simengine.page.blocks.watch import watch
from simengine.page.facts import Facts, gather
from simengine.page.markup import Markup, element, items, joined, link, tag
from simengine.page.style import CSS
from simengine.results.run import Run
from simengine.runs.files import write_whole

_FROM_FACTS = (
    outcomes,
    kept,
    scenarios,
    moves_it,
    watch,
    fans,
    milestones,
    stories,
    questions,
    changed,
    assumptions,
    diagram,
    made,
    trust,
)


def write_report(runs: Run | Sequence[Run], path: str | Path, *, full: bool = False, since: Run | None = None) -> Path:
    """Writes a report of a run, or of several of which the first is the base, into one HTML file; returns the file.

    It needs no network and no script; the same runs give the same bytes. What stored runs don't have is left out. With
    `full` parameters are rolled anew to tell what each does by itself, and futures drawn on to tell what we don't know
    from chance, which takes longer. With the run of an earlier report, `since`, what changed is told, and why.
    SimengineError without a run, where they can't be compared, and where the file can't be written.
    """
    file = Path(path)
    facts = gather([runs] if isinstance(runs, Run) else list(runs), full=full, since=since)
    write_whole(file, page(facts).encode(errors="backslashreplace"))
    return file


def page(facts: Facts) -> str:
    """The whole page as text."""
    blocks = list(_blocks(facts))
    contents = element("nav", {"aria-label": "Contents"}, items(link(one.anchor, one.title) for one in blocks))
    main = element("main", {"id": "main"}, cover(facts), contents, *(one.html() for one in blocks))
    title = facts.summary.words.report.question or facts.summary.title or facts.run.name
    head = tag(
        "head",
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        tag("title", title),
        tag("style", Markup(CSS)),
    )
    body = tag("body", element("a", {"href": "#main", "class": "skip"}, "To the report"), main)
    return "<!DOCTYPE html>\n" + joined([element("html", {"lang": "en"}, head, body), "\n"])


def _blocks(facts: Facts) -> Iterator[Block]:
    for block in _FROM_FACTS:
        found = block(facts)
        if found is not None:
            yield found
    yield glossary(facts)
