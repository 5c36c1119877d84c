"""What may come: every outcome with its chance and the sentence that says what it is; and the seven words used."""

from __future__ import annotations

from simengine.analysis.probability import Proportion
from simengine.analysis.summary import Summary
from simengine.page.block import Block, Made, command, told
from simengine.page.facts import Facts
from simengine.page.listed_bars import Bar, bars_of
from simengine.page.markup import Markup, details, joined, table, whole
from simengine.page.words import answer_sentence, between, interval_sentence, unknown
from simengine.report.likelihood_words import BANDS, frequency, likelihood_words
from simengine.report.numbers import estimated, percent
from simengine.runs.words import one_line

SHARES = (
    "the share of the futures that count; lines and ± are 95 % intervals (Wilson 1927; of members that have learnt, "
    "also between their islands)"
)


def outcomes(facts: Facts) -> Block | None:
    """The answer in words, each outcome in a sentence, and the legend of the words."""
    summary = facts.summary
    if not has_bars(summary) and summary.answer is None:
        return None
    parts = list[Markup]()
    if summary.headline and summary.answer:
        parts.append(told(answer_sentence(summary.headline, summary.answer), interval_sentence(summary)))
        parts.append(told(_apart(facts)))
    if has_bars(summary):
        parts.append(outcome_table(summary, _note(facts)))
    legend = [(one.words, f"{percent(one.low)} to {percent(one.high)}") for one in BANDS]
    rows = table("Words of likelihood and what they mean", ("words", "chance"), legend)
    source = told("After Intelligence Community Directive 203 (2015). Where an interval spans two words both are said.")
    parts.append(details("What do the words mean?", rows, source))
    parts.append(Made(command("summary", facts.run.name), SHARES).html())
    return Block("outcomes", "The answer, and what else may come", joined(parts))


def has_bars(summary: Summary) -> bool:
    """Whether there is an outcome, a question or a truth that has a chance."""
    return bool(bars_of(summary))


def outcome_table(summary: Summary, note: str = "") -> Markup:
    """A row an outcome; without outcomes, a row a question or truth that has a chance.

    `note` is what is said of a measure that is the answer.
    """
    holds = summary.with_answer
    rows = [
        (
            bar.title,
            frequency(p.p),
            _words(p),
            whole(estimated(p.p, p.low, p.high)),
            *_holding(summary, bar),
            bar.text or (note if bar.of == "measure" else ""),
        )
        for bar in bars_of(summary)
        if (p := bar.chance).n
    ]
    also = ["of these, the answer holds in"] if holds else []
    heads = ("outcome", "how often", "in words", "chance", *also, "what it is")
    return table("The chance of each outcome, with its 95 % interval", heads, rows)


def _note(facts: Facts) -> str:
    """What the scenario says of a measure that is the answer."""
    headline = facts.summary.headline
    if headline is None or headline.of != "measure":
        return ""
    return one_line(facts.run.model.scenario.measures[headline.names[0]].note or "")


def _holding(summary: Summary, bar: Bar) -> list[str]:
    """In how many of its futures the answer holds, where that is a chance of its own."""
    if not summary.with_answer:
        return []
    found = summary.with_answer.get((bar.of, bar.name))
    return [percent(found.p / bar.chance.p) if found and bar.chance.p else ""]


def _words(found: Proportion) -> Markup:
    """The words, and their numbers, which stay together."""
    words, bracket, numbers = likelihood_words(found.low, found.high).partition("(")
    return joined([words, whole(bracket + numbers)])


def _apart(facts: Facts) -> str:
    """How much of the answer is what we don't know; why that can't be told, where the answer itself is why."""
    splits = facts.ignorance
    found = splits.answer if splits else None
    if splits is None or found is None:
        return ""
    if found.unknown:
        return f"How much of this is chance, and how much that we don't know more, can't be told: {found.unknown}."
    ends = between(found.low, found.high)
    what = f"what has come by {splits.since}, and the numbers of the model" if splits.since else "the model's numbers"
    return (
        f"Of the variance {percent(max(0.0, found.share))} ({ends}) is that we don't know {what}; the rest is chance. "
        f"What we don't know moves the answer by {unknown(found, facts.summary.headline)}, one standard deviation."
    )
