"""check: mechanisms tried, as a command."""

import json
from pathlib import Path

from tests.helpers.compute.lamp_model import TEXT

QUICK = ("--paths", "80", "--jobs", "1", "--engine", "reference")


def lamp(here: Path, old: str = "", new: str = "") -> str:
    assert old in TEXT
    (here / "lamp.yaml").write_text(TEXT.replace(old, new, 1) if old else TEXT, encoding="utf-8")
    return "lamp.yaml"


def test_mechanisms_are_tried(simengine, here: Path) -> None:
    result = simengine("check", lamp(here), *QUICK, "--class", "broken")
    assert (result.code, result.err) == (0, "")
    lines = [line.split() for line in result.out.splitlines()]
    assert lines[0] == ["mechanism", "raise", "on", "push", "moves", "by", "verdict", "P(broken)"]
    assert lines[1][:4] + lines[1][-4:] == ["M1", "target", "light", "up", "as", "stated", "+0", "±.034"]
    assert lines[4] == ["M3", "dimmer", "seen", "down", "-6", "lm", "as", "stated", "+0", "±.034"]
    assert lines[5][-4:-2] == ["not", "seen"]
    assert "lamp: 5 acts of 4 mechanisms: 4 as stated, 0 against, 1 not seen" in result.out


def test_a_mechanism_that_acts_against_its_statement_is_a_failure(simengine, here: Path) -> None:
    result = simengine("check", lamp(here, "on: seen, push: down", "on: seen, push: up"), *QUICK)
    assert (result.code, result.err) == (1, "")
    assert " ".join(result.out.splitlines()[4].split()) == "M3 dimmer seen up -6 lm against"
    result = simengine("check", "lamp.yaml", *QUICK, "--json", "--class", "whole")
    assert result.code == 1
    found = json.loads(result.out)
    assert [act["verdict"] for act in found["acts"]] == ["as stated"] * 3 + ["against", "not seen"]
    assert found["acts"][3]["moved"]["d"] == -6.0
    assert found["acts"][1]["outcome"]["whole"]["d"] == -found["acts"][1]["moved"]["d"]


def test_what_a_check_can_not_do_is_told(simengine, here: Path) -> None:
    file = lamp(here)
    for words, code, message in (
        (("--class", "hole"), 2, "no outcome class 'hole' (did you mean 'whole'?)"),
        (("--engine", "referense"), 2, "no engine 'referense' (did you mean 'reference'?)"),
        (("--all",), 2, "No such option"),
    ):
        result = simengine("check", file, *words)
        assert (result.code, result.out) == (code, "")
        assert message in result.err
    result = simengine("check", "tiny/tiny.yaml")
    assert result.code == 2
    assert "no mechanism of tiny says what it raises: give it acts" in result.err


def test_what_can_not_be_raised_is_told(simengine, here: Path) -> None:
    result = simengine("check", lamp(here), "mechanisms.M3.acts.between=null", "--paths", "10", "--jobs", "1")
    assert (result.code, "can't be raised" in result.out) == (0, True)
