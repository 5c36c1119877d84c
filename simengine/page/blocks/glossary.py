"""Ten words that the report uses."""

from __future__ import annotations

from simengine.page.block import Block
from simengine.page.markup import tag

WORDS = (
    ("future", "one run of the model from its start to its end, by its own dice; also called a path"),
    ("scenario", "the text that says what moves, what may happen and what is assumed"),
    ("base", "the scenario that the others are compared with"),
    ("chance", "the share of futures in which something is so"),
    ("95 % interval", "made so that 19 in 20 of such intervals hold what endlessly many futures would give"),
    ("outcome", "one of the kinds of ending, of which each future has exactly one"),
    ("point", "a hundredth of a chance: from 15 % to 17 % are two points"),
    ("driver", "a quantity that moves over time in the model"),
    ("sign", "something that can be seen by a date, after which the chance is another; also called a signpost"),
    ("left out", "futures that are at odds with what is known, or failed, and are not counted"),
)


def glossary() -> Block:
    """The words with what they mean."""
    rows = [part for word, meaning in WORDS for part in (tag("dt", word), tag("dd", meaning))]
    return Block("glossary", "Words", tag("dl", *rows))
