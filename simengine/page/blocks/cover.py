"""The first printed page: it stands alone, in at most 150 words and one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simengine.analysis.probability import Proportion
from simengine.page.block import Made, command, picture
from simengine.page.blocks.outcomes import SHARES, has_bars
from simengine.page.facts import Facts
from simengine.page.markup import NOTHING, Markup, element, items, joined, link, paragraph, tag
from simengine.page.words import (
    answer_if,
    answer_sentence,
    between,
    by_number,
    interval_sentence,
    moved_by,
    seen_briefly,
    unknown,
)
from simengine.report.ledger_text import Count
from simengine.report.numbers import counted
from simengine.report.past_text import past_sentence
from simengine.report.plots.answer_differences import by_effect
from simengine.report.signposts_text import most_telling
from simengine.runs.words import one_line

MOST_WORDS = 150
_MOST_ITEMS = 3
_LONGEST = 25  # words of what a user wrote
_LONGEST_SIGNS = (_LONGEST, 15, 10)  # those of a sign, as there is room


def cover(facts: Facts) -> Markup:
    """The head of the page."""
    head = [tag("h1", _cut(facts.summary.words.report.question or facts.summary.title or facts.run.name))]
    head += [paragraph(text, class_=kind) for kind, text in _head(facts) if text]
    bars = _bars(facts)
    last = paragraph(_not_without(facts), class_="caution")
    room = MOST_WORDS - sum(map(words_in, [*head, last]))
    lists = [tag("div", tag("h2", title), items(rows)) for title, rows in _lists(facts, room)]
    beside = element("div", {"class": "lists"}, *lists) if lists else NOTHING
    return element("header", {"id": "cover"}, joined([*head, bars, beside, last]))


def _lists(facts: Facts, room: int) -> list[tuple[str, list[str]]]:
    """The lists that fit: signs are told as long as all that is wanted then has room, else they are cut."""
    levers = _Rows("What our levers buy", _changes(facts, levers=True), wanted=2)
    others = _Rows("What would change it", _changes(facts, levers=False))
    found = list[tuple[str, list[str]]]()
    for longest in _LONGEST_SIGNS:
        signs = _Rows("What to watch", *_posts(facts, longest), wanted=3)
        found = _fitting((levers, signs, others), room)
        told = {title: len(rows) for title, rows in found}
        if all(told.get(one.title, 0) >= one.least for one in (levers, signs)):
            break
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a list, what matters most first, of which so many are `wanted` before any other list has more.

    The `last` row stands wherever one of the others does, and stands for them where there is none; "" is none.
    """

    title: str
    rows: Sequence[str]
    last: str = ""
    wanted: int = 0

    @property
    def least(self) -> int:
        """How many rows stand where all that is wanted does."""
        return min(self.wanted, len(self.rows)) + bool(self.last)


def _fitting(lists: Sequence[_Rows], room: int) -> list[tuple[str, list[str]]]:
    """The rows there are words for, under their titles: first those wanted, one of each list before a second of any.

    What nobody waits for comes last.
    """
    turns = sorted(
        (not one.wanted, rank >= one.wanted, rank, at) for at, one in enumerate(lists) for rank in range(_MOST_ITEMS)
    )
    kept = dict[int, list[str]]()
    for *_, rank, at in turns:
        one = lists[at]
        head = words_in(one.title) + words_in(one.last)
        if rank == 0 and (one.rows or one.last) and head <= room:
            kept[at] = []
            room -= head
        if at in kept and rank < len(one.rows) and words_in(one.rows[rank]) <= room:
            kept[at].append(one.rows[rank])
            room -= words_in(one.rows[rank])
    found = ((lists[at].title, [*filter(None, (*kept[at], lists[at].last))]) for at in sorted(kept))
    return [(title, rows) for title, rows in found if rows]


def words_in(text: str) -> int:
    """How many words and numbers a reader reads; of HTML those between its tags."""
    plain, inside = "", False
    for letter in text:
        inside = letter == "<" if isinstance(text, Markup) and letter in "<>" else inside
        plain += " " if inside or (isinstance(text, Markup) and letter == ">") else letter
    return sum(any(map(str.isalnum, word)) for word in plain.split())


def _cut(text: str, longest: int = _LONGEST) -> str:
    words = one_line(text).split(" ")
    return " ".join(words) if len(words) <= longest else " ".join([*words[:longest], "…"])


def _head(facts: Facts) -> Iterator[tuple[str, str]]:
    summary, clock = facts.summary, facts.run.clock
    end = clock.label(clock.steps)
    yield "date", f"As of {facts.known_until}, to {end}." if facts.known_until else f"Up to {end}."
    if summary.headline and summary.answer:
        yield "answer", _cut(answer_sentence(summary.headline, summary.answer))
        answer = summary.answer
        sure = by_number(answer) if isinstance(answer, Proportion) and answer.n else interval_sentence(summary)
        parts = [*filter(None, (sure.removesuffix("."), _lines(facts) or _across(facts), _unknown(facts)))]
        yield "band", f"{'; '.join(parts)}." if parts else ""
    yield "scored", past_sentence(facts.past, brief=True) or "No forecast of this has been scored yet."


def _unknown(facts: Facts) -> str:
    moved = unknown(facts.ignorance.answer if facts.ignorance else None, facts.summary.headline)
    return f"{moved} by what we don't know" if moved else ""


def _lines(facts: Facts) -> str:
    """Between which figures the answer lies as the line that moves it most is drawn elsewhere, if that was tried."""
    found = facts.influence
    levers = [one for one in found.tornado if one.lever] if found else []
    if not levers or not levers[0].effect or not isinstance(facts.summary.answer, Proportion):
        return ""
    lever, effect = levers[0], levers[0].effect
    if not (effect.below.clear or effect.above.clear):
        return ""
    p, title = facts.summary.answer.p, _cut(lever.founding.title or lever.name)
    ends = sorted(zip((p + effect.below.value, p + effect.above.value), lever.levels, strict=True))
    (low, first), (high, last) = ends
    return f"{between(low, high)} with “{title}” from {first:g} to {last:g}"


def _across(facts: Facts) -> str:
    """Between which chances the answer lies in the scenarios shown."""
    summary = facts.summary
    if facts.compared is None or not isinstance(summary.answer, Proportion):
        return ""
    found = [summary.answer.p + d.d for _, d in by_effect(facts.compared.others)]
    if not found:
        return ""
    ends = min(summary.answer.p, *found), max(summary.answer.p, *found)
    return f"{between(*ends)} over {len(found) + 1} scenarios"


def _changes(facts: Facts, *, levers: bool) -> list[str]:
    """What other scenarios change in the answer, the largest first, as far as zero is left out.

    Either those that are levers, of which also those are told that are not seen to change it; or the others.
    """
    if facts.compared is None:
        return []
    runs = {run.name: run.manifest for run in facts.compared.runs}
    rows = [(one, d) for one, d in by_effect(facts.compared.others) if runs[one.other].words.report.lever == levers]
    return [
        f"{_cut(runs[one.other].title) or one.other}: {moved_by(d, one.headline) if d.clear else 'nothing seen'}"
        for one, d in rows
        if d.clear or levers
    ][:_MOST_ITEMS]


def _posts(facts: Facts, longest: int) -> tuple[list[str], str]:
    """The signs that tell the most, the strongest first, in so many words each, and when to look again."""
    found = facts.signposts
    if found is None or found.nothing:
        return [], ""
    told = [
        f"{post.by}: {_cut(seen_briefly(facts.run, post), longest)} → {answer_if(post.if_seen, found)}, "
        f"else {answer_if(post.if_not, found)}"
        for post in most_telling(found.posts, _MOST_ITEMS)
    ]
    again = f"Look again after {found.dates[0]}."
    return told, again if told else f"No sign is clearer than noise. {again}"


def _bars(facts: Facts) -> Markup:
    if not has_bars(facts.summary):
        return NOTHING
    alt = f"The chance of each outcome of {facts.run.name}"
    made = Made(command("summary", facts.run.name), SHARES)
    numbers = paragraph(link("outcomes", "The table of the outcomes, with the sentence that says what each is"))
    return picture("outcome-bars", facts.summary.picture, alt, numbers, made, _texts(facts))


def _texts(facts: Facts) -> dict[str, str]:
    """What each outcome means, by its title."""
    words = facts.summary.words
    return {words.called("outcome", name): text for name, text in words.class_texts.items()}


def _not_without(facts: Facts) -> str:
    """The sentence without which nothing of this should be quoted."""
    count = Count.of(facts.ledger.entries)
    rest = f"; {count.no_source:,} of {counted(count.numbers, 'number')} cite no source" if count.numbers else ""
    return f"A model's chances, not the world's{rest}."
