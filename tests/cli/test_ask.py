"""`simengine ask`."""

import json

import pytest

import simengine as se
from tests.helpers.cli.command_line import write_tiny


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ask")
    se.run(se.load(write_tiny(folder / "tiny") / "tiny.yaml"), out=folder / "results", engine="reference")
    return folder / "results"


@pytest.fixture
def asked(simengine, results):
    return lambda *words: simengine("ask", "tiny", *words, "--results", results)


def test_answers_are_printed(asked) -> None:
    result = asked("P(occurred(luck) | class == 'never')", "mean(mood | occurred(luck))", "q05(final_mood)")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "tiny  150 paths count\n\n"
        "P(occurred(luck) | class == 'never')  <.086                           on 41 paths of 150\n"
        "mean(mood | occurred(luck))           0.233 ±0.085 degree             on 109 paths of 150\n"
        "q05(final_mood)                       -0.553 [-0.716, -0.396] degree\n\n"
        "± is half of a 95 % interval, [a, b] a lopsided one\n"
    )


def test_a_narrow_terminal_has_answers_below(asked, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = asked("P(occurred(luck) | class == 'never') - P(occurred(luck))").out.splitlines()
    assert max(map(len, lines)) <= 60


def test_json_has_what_the_terminal_has(asked) -> None:
    result = asked("P(luck_2027)", "P(mood > 9 | mood > 10)", "--json")
    first, second = json.loads(result.out)["answers"]
    assert (first["text"], first["of"], first["n"], first["paths"]) == ("P(luck_2027)", "chance", 150, 150)
    assert second["estimate"] is None
    assert "holds on none of 150 paths" in second["reason"]


def test_what_has_no_answer_says_why_and_fails(asked) -> None:
    result = asked("P(mood > 9 | mood > 10)", "P(luck_2027)")
    assert result.code == 1
    assert "P(mood > 9 | mood > 10): the condition of P(mood > 9 | mood > 10) holds on none of 150 paths" in result.out


def test_what_cannot_be_asked_is_wrong_usage(asked) -> None:
    result = asked("P(occured(luck))", "mean(")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[0].startswith("P(occured(luck)): column 3: unknown function 'occured'")
    assert result.err.splitlines()[1].startswith("mean(: column 5: ")
