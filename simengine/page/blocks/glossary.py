"""What the words mean that the report uses and a reader may not know."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.page.block import Block
from simengine.page.facts import Facts
from simengine.page.markup import tag


def glossary(facts: Facts) -> Block:
    """The words that stand on this page, with what they mean."""
    rows = [part for word, meaning in _words(facts) for part in (tag("dt", word), tag("dd", meaning))]
    return Block("glossary", "Words", tag("dl", *rows))


def _words(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "future", "one run of the model from its start to its end, by its own dice; also called a path"
    if facts.run.manifest.learnt:
        yield "member", "a future of a run that has learnt: until the last figure it may have gone as others did"
        yield (
            "island",
            "members that learnt together, apart from all others; how islands differ tells how sure a figure is",
        )
        yield "worth", "how many futures that have nothing in common would tell as much as the members do"
    if facts.compared:
        yield "scenario", "the text that says what moves, what may happen and what is assumed"
        yield "base", "the scenario that the others are compared with"
        yield "clear", "of a change: zero lies outside its 95 % interval, as chance alone would seldom have it"
    yield "chance", "the share of futures in which something is so"
    yield "point", "a hundredth of a chance: from 15 % to 17 % are two points"
    yield "95 % interval", "made so that 19 in 20 of such intervals hold what endlessly many futures would give"
    if facts.summary.outcome:
        yield "outcome", "one of the kinds of ending, of which each future has exactly one"
    if facts.courses:
        yield "driver", "a quantity that moves over time in the model"
    if facts.signposts and facts.signposts.posts:
        yield "sign", "something that can be seen by a date, after which the chance is another; also called a signpost"
    if facts.past.chances:
        yield "Brier", "how far chances lay from what came, 1 or 0, squared and averaged: 0 is best, 0.25 is a coin's"
    if facts.summary.excluded or facts.summary.failed:
        yield "left out", "futures that are at odds with what is known, or failed, and are not counted"
