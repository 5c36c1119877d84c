"""Sheets against answers: scores by hand, skills, votes, what has no score and why, what doesn't fit."""

import json
import math

import numpy as np
import pytest

import simengine as se
from tests.helpers.analysis.sheets import a_sheet, some_answers

CHANCES = """
dry:   {text: Dry?, when: x < 0, by: 2026, p: 0.2, series: x, reference: {probability: 0.4, class: c}}
high:  {text: High?, when: x > 2, by: 2027, p: 0.7, count: 700, of: 1000, series: x}
storm: {text: A storm?, when: occurred(storm), by: 2027, p: 1, count: 1000, of: 1000, series: storm}
flood: {text: A flood?, when: occurred(flood), by: 2027, p: 0.1, series: flood, reference: {probability: 0.3, class: c}}
late:  {text: Late?, when: y > 0, by: 2035, p: 0.5, series: y}
gone:  {text: Void?, when: z > 0, by: 2026, p: 0.5, series: z}
"""
ANSWERS = """
dry: {answer: no, known: 2027-01, source: the gauge}
high: yes
storm: true
flood: no
gone: {answer: void, note: the gauge was lost}
"""
NUMBERS = """
level: {value: x, as_of: 2026, unit: m, quantiles: {5%: 0, 50%: 2}, counts: {0: 1, 2: 2, 9: 1}, of: 4, apart: 4.5}
guess: {value: g, as_of: 2026, quantiles: {25%: 1, 50%: 2, 75%: 4}, series: g}
trips: {value: t, as_of: 2027, quantiles: {5%: 1, 50%: 2}, ensemble: [[1, 2], [3, 4]], of: 4, apart: 1.6667, REFERENCE
""".replace("REFERENCE", "reference: {quantiles: {10%: 0, 50%: 4, 90%: 10}, class: c}}")


def scored(folder, answers=ANSWERS, **sheets):
    files = [a_sheet(folder, name, questions) for name, questions in (sheets or {"one": CHANCES}).items()]
    return se.score(*files, some_answers(folder, answers))


def by_question(scores):
    return {one.question: one for one in scores.scored}


def test_chances_by_hand(tmp_path):
    scores = scored(tmp_path)
    rows = by_question(scores)
    assert list(rows) == ["dry", "high", "storm", "flood"]
    assert (rows["dry"].brier, rows["dry"].log) == (pytest.approx(0.04), pytest.approx(-math.log(0.8)))
    assert (rows["high"].brier, rows["high"].answer) == (pytest.approx(0.09), 1.0)
    assert (rows["storm"].p, rows["storm"].certain) == (1000.5 / 1001, True)
    assert rows["storm"].log == pytest.approx(-math.log(1000.5 / 1001))
    assert any("storm: on none or on all" in note for note in scores.notes)
    mean = next(one.found for one in scores.means if (one.score, one.of) == ("brier", "all"))
    assert mean.mean == pytest.approx(np.mean([0.04, 0.09, (0.5 / 1001) ** 2, 0.01]))
    assert (mean.n, mean.clusters) == (4, 3)  # dry and high are one vote
    assert [one.name for one in scores.means if one.of == "horizon"] == ["up to 1 year"] * 2 + ["up to 2 years"] * 2


def test_what_has_no_score_is_listed_and_void_is_not_no(tmp_path):
    scores = scored(tmp_path)
    assert [(one.question, one.why) for one in scores.left] == [("late", "unanswered"), ("gone", "void")]
    assert "1 question without an answer: late (2035)" in str(scores)
    assert "1 question void, so without a score: gone" in str(scores)
    as_no = scored(tmp_path, ANSWERS.replace("{answer: void, note: the gauge was lost}", "no"))
    assert len(as_no.scored) == 5


def test_skills_are_paired_differences(tmp_path):
    skills = {(one.against, one.score): one.found for one in scored(tmp_path).skills}
    assert skills[".5", "brier"].mean == pytest.approx(0.25 - np.mean([0.04, 0.09, (0.5 / 1001) ** 2, 0.01]))
    assert skills[".5", "log"].n == 4
    reference = skills["reference", "brier"]
    assert reference.mean == pytest.approx(np.mean([0.16 - 0.04, 0.09 - 0.01]))
    assert (reference.n, reference.clusters) == (2, 2)
    assert reference.low < reference.mean < reference.high


def test_a_later_sheet_is_set_against_the_one_before(tmp_path):
    first = a_sheet(tmp_path, "first", CHANCES)
    second = a_sheet(tmp_path, "second", CHANCES.replace("p: 0.7, count: 700", "p: 0.9, count: 900"), "2026-06-01")
    scores = se.score(second, first, some_answers(tmp_path, ANSWERS))
    assert [one.name for one in scores.sheets] == ["first", "second"]
    gain = next(one for one in scores.skills if one.against == "first" and one.score == "brier")
    assert gain.sheet == "second"
    assert gain.found.mean == pytest.approx((0.09 - 0.01) / 4)
    assert gain.found.clusters == 3  # a question in two sheets is one vote
    mean = next(one.found for one in scores.means if (one.score, one.of) == ("brier", "all"))
    assert (mean.n, mean.clusters) == (8, 3)
    assert {one.name for one in scores.means if one.of == "sheet"} == {"first", "second"}


def test_sheets_of_one_name_are_told_apart_by_their_folders(tmp_path):
    files = []
    for folder, p in (("ours", 0.9), ("theirs", 0.2)):
        (tmp_path / folder).mkdir()
        files.append(a_sheet(tmp_path / folder, "june", f"storm: {{when: x > 1, by: 2027, p: {p}}}"))
    scores = se.score(*files, some_answers(tmp_path, "storm: yes\n"))
    assert [one.sheet for one in scores.scored] == [str(file) for file in files]
    assert {one.name for one in scores.means if one.of == "sheet"} == {str(file) for file in files}


def test_numbers_by_hand(tmp_path):
    scores = scored(tmp_path, "level: 3\nguess: 3\ntrips: 3\n", one=NUMBERS)
    rows = by_question(scores)
    level = rows["level"]
    assert level.crps == pytest.approx((3 + 2 * 1 + 6) / 4 - 4.5 / 2)
    assert (level.expected, level.below, level.at_most, level.side) == (2.25, 0.75, 0.75, 1.0)
    guess = rows["guess"]
    pinballs = [0.25 * 2, 0.5 * 1, 0.25 * 1]
    assert (guess.crps, guess.by_quantiles) == (pytest.approx(2 * np.mean(pinballs)), True)
    assert (guess.below, guess.at_most) == (0.5, 0.75)
    trips = rows["trips"]
    assert trips.reference == pytest.approx(2 * np.mean([0.1 * 3, 0.5 * 1, 0.1 * 7]))
    assert trips.scale == 10
    skill = next(one.found for one in scores.skills if one.against == "reference")
    assert skill.mean == pytest.approx((trips.reference - trips.beside) / 10)
    assert (scores.above.above, scores.above.at) == (2, 1)  # 3 is a median of 1, 2, 3, 4
    assert any("guess: only quantiles are told" in note for note in scores.notes)


def test_numbers_of_other_units_are_averaged_by_what_was_expected(tmp_path):
    scores = scored(tmp_path, "level: 3\ntrips: 3\n", one=NUMBERS)
    rows = by_question(scores)
    mean = next(one.found for one in scores.means if one.score == "crps")
    assert mean.mean == pytest.approx(np.mean([one.crps / one.expected for one in rows.values()]))


def test_a_wrong_direction_is_told(tmp_path):
    """Ten series of which reality lies above the median each time; and the same reality below it."""
    rows = "\n".join(f"q{at}: {{value: v{at}, as_of: 2026, quantiles: {{5%: 0, 50%: 2, 95%: 9}}}}" for at in range(10))
    high = scored(tmp_path, "\n".join(f"q{at}: 8" for at in range(10)), one=rows)
    assert (high.above.above, high.above.p) == (10, pytest.approx(2 / 2**10))
    assert "10 of 10 answers lie above the median" in str(high)
    assert "the forecasts are too low" in str(high)
    low = scored(tmp_path, "\n".join(f"q{at}: 1" for at in range(10)), one=rows)
    assert "the forecasts are too high" in str(low)
    mixed = scored(tmp_path, "\n".join(f"q{at}: {8 * (at % 2)}" for at in range(10)), one=rows)
    assert "no bias is shown" in str(mixed)


def test_what_was_known_before_is_no_forecast(tmp_path):
    scores = scored(tmp_path, ANSWERS.replace("known: 2027-01", "known: 2025-12"))
    assert (scores.left[0].question, scores.left[0].why) == ("dry", "known")
    file = a_sheet(tmp_path, "late", CHANCES, as_of="2027-06-01", frozen="2027-06-02")
    late = se.score(file, some_answers(tmp_path, ANSWERS + "late: no\n"))
    assert [one.question for one in late.scored] == ["high", "storm", "flood", "late"]  # dry was over in 2026


def test_a_look_back_is_told_as_one(tmp_path):
    file = a_sheet(tmp_path, "back", CHANCES, frozen="2030-01-01")
    assert any(
        "1 of 4 answers were known when" in note for note in se.score(file, some_answers(tmp_path, ANSWERS)).notes
    )
    assert not any("looks back" in note for note in scored(tmp_path).notes)


@pytest.mark.parametrize(
    ("sheet", "answers", "told"),
    [
        (CHANCES, "nobody: yes\n", "no question has a score: .* without an answer; the answers have nobody"),
        (CHANCES, "gone: void\n", "gone void"),
        (CHANCES, "dry: 3\n", "dry asks whether and is answered by a number: write yes, no or void"),
        (NUMBERS, "level: yes\n", "level asks for a number and is answered by yes or no"),
        ("sure: {when: x > 1, by: 2026, p: 0}", "sure: no\n", "doesn't say of how many futures: write `of: …`"),
        ("q: {when: x > 1, by: 2026, p: .5, reference: {probability: 0, class: c}}", "q: no\n", "no score forgives"),
    ],
)
def test_what_cant_be_scored_is_an_error(tmp_path, sheet, answers, told):
    with pytest.raises(se.SimengineError, match=told):
        scored(tmp_path, answers, one=sheet)


def test_a_name_of_two_meanings_is_refused_and_has_a_remedy(tmp_path):
    other = CHANCES.replace("by: 2026, p: 0.2", "by: 2028, p: 0.2")
    with pytest.raises(se.SimengineError, match=r"dry asks something else in .* answer it under 'pier/dry'"):
        scored(tmp_path, one=CHANCES, two=other)
    assert len(scored(tmp_path, ANSWERS.replace("dry:", "pier/dry:"), one=CHANCES).scored) == 4


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"s": "sheet: 1\n"}, r"s.yaml:1:1: scenario: is missing"),
        ({"a": "answers: 3\n"}, r"a.yaml:1:10: answers: write question: answer"),
        (
            {"a": "answers:\n  q: perhaps\n"},
            r"a.yaml:2:6: answers.q: write yes, no, void or a number \(got 'perhaps'\)",
        ),
        (
            {"a": "answers:\n  q: {answer: 3, known: soon}\n"},
            r"a.yaml:2:6: answers.q: 'soon' is not a date: write 2026",
        ),
        ({"a": "answers:\n  q: {answer: 3, knwn: 2026}\n"}, r"a.yaml:2:18: answers.q.knwn: unknown key \(did you mean"),
        ({"a": "answers:\n  q: 1\n", "b": "answers:\n  q: 2\n"}, "q is answered otherwise in"),
        ({"x": "name: x\n"}, "is no sheet"),
    ],
)
def test_mistakes_in_files_are_told_at_their_place(tmp_path, files, told):
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    with pytest.raises(se.SimengineError, match=told):
        se.score(*(tmp_path / f"{name}.yaml" for name in files))


def test_what_a_sheet_may_not_say(tmp_path):
    for wrong, told in (
        ("q: {when: x > 1, by: 2026, p: 1.5}", "must be <= 1"),
        ("q: {when: x > 1, p: .5}", "needs a date"),
        ("q: {when: x > 1, by: 2026}", "needs either p, of a chance, or quantiles"),
        ("q: {when: x > 1, by: 2026, p: .5, count: 7, of: 5}", "counts 7 of 5 futures"),
        ("q: {when: x >, by: 2026, p: .5}", "q.when"),
        ("q: {value: x, by: 2026, quantiles: {5%: 3, 95%: 1}}", "must not fall"),
        (
            "q: {value: x, by: 2026, quantiles: {5%: 1}, counts: {many: 3}}",
            "how often, of a future at least .got 'many'",
        ),
        ("q: {value: x, by: 2026, quantiles: {5%: 1}, counts: {3: 0}}", "got no future"),
        ("q: {value: x, by: 2026, quantiles: {5%: 1}, ensemble: [[]]}", "an ensemble of 0 values"),
        ("q: {value: x, by: 2026, quantiles: {5%: 1}, ensemble: [[1, 2]], of: 1}", "can't stand for 1 futures"),
        ("q: {value: x, by: 2026-13, quantiles: {5%: 1}}", "no date of the calendar"),
    ):
        with pytest.raises(se.ScenarioError, match=told):
            scored(tmp_path, "q: yes\n", one=wrong)


def test_no_sheet_and_no_answers_are_told(tmp_path):
    with pytest.raises(se.SimengineError, match="there are no answers"):
        se.score(a_sheet(tmp_path, "one", CHANCES))
    with pytest.raises(se.SimengineError, match="there is no sheet to score"):
        se.score(some_answers(tmp_path, ANSWERS))
    (tmp_path / "empty").mkdir()
    with pytest.raises(se.SimengineError, match="no sheet in"):
        se.score(tmp_path / "empty")


def test_its_table_json_and_text(tmp_path):
    scores = scored(tmp_path)
    table = scores.table().to_pylist()
    assert [row["question"] for row in table] == ["dry", "high", "storm", "flood"]
    assert table[0]["crps"] is None
    assert json.loads(json.dumps(scores.json(), allow_nan=False))["questions"][1]["brier"] == pytest.approx(0.09)
    for width in (40, 80, 160):
        assert max(map(len, scores.text(width).split("\n"))) <= max(width, 76)
    assert "Spiegelhalter" in scores._repr_html_()


def test_its_pictures(tmp_path):
    scores = scored(tmp_path, ANSWERS + "level: 3\ntrips: 3\n", one=CHANCES + NUMBERS.strip())
    axes = scores.plot()
    assert axes.get_xlabel() == "what was said"
    assert len(axes.lines[-1].get_xdata()) == 4  # a dash a question
    places = scores.plot(of="numbers")
    assert sorted(places.lines[1].get_ydata()) == sorted(one.pit for one in scores.scored if one.kind == "number")
    assert {file.name for file in scores.write(tmp_path)} == {
        "reliability.png",
        "reliability.svg",
        "places.png",
        "places.svg",
        "scores.csv",
    }
    with pytest.raises(se.SimengineError, match="no picture of 'both'"):
        scores.plot(of="both")
    with pytest.raises(se.SimengineError, match="no numbers have an answer; chances have"):
        scored(tmp_path).plot(of="numbers")
