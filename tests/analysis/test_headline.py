"""The headline: what answers a scenario's question, of one run and of two."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.analysis.headline import Headline, estimate_of, headline_of, values_of
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.summary import summarise, summary_json
from simengine.runs.words import ReportWords, Words
from simengine.scenario.answer import Answer
from tests.helpers.analysis.small_tables import table

MEASURES = {"m": [1.0, 2.0, 3.0, 6.0], "ever": [1.0, 0.0, 0.0, 1.0]}
QUESTIONS = {"q": [1.0, math.nan, 0.0, 1.0]}
TITLES = {"outcome": {"a": "The first"}, "measures": {"ever": "Ever so"}, "questions": {"q": "Asked"}}


def run(answer=None, outcome=(0, 1, 2, 1), titles=TITLES, **other):
    report = ReportWords("Which?", answer, {"First or second": ("b", "a")})
    given = {"measures": MEASURES, "questions": QUESTIONS, "truths": ("ever",), **other}
    return table(outcome, words=Words(titles, {}, report), **given)


@pytest.mark.parametrize(
    ("answer", "headline", "mean"),
    [
        (None, Headline("class", ("a",), "The first", "", True), 0.25),
        (Answer("class", ("a", "b")), Headline("class", ("a", "b"), "First or second", "", True), 0.75),
        (Answer("class", ("a", "c")), Headline("class", ("a", "c"), "The first or c", "", True), 0.5),
        (Answer("measure", ("m",)), Headline("measure", ("m",), "m", "t", False), 3.0),
        (Answer("measure", ("ever",)), Headline("measure", ("ever",), "Ever so", "", True), 0.5),
        (Answer("question", ("q",)), Headline("question", ("q",), "Asked", "", True), 2 / 3),
    ],
)
def test_what_the_report_says_answers(answer, headline, mean):
    made = run(answer)
    assert headline_of(made) == headline
    found = estimate_of(made, headline)
    assert isinstance(found, Proportion if headline.chance else Spread)
    assert (found.p if isinstance(found, Proportion) else found.mean) == pytest.approx(mean)
    summary = summarise(made)
    assert (summary.headline, summary.answer) == (headline, found)
    assert summary_json(summary)["answer"]["names"] == list(headline.names)


@pytest.mark.parametrize(
    ("other", "of", "name", "title"),
    [
        ({}, "question", "q", "What of q?"),
        ({"questions": {}}, "measure", "m", "m"),
        ({"questions": {}, "measures": {}}, None, None, None),
    ],
)
def test_without_classes_it_is_the_first_question_or_measure(other, of, name, title):
    found = headline_of(run(classes=(), outcome=[-1] * 4, titles={}, **other))
    assert (found and (found.of, found.names[0], found.title)) == (of and (of, name, title))


def test_values_are_of_every_path():
    made = run(Answer("class", ("a", "b")), outcome=(0, 1, 2, -1), failed=[3])
    np.testing.assert_array_equal(values_of(made, headline_of(made))[:3], [1.0, 1.0, 0.0])


def test_a_comparison_starts_from_the_answer_and_titles_of_its_base():
    base = run(Answer("class", ("a", "b")))
    other = run(Answer("measure", ("m",)), outcome=(2, 1, 2, 3), classes=("a", "b", "c", "d"), scenario="other")
    titles = {"outcome": {"a": "Another first", "b": "Second", "d": "Fourth"}}
    found = compare(base, replace(other, words=replace(other.words, titles=titles)))
    assert found.headline == headline_of(base)
    assert found.answer.d == pytest.approx(-0.5)
    assert found.together["First or second"].d == pytest.approx(-0.5)
    assert [found.words.called("outcome", name) for name in "abcd"] == ["The first", "b", "c", "Fourth"]
    assert found.truths == ("ever",)


def test_a_truth_is_compared_as_a_chance():
    found = compare(run(), run(measures={**MEASURES, "ever": [1.0, 1.0, 1.0, 1.0]}, scenario="other"))
    assert found.measures["ever"].d == 0.5
    assert found.measures["ever"].low > 0.0 - 1.0  # Bonett and Price's interval, not the normal one
    assert found.measures["ever"].high != pytest.approx(0.5 + (0.5 - found.measures["ever"].low))


def test_an_answer_that_the_other_run_has_not_is_told():
    found = compare(run(Answer("measure", ("m",))), run(measures={}, truths=(), scenario="other"))
    assert found.answer is None
    assert "other has no measure m, or another kind of it" in found.notes
