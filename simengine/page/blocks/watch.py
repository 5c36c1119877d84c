"""What to watch, quarter by quarter."""

from __future__ import annotations

from simengine.page.block import Block, Made, command, picture, told
from simengine.page.facts import Facts
from simengine.page.markup import joined, table
from simengine.page.words import seen
from simengine.report.numbers import percent
from simengine.report.signposts_text import cells


def watch(facts: Facts) -> Block | None:
    """The signposts of the answer; why there are none, if there are none."""
    found = facts.signposts
    if found is None:
        return None
    if not found.posts:
        why = found.nothing or "nothing that can be seen moves the chance by more than noise would"
        return Block("watch", "What to watch", told(f"Nothing to watch for: {why}."))
    rows = [(post.by, seen(post, facts.summary), *cells(post)) for post in found.posts]
    heads = ("by", "what is seen", "moves it by (points)", "seen in", "chance if seen", "chance if not")
    numbers = table(f"What to watch for {found.title}, by date", heads, rows)
    made = Made(
        command("signposts", facts.run.name),
        f"chosen on {found.chosen_on:,} futures and told on {found.told_on:,} others; each over the futures in which "
        "it had not been seen before; it moves the chance by mean |P(class | seen or not) − P(class)|",
    )
    alt = f"The chance of {found.title} once each sign is seen and while it is not; now {percent(found.base.p)}"
    note = told("A sign foretells; it need not bring about.")
    return Block("watch", "What to watch", joined([picture("signposts", found.plot, alt, numbers, made), note]))
