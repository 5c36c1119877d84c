"""What can be wrong with how a question is resolved and with its reference, each with place, value and remedy."""

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load, load_with_warnings

SOUND = """
name: pier
clock: {start: 2026-01, end: 2030-01, step: month}
sources: {S1: {title: The gauge}}
drivers: {x: {process: level, initial: 0}}
questions:
  high: {text: Is it high?, by: 2027, """

# what a question says, where the message points (at this text), the message
MISTAKES = [
    ("when: x > 1, reference: {probability: 0.2}}", "{probability", "reference.class: is missing"),
    ("when: x > 1, reference: {probability: 20, class: x}}", "20, class", "probability: must be <= 1 (got 20)"),
    ("when: x > 1, reference: {class: x}}", "{class", "needs one of probability, of a chance, and quantiles, of a number"),
    ("when: x > 1, reference: {quantiles: {50%: 1}, class: x}}", "{50%", "the question asks for a chance: give the reference's probability instead"),
    ("value: x, reference: {quantiles: {50%: 1, 5%: 3}, class: x}}", "{50%: 1, 5%", "values must not fall with the levels: 1 at 50% is below 3 at 5%"),
    ("value: x, reference: {quantiles: {50: 1}, class: x}}", "{50:", "levels lie between 0% and 100%, such as 5% (got 50)"),
    ("value: x, reference: {quantiles: {5%: 1, 5.0%: 2}, class: x}}", "{5%: 1, 5", "5% is given twice; remove one"),
    ("when: x > 1, reference: {probability: 0.2, class: x, source: S7}}", "S7", "no source 'S7'; there is only S1"),
    ("when: x > 1, resolve: {}}", "{}}", "says nothing: write {source: …, metric: …, rule: …}"),
    ("when: x > 1, resolve: {rul: x}}", "rul:", "unknown key (did you mean 'rule'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "at", "message"), MISTAKES, ids=[f"{case[2][:40]}" for case in MISTAKES])
def test_what_is_wrong_is_told_at_its_place(said: str, at: str, message: str) -> None:
    text = SOUND + said + "\n"
    with pytest.raises(ScenarioError) as caught:
        load(text)
    (problem,) = caught.value.problems
    assert message in str(problem)
    before = text[: text.index(at)]
    assert (problem.place.line, problem.place.column) == (7, len(before) - before.rfind("\n"))


def test_references_that_contradict_one_another_are_warned_of() -> None:
    """At a level, which may fall again, nothing is said; of an event, which stays in the log, it is."""
    events = "events: {flood: {hazard: 0.1}}\nquestions:\n"
    rates = (("sooner", 2027, 0.4), ("later", 2028, 0.3))
    for condition, warned in (("occurred(flood)", 1), ("x > 1", 0)):
        rows = "".join(
            f"  {name}: {{text: t, by: {date}, when: {condition}, reference: {{probability: {p}, class: c}}}}\n"
            for name, date, p in rates
        )
        text = SOUND[: SOUND.index("questions:")] + events + rows
        found = [one for one in load_with_warnings(text).warnings if "reference" in one.path]
        assert [one.path for one in found] == ["questions.sooner.reference.probability"] * warned
        assert all("P(sooner) = 0.4 is above P(later) = 0.3" in one.message for one in found)


def test_all_of_it_is_read() -> None:
    said = "when: x > 1, series: gauge, resolve: {source: the gauge, rule: void if it is lost}, reference: {probability: 0.2, class: 4 of 20}}"
    question = load(SOUND + said).scenario.questions["high"]
    assert (question.series, question.resolve.source) == ("gauge", ("the gauge",))
    assert (question.reference.probability, question.reference.reference_class) == (0.2, "4 of 20")
    points = "value: x, reference: {quantiles: {95%: 2, 2.5%: -1, 50%: 1}, class: 20 years}}"
    assert load(SOUND + points).scenario.questions["high"].reference.quantiles == ((0.025, -1), (0.5, 1), (0.95, 2))
