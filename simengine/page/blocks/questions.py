"""The forecast sheet: what is asked, by when, and what this run says of it."""

from __future__ import annotations

import math

from simengine.analysis.past_scores import PastScore
from simengine.analysis.probability import Proportion, Spread
from simengine.page.block import Block, Made, command, told, typed
from simengine.page.facts import Facts
from simengine.page.markup import Markup, details, joined, table
from simengine.report.likelihood_words import likelihood_words
from simengine.report.numbers import estimated, mean_text, probability, quantities, spaced, with_unit
from simengine.report.past_text import band_rule, past_sentence


def questions(facts: Facts) -> Block | None:
    """A row a question of the scenario."""
    summary, asked = facts.summary, facts.run.model.scenario.questions
    if not summary.questions:
        return None
    rows, known = [], facts.past.latest(facts.run.manifest.scenario)
    for name, found in summary.questions.items():
        question = asked.get(name)
        due = (question.by or question.as_of or "") if question else ""
        text = summary.question_texts.get(name) or summary.words.called("questions", name)
        scored = _scored(known.get(name)) if known else ()
        rows.append((text, str(due), *_cells(found, summary.question_units.get(name, "")), *scored))
    heads = (
        "question",
        "answered by",
        "forecast",
        "in words",
        *(("forecast before", "what came", "score") if known else ()),
    )
    sheet = table("Every question with its forecast", heads, rows)
    made = Made(
        command("freeze", facts.run.name),
        "the share of futures in which it is so, or the quantiles of the number asked for; frozen into a sheet, it can "
        "be scored once the answers are known",
    )
    never = joined(["No forecast of this has been scored yet; this does: ", typed(command("backtest", "FILE"))])
    past = past_sentence(facts.past) or never
    parts = [told(past, band_rule(facts.past)), sheet, *_elsewhere(facts), made.html()]
    return Block("questions", "Forecasts that can be checked", joined(parts))


def _elsewhere(facts: Facts) -> list[Markup]:
    """Every forecast that has an answer, if any."""
    scores = facts.past.scores
    several = len({one.scenario for one in scores}) > 1
    rows = [
        (_asked(facts, one), *((spaced(one.scenario),) if several else ()), one.origin, one.due, *_scored(one))
        for one in scores
    ]
    heads = ("question", *(("scenario",) if several else ()), "as of", "for", "forecast", "what came", "score")
    return [details("Every past forecast that has an answer", table("Past forecasts", heads, rows))] if rows else []


def _asked(facts: Facts, one: PastScore) -> str:
    """What was asked, in words: as it stands with the score, or as the base calls it."""
    summary, name = facts.summary, one.question
    return one.text or summary.words.title("observe", name) or summary.question_texts.get(name) or spaced(name)


def _scored(one: PastScore | None) -> tuple[str, str, str]:
    """What was said, what came, and how good that was; empty where there is none."""
    if one is None:
        return "", "", ""
    if not math.isnan(one.brier):
        return probability(one.p), "yes" if one.answer else "no", f"Brier {one.brier:.2g}"
    low, answer, high = quantities([one.low, one.answer, one.high])
    band, came = with_unit(f"{low} to {high}", one.unit), with_unit(answer, one.unit)
    where = "inside" if one.low <= one.answer <= one.high else "outside"
    return band, came, where if one.can_miss else f"{where}, can hardly miss"


def _cells(found: Proportion | Spread, unit: str) -> tuple[str, str]:
    if not found.n:
        return "no future has an answer", ""
    if isinstance(found, Proportion):
        return estimated(found.p, found.low, found.high), likelihood_words(found.low, found.high)
    low, middle, high = quantities([found.quantiles[level] for level in (0.05, 0.5, 0.95)])
    mean = mean_text(found.mean, found.low, found.high)
    return with_unit(mean, unit), with_unit(f"middle {middle}; nine in ten from {low} to {high}", unit)
