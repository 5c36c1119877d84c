"""The back-test of the first edition is scored by what was seen: the answers are those its questions tell."""

from pathlib import Path

import pytest

import simengine as se
from tests.helpers.house.tree import ROOT

FOLDER = ROOT / "scenarios" / "russia_dprk_2024"
ANSWERS = FOLDER / "answers" / "backtest_2022.yaml"


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("backtest")
    run = se.run(se.load(FOLDER / "backtest_2022.yaml"), paths=2000, out=folder)
    return se.score(run.freeze(folder / "sheet.yaml").file, ANSWERS)


def test_every_question_is_answered_by_what_its_note_says(scores):
    questions = se.load(FOLDER / "backtest_2022.yaml").scenario.questions
    seen = {name: float(one.note.removeprefix("seen: ")) for name, one in questions.items()}
    assert {one.question: one.answer for one in scores.scored} == seen
    assert scores.left == ()
    assert scores.contradictions == ()


def test_reality_lay_above_the_median_most_of_the_time(scores):
    """Which coverage hid. By series, a vote each, it is not beyond chance; and that is told, too."""
    above = scores.above
    assert (above.above, above.at, above.below, above.clusters) == (12, 1, 4, 9)
    assert above.low < above.share < above.high
    inside = [one.low <= one.answer <= one.high for one in scores.scored]
    assert sum(inside) >= 14
    assert any("17 of 17 answers were known" in note for note in scores.notes)
