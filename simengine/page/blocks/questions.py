"""The forecast sheet: what is asked, by when, and what this run says of it."""

from __future__ import annotations

from simengine.analysis.probability import Proportion, Spread
from simengine.page.block import Block, Made, command
from simengine.page.facts import Facts
from simengine.page.markup import joined, table
from simengine.report.likelihood_words import likelihood_words
from simengine.report.numbers import estimated, mean_text, quantities


def questions(facts: Facts) -> Block | None:
    """A row a question of the scenario."""
    summary, asked = facts.summary, facts.run.model.scenario.questions
    if not summary.questions:
        return None
    rows = []
    for name, found in summary.questions.items():
        question = asked.get(name)
        due = (question.by or question.as_of or "") if question else ""
        text = summary.question_texts.get(name) or summary.words.called("questions", name)
        rows.append((text, str(due), *_cells(found, summary.question_units.get(name, ""))))
    sheet = table("Every question with its forecast", ("question", "answered by", "forecast", "in words"), rows)
    made = Made(
        command("freeze", facts.run.name),
        "the share of futures in which it is so, or the quantiles of the number asked for; frozen into a sheet, it can "
        "be scored once the answers are known",
    )
    return Block("questions", "Forecasts that can be checked", joined([sheet, made.html()]))


def _cells(found: Proportion | Spread, unit: str) -> tuple[str, str]:
    if not found.n:
        return "no future has an answer", ""
    if isinstance(found, Proportion):
        return estimated(found.p, found.low, found.high), likelihood_words(found.low, found.high)
    low, middle, high = quantities([found.quantiles[level] for level in (0.05, 0.5, 0.95)])
    mean = mean_text(found.mean, found.low, found.high)
    return f"{mean} {unit}".rstrip(), f"middle {middle}; nine in ten from {low} to {high} {unit}".rstrip()
