"""Classes with titles, and the report: each mistake with the message a person needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load
from tests.checks.test_gallery import SOUND
from tests.helpers.checks.changed_text import place, places, told

LAST = "simulate: {paths: 100, seed: 1}"
# what stands in the sound scenario, what stands there instead, where the message points (at this text), the message
ROWS = [
    ("up: peak > 2", "up: peak > > 2", "> 2\n  down", "outcome.up: not an expression"),
    ("up: peak > 2", "up: {when: peek > 2, title: Up}", "peek > 2", "outcome.up.when: unknown name 'peek'"),
    ("up: peak > 2", "up: {title: Up}", "{title: Up}", "outcome.up.when: is missing"),
    ("up: peak > 2", "up: {when: peak > 2, titel: Up}", "titel", "unknown key (did you mean 'title'?)"),
    ("down: otherwise", "down: {when: peak < 3}", "peak < 3", "the last class must be `otherwise`"),
    ("down: otherwise", "down: {when: otherwise, title: up}", "up}", "'up' is what the class up is called already"),
    (
        LAST,
        "report: {answer: upp}",
        "upp}",
        "no class, question or measure 'upp' (did you mean 'up'?); there are up, down",
    ),
    (LAST, "report: {answer: [up, peak]}", "[up, peak]", "must all be classes (got the class up and the measure peak)"),
    (LAST, "report: {answer: [up, down]}", "[up, down]", "every class is among these, so the probability is 1"),
    (LAST, "report: {together: {Any: [up, left]}}", "[up, left]", "no outcome class 'left'; there are up, down"),
    (LAST, "report: {together: {Any: []}}", "[]}}", "names no class"),
    (LAST, "report: {drivers: [high, x, speed]}", "[high, x, speed]", "no driver or formula 'speed'"),
    (LAST, "report: {measures: [peak, peak]}", "[peak, peak]", "'peak' stands twice"),
    (LAST, "report: {asnwer: up}", "asnwer", "unknown key (did you mean 'answer'?)"),
]


@pytest.mark.parametrize(("old", "new", "at", "message"), ROWS, ids=[case[1] for case in ROWS])
def test_message(tmp_path: Path, old: str, new: str, at: str, message: str) -> None:
    text = SOUND.replace(old, new)
    found = [problem for problem in told(tmp_path, text) if message in str(problem)]
    assert place(text, at) in places(found)


def test_an_answer_that_could_be_two_things_says_how_to_write_each(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    text = SOUND.replace("soon: {text", "up: {text").replace(LAST, "report: {answer: up}")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"'up' is a class and a question: write outcome\.up or questions\.up"):
        load(file)
    assert load(file, ["report.answer=questions.up"]).scenario.report.answer == ("questions.up",)
