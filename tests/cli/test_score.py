"""`simengine freeze` and `simengine score`: what is typed, what is printed, and what lies there then."""

import datetime
import json

import pytest

SCENARIO = """
name: pier
clock: {start: 2026-01, end: 2030-01, step: month}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
questions:
  high: {text: Is it high?, by: 2027, when: x > 1}
  level: {text: How high?, as_of: 2028, value: x, unit: m}
"""
ANSWERS = "answers:\n  high: no\n  level: {answer: 0.5, known: 2029-01}\n"


@pytest.fixture
def frozen(simengine, here):
    (here / "pier.yaml").write_text(SCENARIO)
    (here / "answers.yaml").write_text(ANSWERS)
    words = ("--paths", "200", "--engine", "reference", "--jobs", "1")
    assert simengine("run", "pier.yaml", *words).code == 0
    return simengine


def test_from_a_run_to_a_score(frozen, here) -> None:
    made = frozen("freeze", "pier")
    file = f"forecasts/pier_{datetime.datetime.now(datetime.UTC):%Y-%m-%d}.yaml"
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith(f"{file}: 2 questions, as of 2026-01-01\nhash ")
    printed = made.out.splitlines()[1].removeprefix("hash ")
    assert (here / file).read_text().endswith(f"hash: {printed}\n")
    result = frozen("score", "forecasts", "answers.yaml", "--out", "scored")
    assert result.code == 0
    assert f"hash {printed}, as it was frozen" in result.out
    assert "2 of 2 questions scored" in result.out
    assert {one.name for one in (here / "scored").iterdir()} == {
        "scores.csv",
        *(f"{name}.{kind}" for name in ("reliability", "places") for kind in ("png", "svg")),
    }
    again = frozen("freeze", "pier")
    assert again.code == 1
    assert "a sheet is never written over: name another file" in again.err


def test_history_and_json(frozen, here) -> None:
    for name in ("one", "two"):
        assert frozen("freeze", "pier", "-o", f"sheets/{name}.yaml").code == 0
    result = frozen("score", "sheets", "--history", "--question", "high", "--out", "drawn")
    assert "high, 2027" in result.out
    assert "level" not in result.out
    assert {one.name for one in (here / "drawn").iterdir()} == {"forecasts.csv", "forecasts.png", "forecasts.svg"}
    (said,) = json.loads(frozen("score", "sheets", "--history", "--question", "high", "--json").out)
    assert [one["sheet"] for one in said["said"]] == ["one", "two"]
    found = json.loads(frozen("score", "sheets/one.yaml", "answers.yaml", "--json").out)
    assert [one["question"] for one in found["questions"]] == ["high", "level"]
    assert found["sheets"][0]["doubts"] == []


def test_a_sheet_that_was_changed_is_told(frozen, here) -> None:
    frozen("freeze", "pier", "-o", "one.yaml")
    file = here / "one.yaml"
    file.write_text(file.read_text().replace("as_of: 2026-01-01", "as_of: 2025-01-01"))
    result = frozen("score", "one.yaml", "answers.yaml")
    assert result.code == 0
    assert "it was changed after it was frozen" in result.out
    assert "as it was frozen" not in result.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("score", "one.yaml"), 1, "there are no answers: name a file with `answers:`"),
        (("score", "one.yaml", "answers.yaml", "--question", "high"), 2, "--question goes with --history"),
        (("score", "one.yaml", "pier.yaml"), 2, "pier.yaml is no sheet"),
        (("score", "nowhere.yaml"), 2, "no file 'nowhere.yaml'"),
        (("score", "one.yaml", "--history", "--question", "hihg"), 2, "no sheet asks 'hihg' (did you mean 'high'?)"),
        (("freeze", "pier", "-o", "one.txt"), 2, "a sheet is a file that ends in .yaml"),
        (("freeze", "peer"), 2, "no run 'peer'"),
    ],
)
def test_what_cant_be_is_told_with_its_remedy(frozen, words, code: int, told: str) -> None:
    frozen("freeze", "pier", "-o", "one.yaml")
    result = frozen(*words)
    assert (result.code, told in result.err) == (code, True), result.err
