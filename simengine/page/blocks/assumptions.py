"""What it rests on: every number of the scenario with its source, and the mechanisms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from simengine.page.block import Block, Made, command, told
from simengine.page.blocks.moves_it import strongest
from simengine.page.facts import Facts
from simengine.page.markup import Markup, anchor_of, details, joined, link, table
from simengine.report.ledger_text import LEVELS, NO_CONFIDENCE, Count
from simengine.runs.words import one_line
from simengine.scenario.ledger_entries import Entry
from simengine.yaml.nodes import path_text

_LONGEST = 90  # letters of a number as it is written


def assumptions(facts: Facts) -> Block | None:
    """The ledger: how well it is founded, then every number, with a way back to what each moves."""
    ledger = facts.ledger
    entries = [entry for entry in ledger.entries if not entry.plain]
    if not entries:
        return None
    count, by = Count.of(ledger.entries), Counter(entry.confidence or NO_CONFIDENCE for entry in entries)
    summed = told(
        f"{count.neither:,} of {count.numbers:,} numbers have neither a source nor a confidence; {count.no_source:,} "
        "cite no source."
    )
    tally = table(
        "How the numbers are founded",
        ("confidence", "numbers"),
        [(level, f"{by[level]:,}") for level in (*LEVELS, NO_CONFIDENCE) if by[level]],
    )
    parts = [summed, tally, details(f"All {len(entries):,} numbers", _numbers(facts, entries), class_="long")]
    if ledger.sources:
        rows = [(one.title, str(one.date or "")) for one in ledger.sources.values()]
        ids = [anchor_of("source", name) for name in ledger.sources]
        parts.append(details("Sources", table("What numbers are cited from", ("source", "date"), rows, ids)))
    if ledger.mechanisms:
        acts = [(one.mechanism.claim, ", ".join(one.elements)) for one in ledger.mechanisms]
        parts.append(details("Mechanisms", table("What is claimed, and where it acts", ("claim", "acts in"), acts)))
    made = Made(command("show", "FILE.yaml", "--sources"), "every number that stands in the text of the scenario")
    return Block("assumptions", "What it rests on", joined([*parts, made.html()]))


def _numbers(facts: Facts, entries: Sequence[Entry]) -> Markup:
    """A row a number; of one path the first has its id."""
    shown = _shown(facts)
    rows, ids, taken = [], [], set[str]()
    for entry in entries:
        path = path_text(entry.path)
        element = ".".join(map(str, entry.path[:2]))
        anchor = anchor_of("number", element)
        ids.append("" if anchor in taken else anchor)
        taken.add(anchor)
        rows.append((_back(path, element, shown), _written(entry), *_rests(facts, entry)))
    return table("Every number of the scenario", ("where", "number", "unit", "confidence", "cited from"), rows, ids)


def _shown(facts: Facts) -> dict[str, str]:
    """Where an element is drawn or told of, by section and name."""
    found = {
        f"events.{name}": "milestones-picture" for name in (facts.milestones.names.values() if facts.milestones else ())
    }
    for at, course in enumerate(facts.courses.drivers if facts.courses else ()):
        found |= {f"{section}.{course.name}": f"fan-{at}" for section in ("drivers", "formulas")}
    for one in strongest(facts.influence) if facts.influence and not facts.influence.unknown else ():
        found[f"parameters.{one.name}"] = anchor_of("moved-by", one.name)
    return found


def _back(path: str, element: str, shown: Mapping[str, str]) -> str:
    return link(shown[element], path) if element in shown else path


def _written(entry: Entry) -> str:
    text = one_line(entry.text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _rests(facts: Facts, entry: Entry) -> tuple[str, str, str]:
    cited = joined(
        joined([", " if at else "", link(anchor_of("source", name), name) if name in facts.ledger.sources else name])
        for at, name in enumerate(entry.source)
    )
    return "" if entry.expression else entry.unit or "", entry.confidence or "", cited
