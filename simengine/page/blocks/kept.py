"""What is kept: the levels that the report asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.twins import Twins
from simengine.page.block import Block, Made, command
from simengine.page.changes_table import POINTS, Row, changes_table, difference_beside, size_of
from simengine.page.facts import Facts
from simengine.page.markup import Markup, details, joined, table
from simengine.report.numbers import estimated, mean_text, percent, quantities, spaced

_DATES = 4


def kept(facts: Facts) -> Block | None:
    """The measures that the report names, else all of them, in the base; and by how much other runs change each."""
    summary = facts.summary
    names = [name for name in summary.words.report.measures if name in summary.measures] or list(summary.measures)
    if not names:
        return None
    rows = [row for name in names for row in _row(facts, name)]
    heads = ("measure", "in the base", "middle", "5 to 95 % of futures", "unit", "futures without a value")
    parts = [table("Levels and chances in the base, means with their 95 % intervals", heads, rows)]
    if facts.compared is not None:
        others = [one for one in facts.compared.others if any(name in one.measures for name in names)]
        changed = [_change(facts, name) for name in names]
        caption = "What other scenarios change in each, future by future"
        parts.append(details(caption, changes_table(caption, others, facts.titles, changed)))
    if facts.twins:
        parts.append(_levels(facts.twins, facts.titles))
    of = command("summary", facts.run.name)
    made = Made(of, "each measure is read off every future that counts, then counted or averaged").html()
    return Block("kept", "What is kept, and by when", joined([*parts, made]))


def _levels(found: Sequence[Twins], titles: Mapping[str, str]) -> Markup:
    """What another scenario does to the drivers, at some dates."""
    last = len(found[0].levels) - 1
    steps = sorted({round((at + 1) * last / _DATES) for at in range(_DATES)})
    rows = []
    for one in found:
        for at in (one.levels[k] for k in steps):
            before, after = quantities([at.base, at.other])
            changed = difference_beside(at.difference, max(abs(at.base), abs(at.other)))
            rows.append((one.title or spaced(one.name), at.date, before, after, changed, one.unit))
    first = found[0]
    heads = ("driver", "date", "in the base", "there", "change", "unit")
    other = titles.get(first.other) or first.other
    caption = f"Mean levels at dates: {other}, against the base, on {first.pairs:,} pairs of futures"
    return table(caption, heads, rows)


def _row(facts: Facts, name: str) -> Iterator[tuple[str, ...]]:
    summary = facts.summary
    found, title, unit = summary.measures[name], summary.words.called("measures", name), summary.measure_units.get(name)
    if isinstance(found, Proportion):
        yield title, estimated(found.p, found.low, found.high), "", "", "chance", _missing(found)
    else:
        low, middle, high = quantities([found.quantiles[level] for level in (0.05, 0.5, 0.95)])
        mean = mean_text(found.mean, found.low, found.high)
        yield title, mean, middle, f"{low} to {high}", unit or "", _missing(found)


def _missing(found: Proportion | Spread) -> str:
    return percent(found.missing / (found.n + found.missing)) if found.missing else ""


def _change(facts: Facts, name: str) -> Row:
    """A measure, what its differences are in, and where they stand."""
    summary = facts.summary
    found = summary.measures[name]
    title, find = summary.words.called("measures", name), lambda one: one.measures.get(name)
    if isinstance(found, Proportion):
        return title, POINTS, 0.0, find
    return title, summary.measure_units.get(name) or "", size_of(found), find
