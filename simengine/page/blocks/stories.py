"""Three futures side by side: the typical one of each of the likeliest outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simengine.page.block import Block, Made, command, told
from simengine.page.facts import Facts
from simengine.page.markup import Markup, element, joined, table, tag
from simengine.report.numbers import percent
from simengine.report.story_text import moments
from simengine.results.story import Story

_TOLD = ("event", "breach", "ending")


def stories(facts: Facts) -> Block | None:
    """The typical futures, where there are any."""
    if not facts.stories:
        return None
    columns = element("div", {"class": "stories"}, *(_story(facts, one) for one in facts.stories))
    wanted = facts.stories[0].typical
    made = Made(
        command("story", facts.run.name, "--typical", wanted.outcome if wanted else "all"),
        "the future with the least sum of distances to all others of its class, by the measures (its medoid)",
    )
    return Block("stories", "Typical futures", joined([columns, made.html()]))


def _story(facts: Facts, story: Story) -> Markup:
    name = story.outcome or "all"
    chance = facts.summary.outcome.get(name)
    title = story.words.called("outcome", name) if story.outcome else "The middle of all futures"
    share = f" ({percent(chance.p)})" if chance else ""
    rows = list(dated_rows(story)) or [("", "no event occurs")]
    dated = table(f"Future {story.path}: what happens when", ("date", "what happens"), rows)
    means = told(story.words.class_texts.get(name, ""))
    answer = told(f"{story.answer}." if story.answer else "")
    return tag("article", tag("h3", f"{title}{share}"), means, answer, dated)


def dated_rows(story: Story) -> Iterator[tuple[str, str]]:
    """Each event at its first time, with how often it comes again; which conditions it met `simengine story` tells."""
    found = [one for one in moments(story, why=False) if one.of in _TOLD]
    times = Counter((one.of, one.name) for one in found)
    seen = set[tuple[str, str]]()
    for one in found:
        key = one.of, one.name
        if key not in seen:
            again = times[key] - 1
            more = f" (and {'once' if again == 1 else f'{again} times'} more)" if again else ""
            yield one.date, one.text + more
        seen.add(key)
