"""What may be not a number and decides a class, a question or a measure: warned of, and silence where it is not."""

from pathlib import Path

import pytest

from tests.helpers.checks.changed_text import place, places, told

QUIET = """\
clock: {start: 2024, end: 2034, step: month}
drivers:
  x: {process: ornstein_uhlenbeck, initial: 0, level: 0, speed: 1, volatility: 1}
formulas:
  met: occurred(meeting)
  early: GUARDS and FORMULA
events:
  strike: {hazard: 0.1}
  meeting: {hazard: 0.2, repeats: true, branch: {deal: 0.5, row: otherwise}}
  vote: {at: [2026-03, 2029]}
  old: {at: 2022-05}
  review: {hazard: 0.1, latest: 2028}
  audit: {hazard: 0.1, latest: 2028, repeats: true}
  late: {at: 2040}
  seen: {when: early}
measures:
  which: MEASURE
  used: count(strike) + count(late) + count(seen)
outcome:
  never: FIRST
  quick: CLASS
  rest: otherwise
questions:
  asked: {text: t, by: 2026, when: QUESTION, given: GIVEN}
  number: {text: t, as_of: 2027, value: VALUE}
"""
PLAIN = {
    "GUARDS": "met", "FORMULA": "x > 0", "MEASURE": "x > 0", "FIRST": "x > 2", "CLASS": "x > 1", "QUESTION": "x > 0",
    "GIVEN": "x > 0", "VALUE": "x",
}  # fmt: skip

WHOLE = (
    "outcome.quick: first_time(strike) is not a number where strike has not occurred, and first_time(strike) < "
    "first_time(deal) is false there; say what is meant (which came first is before(strike, deal) or "
    "before(deal, strike); guard it: occurred(strike) and …; put a number in its place: coalesce(first_time(strike), "
    "…))"
)
LATER = (
    "where the stretch after strike is not over, and value_at(x, strike, 2) > 1 is false there; say what is meant "
    "(guard it: since(strike) >= … and …"
)
SMALLEST = (
    "min(first_time(strike), 2 + last_time(d… is not a number unless each of strike and deal has occurred; "
    "the first of several is earliest(strike, deal)"
)
# what is put in, and what is said of it: where, and in which words
WARNED = [
    ({"CLASS": "first_time(strike) < first_time(deal)"}, "first_time(strike) <",
     WHOLE),
    ({"CLASS": "first_time(strike) < 3"}, "first_time(strike)", "guard it: occurred(strike) and …;"),
    ({"CLASS": "3 <= since(strike)"}, "since(strike)", "3 <= since(strike) is false there"),
    ({"CLASS": "since(strike) != 3"}, "since(strike)", "since(strike) != 3 is false there"),
    ({"CLASS": "not (last_time(deal) <= 3)"}, "last_time(deal)", "where deal has not occurred"),
    ({"CLASS": "occurred(deal) and first_time(strike) < first_time(deal)"}, "first_time(strike) <",
     "before(strike, deal)"),
    ({"CLASS": "2 < first_time(strike) <= 5"}, "first_time(strike) <=", "2 < first_time(strike) is false there"),
    ({"CLASS": "min(first_time(strike), first_time(deal)) < 5"}, "first_time(strike),",
     "say what is meant (the first of several is earliest(strike, deal); guard it"),
    ({"CLASS": "earliest(strike, deal) < 5"}, "earliest", "guard it: (occurred(deal) or occurred(strike)) and …"),
    ({"CLASS": "value_at(x, strike) > 1"}, "value_at", "where strike has not occurred"),
    ({"CLASS": "occurred(strike) and value_at(x, strike, 2) > 1"}, "value_at",
     LATER),
    ({"CLASS": "value_at(x, audit, 1) > 1"}, "value_at", "the stretch after audit"),
    ({"CLASS": "value_at(x, vote, 6) > 1"}, "value_at", "the stretch after vote"),
    ({"CLASS": "time - first_time(late) > 1"}, "first_time(late)", "late"),
    ({"CLASS": "x > 0 or since(strike) > 2"}, "since(strike)", "strike"),
    ({"FIRST": "occurred(strike)", "CLASS": "since(strike) > 2"}, "since(strike)", "strike"),
    ({"FORMULA": "first_time(strike) < 3", "CLASS": "early"}, "early\n  rest", "outcome.quick: first_time(strike)"),
    ({"MEASURE": "first_time(strike) < first_time(deal)"}, "first_time(strike) <", "measures.which.expr: first_time"),
    ({"MEASURE": "(2 if since(strike) > 1 else 3)*x"}, "since(strike)", "strike"),
    ({"MEASURE": "min(first_time(strike), 2 + last_time(deal))"}, "min(",
     SMALLEST),
    ({"QUESTION": "since(strike) > 1"}, "since(strike)", "questions.asked.when"),
    ({"QUESTION": "since(review) > 1"}, "since(review)", "questions.asked.when"),
    ({"QUESTION": "x > 0", "GIVEN": "since(strike) > 1"}, "since(strike)", "questions.asked.given"),
    ({"VALUE": "1 + (last_time(deal) < 2)"}, "last_time(deal)", "questions.number.value"),
]  # fmt: skip
QUIETLY = [
    {"CLASS": "before(strike, deal)"},
    {"CLASS": "earliest(strike, deal, vote) < 3"},
    {"CLASS": "coalesce(first_time(strike), 99) < coalesce(first_time(deal), 99)"},
    {"CLASS": "occurred(strike) and first_time(strike) < 3"},
    {"CLASS": "first_time(strike) < 3 and occurred(strike)"},
    {"CLASS": "not occurred(strike) or since(strike) > 3"},
    {"CLASS": "since(strike) > 3 or not occurred(strike)"},
    {"CLASS": "not (occurred(strike) and 1 < first_time(strike) <= 5)"},
    {"CLASS": "count(strike) > 0 and since(strike) > 3"},
    {"CLASS": "(occurred(strike) or occurred(deal)) and earliest(strike, deal) < 3"},
    {"CLASS": "before(strike, deal) and since(strike) > 3"},
    {"CLASS": "occurred(strike)*(since(strike) > 3) == 1"},
    {"CLASS": "(since(strike) > 3 if occurred(strike) else false)"},
    {"CLASS": "met and since(meeting) > 3"},
    {"CLASS": "early and since(meeting) > 3"},
    {"FIRST": "not occurred(strike)", "CLASS": "since(strike) > 3"},
    {"FIRST": "not occurred(strike) or not occurred(deal)", "CLASS": "first_time(strike) < first_time(deal)"},
    {"CLASS": "since(old) > 3 and since(vote) < first_time(review)"},
    {"CLASS": "value_at(x, vote, 5) > 0 and mean_between(x, review, 0, 6) > 0"},
    {"CLASS": "held(since(strike) < 1) > 1"},
    {"CLASS": "share_of_time(since(strike) < 1) > 0.2"},
    {"MEASURE": "first_time(strike)"},
    {"MEASURE": "max(first_time(strike), first_time(deal))"},
    {"MEASURE": "min(first_time(strike), 5)"},
    {"MEASURE": "min(first_time(strike), 1 + last_time(strike))"},
    {"MEASURE": "which_else", "CLASS": "x > 2"},
    {"QUESTION": "since(vote) > 0.2"},
    {"QUESTION": "since(strike) > 1", "GIVEN": "occurred(strike)"},
    {"VALUE": "since(strike)"},
]


def scenario(**parts: str) -> str:
    text = QUIET.replace("  which: MEASURE\n", "  which: MEASURE\n  which_else: since(deal)\n")
    for name, plain in PLAIN.items():
        part = parts.get(name, plain)
        text = text.replace(f": {name}", f": {part}" if "," not in part else f": '{part}'")
        text = text.replace(f" {name} and", f" {part} and").replace(f"and {name}", f"and {part}")
    return text


@pytest.mark.parametrize(("parts", "at", "message"), WARNED, ids=[" ".join(case[0].values())[:60] for case in WARNED])
def test_what_decides_without_a_word(tmp_path: Path, parts: dict[str, str], at: str, message: str) -> None:
    text = scenario(**parts)
    (found,) = [problem for problem in told(tmp_path, text) if "lies after the end" not in str(problem)]
    assert found.warning
    assert message in str(found)
    assert places([found]) == [place(text, at)]


@pytest.mark.parametrize("parts", QUIETLY, ids=[" ".join(case.values())[:60] for case in QUIETLY])
def test_what_is_a_number_or_meant_so(tmp_path: Path, parts: dict[str, str]) -> None:
    found = told(tmp_path, scenario(**parts))
    assert [str(problem) for problem in found if "lies after the end" not in str(problem)] == []


def test_expressions_of_many_levels_take_no_time(tmp_path: Path) -> None:
    deep = "since(strike) > 1"
    for _ in range(25):
        deep = f"({deep} and x > 0 or early)"
    assert {problem.path for problem in told(tmp_path, scenario(CLASS=deep))} == {"outcome.quick", "events.late.at"}
