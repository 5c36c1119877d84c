"""What is told first is what is told in the end: of fewer figures, none of another value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simengine.scenario.answer import Answer
from simengine.window.figures import Told, answer_json, soonest
from tests.helpers.report.sample_runs import sample_table

TABLES = [sample_table(name) for name in ("baseline", "ceasefire_2026")]
ANSWERS = {
    "none": None,
    "class": Answer("class", ("embedded_partnership",)),
    "measure": Answer("measure", ("visits_kept",)),
    "question": Answer("question", ("test_2025",)),
}
CASES = [(name, True) for name in ANSWERS] + [(name, False) for name in ANSWERS if name != "class"]


@pytest.mark.parametrize(("answer", "classes"), CASES)
def test_it_says_the_same(answer, classes) -> None:
    found = []
    for table in TABLES:
        report = replace(table.words.report, answer=ANSWERS[answer])
        said = replace(table, words=replace(table.words, report=report))
        found.append(said if classes else replace(said, classes=(), outcome=0 * said.outcome - 1))
    first = Told.of(*map(soonest, found))
    assert answer_json(first) == answer_json(Told.of(*found))
    shown = {*first.summary.measures, *first.summary.questions}
    assert len(shown) < len(TABLES[0].measures) + len(TABLES[0].questions)


def test_an_answer_that_is_no_class_has_the_first_bar() -> None:
    report = replace(TABLES[0].words.report, answer=ANSWERS["question"])
    table = replace(TABLES[0], words=replace(TABLES[0].words, report=report))
    first, *rest = answer_json(Told.of(table, table))["bars"]
    assert (first["of"], first["name"]) == ("question", "test_2025")
    assert first["p"] == pytest.approx(table.questions["test_2025"][table.ok].mean())
    assert [bar["name"] for bar in rest if bar["of"] == "class"] == list(table.classes)
