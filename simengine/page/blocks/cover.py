"""The first printed page: it stands alone, in at most 150 words and one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simengine.analysis.probability import Proportion
from simengine.page.block import Made, command, picture
from simengine.page.blocks.outcomes import has_bars
from simengine.page.facts import Facts
from simengine.page.markup import NOTHING, Markup, element, items, joined, link, paragraph, tag
from simengine.page.words import answer_sentence, interval_sentence, most_telling, moved_by, seen, unknown_sentence
from simengine.report.ledger_text import Count
from simengine.report.numbers import counted, percent
from simengine.report.plots.answer_differences import by_effect
from simengine.runs.words import one_line

MOST_WORDS = 150
_MOST_ITEMS = 3
_LONGEST = 25  # words of what a user wrote


def cover(facts: Facts) -> Markup:
    """The head of the page."""
    head = [tag("h1", _cut(facts.summary.words.report.question or facts.summary.title or facts.run.name))]
    head += [paragraph(text, class_=kind) for kind, text in _head(facts)]
    bars = _bars(facts)
    last = paragraph(_not_without(facts), class_="caution")
    room = MOST_WORDS - sum(map(words_in, [*head, last]))
    lists = list[Markup]()
    for title, rows in (("What would change it", _levers(facts)), ("What to watch", _posts(facts))):
        kept, room = _fitting(title, rows, room)
        if kept:
            lists.append(tag("div", tag("h2", title), items(kept)))
    beside = element("div", {"class": "lists"}, *lists) if lists else NOTHING
    return element("header", {"id": "cover"}, joined([*head, bars, beside, last]))


def _fitting(title: str, rows: Sequence[str], room: int) -> tuple[list[str], int]:
    """The rows there are words for, the last of which goes before all others, and the words that are left."""
    if not rows:
        return [], room
    left = room - words_in(title) - words_in(rows[-1])
    kept = list[str]()
    for row in rows[:-1]:
        if words_in(row) <= left:
            kept.append(row)
            left -= words_in(row)
    return ([*kept, rows[-1]], left) if left >= 0 else ([], room)


def words_in(text: str) -> int:
    """How many words a reader reads; of HTML those between its tags."""
    plain, inside = "", False
    for letter in text:
        inside = letter == "<" if isinstance(text, Markup) and letter in "<>" else inside
        plain += " " if inside or (isinstance(text, Markup) and letter == ">") else letter
    return len(plain.split())


def _cut(text: str) -> str:
    words = one_line(text).split(" ")
    return " ".join(words) if len(words) <= _LONGEST else " ".join([*words[:_LONGEST], "…"])


def _head(facts: Facts) -> Iterator[tuple[str, str]]:
    summary, clock = facts.summary, facts.run.clock
    end = clock.label(clock.steps)
    yield "date", f"As of {facts.known_until}, up to {end}." if facts.known_until else f"Up to {end}."
    if summary.headline and summary.answer:
        yield "answer", _cut(answer_sentence(summary.headline, summary.answer))
        yield (
            "band",
            " ".join(part for part in (interval_sentence(summary.answer), _across(facts), _unknown(facts)) if part),
        )


def _unknown(facts: Facts) -> str:
    return unknown_sentence(facts.ignorance.answer if facts.ignorance else None, facts.summary.headline)


def _across(facts: Facts) -> str:
    """Between which chances the answer lies in the scenarios shown."""
    summary = facts.summary
    if facts.compared is None or not isinstance(summary.answer, Proportion):
        return ""
    found = [summary.answer.p + d.d for _, d in by_effect(facts.compared.others)]
    if not found:
        return ""
    ends = [min(summary.answer.p, *found), max(summary.answer.p, *found)]
    low, high = (percent(min(max(end, 0.0), 1.0)) for end in ends)
    return f"Over {len(found) + 1} scenarios: {low} to {high}."


def _levers(facts: Facts) -> list[str]:
    """What other scenarios change in the answer, the largest first, as far as zero is left out."""
    if facts.compared is None:
        return []
    clear = [(one, d) for one, d in by_effect(facts.compared.others) if d.clear]
    called = {run.name: _cut(run.manifest.title) or run.name for run in facts.compared.runs}
    return [f"{called[one.other]}: {moved_by(d, one.headline)}" for one, d in clear[:_MOST_ITEMS]]


def _posts(facts: Facts) -> list[str]:
    if facts.signposts is None or not facts.signposts.posts:
        return []
    told = [
        f"{post.by}: {_cut(seen(post, facts.summary))} → {percent(post.if_seen.p)}"
        for post in most_telling(facts.signposts, _MOST_ITEMS)
    ]
    return [*told, f"Look again after {facts.signposts.dates[0]}."]


def _bars(facts: Facts) -> Markup:
    if not has_bars(facts.summary):
        return NOTHING
    alt = f"The chance of each outcome of {facts.run.name}"
    formula = "the share of the futures that count; lines are 95 % intervals (Wilson 1927)"
    made = Made(command("summary", facts.run.name), formula)
    numbers = paragraph(link("outcomes", "The table of the outcomes, with the sentence that says what each is"))
    return picture("outcome-bars", facts.summary.plot, alt, numbers, made)


def _not_without(facts: Facts) -> str:
    """The sentence without which nothing of this should be quoted."""
    count = Count.of(facts.ledger.entries)
    rest = f"; {count.no_source:,} of its {counted(count.numbers, 'number')} cite no source" if count.numbers else ""
    return f"These are chances within a model, not of the world{rest}."
