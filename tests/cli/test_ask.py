"""`simengine ask`."""

import json
import re

import pytest

import simengine as se
from tests.helpers.cli.command_line import write_tiny


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ask")
    se.run(se.load(write_tiny(folder / "tiny") / "tiny.yaml"), 60, out=folder / "results", engine="reference")
    return folder / "results"


@pytest.fixture
def asked(simengine, results):
    return lambda *words: simengine("ask", "tiny", *words, "--results", results)


def test_answers_are_printed(asked) -> None:
    result = asked("P(occurred(luck) | class == 'never')", "mean(mood | occurred(luck))", "q05(final_mood)")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "tiny  60 paths count"
    assert lines[2] == "P(occurred(luck) | class == 'never')  <.194                      on 16 paths of 60"
    assert [line.partition("  ")[0] for line in lines[3:5]] == ["mean(mood | occurred(luck))", "q05(final_mood)"]
    assert lines[3].endswith("  0.35 ±0.14 degree          on 44 paths of 60")
    assert lines[4].endswith("] degree")
    assert lines[6] == "q05(final_mood): 60 paths: too few to bound it below"
    assert lines[8:] == ["± is half of a 95 % interval, [a, b] a lopsided one"]


def test_a_narrow_terminal_has_answers_below(asked, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = asked("P(occurred(luck) | class == 'never') - P(occurred(luck))").out.splitlines()
    assert max(map(len, lines)) <= 60


def test_paths_without_a_number_are_told(asked) -> None:
    out = asked("mean(first_time(luck))", "P(first_time(luck) > 0.1)", "mean(first_time(luck) | class == 'never')").out
    lines = out.splitlines()
    there = re.search(r" year +on (\d+) paths of 60 \((\d+) have none\)", lines[2])
    false = re.search(r" +\((\d+) have none: counted as false\)", lines[3])
    assert there
    assert false
    assert (int(there[1]) + int(there[2]), there[2]) == (60, false[1])
    assert out.count("mean(first_time(luck) | class == 'never')") == 2, "in its line, and once in the reason"


def test_json_has_what_the_terminal_has(asked) -> None:
    result = asked("P(luck_2027)", "P(mood > 9 | mood > 10)", "--json")
    first, second = json.loads(result.out)["answers"]
    assert (first["text"], first["of"], first["n"], first["paths"]) == ("P(luck_2027)", "chance", 60, 60)
    assert second["estimate"] is None
    assert "holds on none of 60 paths" in second["reason"]


def test_what_has_no_answer_says_why_and_fails(asked) -> None:
    result = asked("P(mood > 9 | mood > 10)", "P(luck_2027)")
    assert result.code == 1
    assert "P(mood > 9 | mood > 10): the condition of P(mood > 9 | mood > 10) holds on none of 60 paths" in result.out


def test_what_cannot_be_asked_is_wrong_usage(asked) -> None:
    result = asked("P(occured(luck))", "mean(")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[0].startswith("P(occured(luck)): column 3: unknown function 'occured'")
    assert result.err.splitlines()[1].startswith("mean(: column 5: ")
