"""What to watch, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.analysis.probability import Proportion
from simengine.explain.signpost import Signpost, Signposts
from simengine.page.block import Block, Made, command, picture, told
from simengine.page.facts import Facts
from simengine.page.markup import Markup, hover, joined, table
from simengine.page.words import seen
from simengine.report.numbers import percent
from simengine.report.signposts_text import bare_text, cells, estimated_now

_HOW = {False: "mean |P(class | seen or not) − P(class)|", True: "mean |E(number | seen or not) − E(number)|"}


def watch(facts: Facts) -> Block | None:
    """The signposts of the answer; why there are none, if there are none."""
    found = facts.signposts
    if found is None:
        return None
    if not found.posts:
        why = found.nothing or "nothing that can be seen moves it by more than noise would"
        return Block("watch", "What to watch", told(f"Nothing to watch for: {why}."))
    rows = [(post.by, _seen(facts, post), *cells(post)) for post in found.posts]
    unit, of = (found.unit, "mean") if found.number else ("points", "chance")
    moves = f"moves it by ({unit})" if unit else "moves it by"
    heads = ("by", "what is seen", moves, "seen in", f"{of} if seen", f"{of} if not")
    numbers = table(f"What to watch for “{found.title}”, by date", heads, rows)
    made = Made(
        command("signposts", facts.run.name),
        f"chosen on {found.chosen_on:,} futures and told on {found.told_on:,} others; each over the futures in which "
        f"it had not been seen before; it moves it by {_HOW[found.number]}",
    )
    now = percent(found.overall.p) if isinstance(found.overall, Proportion) else estimated_now(found)
    alt = f"The {of} of “{found.title}” once each sign is seen and while it is not; now {now}"
    note = told(*_where_told(found, of), "A sign foretells; it need not bring about.")
    return Block("watch", "What to watch", joined([picture("signposts", found.picture, alt, numbers, made), note]))


def _seen(facts: Facts, post: Signpost) -> Markup:
    """What is seen, and of a question with a title what it asks."""
    asked = facts.summary.question_texts.get(post.name, "") if post.of == "answer" else ""
    return hover(seen(facts.run, post), asked if asked != post.title else "")


def _where_told(found: Signposts, of: str) -> Iterator[str]:
    """Why the upright line doesn't stand where the answer does, if it doesn't."""
    half, whole = bare_text(found.base), bare_text(found.overall)
    if half != whole:
        yield (
            f"On all futures the {of} is {whole}. Signs are chosen on one half of them and told on the other, where it "
            f"is {half}."
        )
