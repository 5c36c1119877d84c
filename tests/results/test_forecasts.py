"""What was said of one question at different dates stands side by side, with what came."""

import pytest

import simengine as se
from simengine.report.plots import forecast_dates_plot
from tests.helpers.analysis.sheets import a_sheet, some_answers

SAID = """
high:  {{when: x > 2, by: 2027, p: {p}, interval: [{low}, {high}], reference: {{probability: 0.3, class: c}}}}
level: {{value: x, as_of: 2027, unit: m, quantiles: {{5%: {a}, 25%: 2, 50%: {b}, 75%: 4, 95%: 9}}}}
"""


@pytest.fixture
def folder(tmp_path):
    for month, p in ((1, 0.3), (4, 0.5), (9, 0.8)):
        questions = SAID.format(p=p, low=p - 0.02, high=p + 0.02, a=month / 10, b=3 + month / 10)
        a_sheet(tmp_path, f"m{month}", questions, f"2026-{month:02}-01", f"2026-{month:02}-02")
    return tmp_path


def test_they_stand_in_the_order_of_their_dates(folder):
    found = se.score(folder, history=True)
    high, level = found.questions
    assert [(one.as_of, one.p) for one in high.said] == [("2026-01-01", 0.3), ("2026-04-01", 0.5), ("2026-09-01", 0.8)]
    assert (level.said[1].p, level.said[1].low, level.said[1].inner_high) == (3.4, 0.4, 4)
    assert high.answer != high.answer  # nobody knows yet
    text = str(found)
    assert "2026-01-01" in text
    assert ".500 ±.020" in text
    assert "3.40 [0.40, 9.00]" in text


def test_the_answer_stands_beside_them(folder):
    answers = some_answers(folder, "high: {answer: yes, known: 2028-01}\nlevel: void\n")
    high, level = se.score(folder, answers, history=True).questions
    assert (high.answer, high.known, level.void) == (1.0, "2028-01", True)
    assert "void" in str(se.score(folder, answers, history=True))


def test_one_question_by_its_name(folder):
    assert [one.question for one in se.score(folder, history=True, questions=["level"]).questions] == ["level"]
    with pytest.raises(se.SimengineError, match=r"no sheet asks 'levl' .did you mean 'level'"):
        se.score(folder, history=True, questions=["levl"])
    with pytest.raises(se.SimengineError, match="history=True"):
        se.score(folder, questions=["level"])


def test_its_table_and_json(folder):
    found = se.score(folder, history=True)
    rows = found.table().to_pylist()
    assert [(row["question"], row["as_of"]) for row in rows][2:4] == [("high", "2026-09-01"), ("level", "2026-01-01")]
    assert rows[0]["answer"] is None
    assert found.json()[0]["said"][0]["p"] == 0.3


def test_its_picture(folder):
    found = se.score(folder, some_answers(folder, "high: yes\n"), history=True)
    axes = found.plot()
    assert list(axes.lines[0].get_ydata()) == [0.3, 0.5, 0.8]
    assert axes.lines[0].get_xdata()[0] == 2026.0
    ((end, came),) = [(line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines if line.get_marker() == "D"]
    assert (end, came) == (2028.0, 1.0)
    assert found.plot(question="level").get_ylabel() == "m"
    with pytest.raises(se.SimengineError, match="no question 'x'"):
        found.plot(question="x")
    many = forecast_dates_plot.picture(found.questions * 7).figure()
    assert len([one for one in many.axes if one.axison]) == 12
