"""The first printed page: it stands alone, in at most 150 words and one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simengine.analysis.probability import Proportion
from simengine.page.block import Made, command, picture
from simengine.page.blocks.outcomes import SHARES, has_bars
from simengine.page.facts import Facts
from simengine.page.markup import NOTHING, Markup, element, items, joined, link, paragraph, tag
from simengine.page.words import (
    answer_if,
    answer_sentence,
    by_number,
    interval_sentence,
    most_telling,
    moved_by,
    seen,
    unknown_sentence,
)
from simengine.report.ledger_text import Count
from simengine.report.numbers import counted, percent
from simengine.report.past_text import past_sentence
from simengine.report.plots.answer_differences import by_effect
from simengine.runs.words import one_line

MOST_WORDS = 150
_MOST_ITEMS = 3
_LONGEST, _LONGEST_SIGN = 25, 10  # words of what a user wrote, and of a sign


def cover(facts: Facts) -> Markup:
    """The head of the page."""
    head = [tag("h1", _cut(facts.summary.words.report.question or facts.summary.title or facts.run.name))]
    head += [paragraph(text, class_=kind) for kind, text in _head(facts)]
    bars = _bars(facts)
    last = paragraph(_not_without(facts), class_="caution")
    room = MOST_WORDS - sum(map(words_in, [*head, last]))
    shown = (
        ("What our levers buy", _changes(facts, levers=True), 0),
        ("What to watch", _posts(facts), 1),
        ("What would change it", _changes(facts, levers=False), 0),
    )
    lists = [tag("div", tag("h2", title), items(rows)) for title, rows in _fitting(shown, room)]
    beside = element("div", {"class": "lists"}, *lists) if lists else NOTHING
    return element("header", {"id": "cover"}, joined([*head, bars, beside, last]))


def _fitting(lists: Sequence[tuple[str, Sequence[str], int]], room: int) -> list[tuple[str, list[str]]]:
    """The rows there are words for, under their titles: one of each list before a second of any, the last list last.

    The last rows of a list, as many as the number beside them says, stand wherever any of their list does.
    """
    *sooner, later = range(len(lists))
    turns = [(at, rank) for rank in range(_MOST_ITEMS) for at in sooner]
    kept = dict[int, list[str]]()
    for at, rank in [*turns, *((later, rank) for rank in range(_MOST_ITEMS))]:
        title, rows, needed = lists[at]
        free, fixed = rows[: len(rows) - needed], rows[len(rows) - needed :]
        head = words_in(title) + sum(map(words_in, fixed))
        if rank == 0 and rows and head <= room:
            kept[at] = []
            room -= head
        if at in kept and rank < len(free) and words_in(free[rank]) <= room:
            kept[at].append(free[rank])
            room -= words_in(free[rank])
    found = (
        (title, [*kept.get(at, ()), *rows[len(rows) - needed :]]) for at, (title, rows, needed) in enumerate(lists)
    )
    return [one for at, one in enumerate(found) if at in kept and one[1]]


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
    yield "date", f"As of {facts.known_until}, up to {end}." if facts.known_until else f"Up to {end}."
    if summary.headline and summary.answer:
        yield "answer", _cut(answer_sentence(summary.headline, summary.answer))
        answer = summary.answer
        interval = (
            f"{by_number(answer)}." if isinstance(answer, Proportion) and answer.n else interval_sentence(summary)
        )
        parts = interval, _lines(facts) or _across(facts), _unknown(facts)
        yield "band", " ".join(filter(None, parts))
    yield "scored", past_sentence(facts.past) or "No forecast of this has been scored yet."


def _unknown(facts: Facts) -> str:
    return unknown_sentence(facts.ignorance.answer if facts.ignorance else None, facts.summary.headline)


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
    (low, first), (high, last) = ((percent(min(max(end, 0.0), 1.0)), level) for end, level in ends)
    own = round(sum(lever.levels) / 2.0, 9)
    return f"{low} or {high} with “{title}” at {first:g} or {last:g} instead of {own:g}."


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


def _posts(facts: Facts) -> list[str]:
    if facts.signposts is None or facts.signposts.nothing:
        return []
    short = [post for post in facts.signposts.posts if words_in(seen(facts.run, post)) <= _LONGEST_SIGN]
    told = [
        f"{post.by}: {_cut(seen(facts.run, post), _LONGEST_SIGN)} → {answer_if(post.if_seen, facts.signposts)}, else "
        f"{answer_if(post.if_not, facts.signposts)}"
        for post in most_telling(short or facts.signposts.posts, _MOST_ITEMS)
    ]
    again = f"Look again after {facts.signposts.dates[0]}."
    return [*told, again] if told else [f"No sign is clearer than noise. {again}"]


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
    rest = f"; {count.no_source:,} of its {counted(count.numbers, 'number')} cite no source" if count.numbers else ""
    return f"These are chances within a model, not of the world{rest}."
