"""check: mechanisms tried, as a command."""

import json
from pathlib import Path

from tests.helpers.compute.lamp_model import TEXT

QUICK = ("--paths", "80", "--jobs", "1")


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


def test_without_acts_the_balance_is_told(simengine) -> None:
    result = simengine("check", "tiny/tiny.yaml", "--jobs", "1")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "no mechanism of tiny says what it raises: give it acts to have it tried"
    assert lines[2].startswith("balance, on 2,000 paths, without observations: ")


def test_what_is_out_of_balance_is_told_at_its_place(simengine, here: Path) -> None:
    file = lamp(here, "initial: 1, level: target", "initial: 9, level: target")
    result = simengine("check", file, *QUICK)
    assert result.code == 0
    balance = " ".join(result.out.partition("balance, on 160 paths")[2].split())
    assert "lamp.yaml:21:49: drivers.light.initial: starts at 9 and is pulled to 2.08: 6.97 above its own" in balance
    assert "times its stationary sd; half of the gap goes in 1.39 years it drifts there though" in balance
    found = json.loads(simengine("check", file, *QUICK, "--json").out)
    (start,) = (one for one in found["balance"] if one["fault"] == "start")
    assert (start["path"], start["numbers"]["initial"]) == ("drivers.light.initial", 9.0)
    assert start["place"].startswith("lamp.yaml:21:")
    assert (found["paths"], found["seen"]) == (160, 160)


def test_an_invariant_that_breaks_is_a_failure(simengine, here: Path) -> None:
    result = simengine("check", lamp(here, "measures:", "invariants: {dim: light < 2}\nmeasures:"), *QUICK)
    assert result.code == 1
    assert "invariants.dim: broke on" in result.out


def test_classes_and_questions_that_move_are_told(simengine, here: Path) -> None:
    """Raising wear breaks the lamp, and the target of light does nothing to it."""
    asked = "questions:\n  dark: {text: Broken by the end of 2025, by: 2025, when: occurred(breaks)}\nmeasures:"
    result = simengine("check", lamp(here, "measures:", asked), *QUICK)
    moved = result.out.partition("classes and questions that move clearly")[2].partition("balance")[0]
    assert " M2  wear: " in moved
    assert "dark +" in moved
    assert "M1" not in moved
    found = json.loads(simengine("check", "lamp.yaml", *QUICK, "--json").out)
    assert {move["name"] for move in found["acts"][1]["moves"]} == {"whole", "broken", "dark"}


def test_what_can_not_be_raised_is_told(simengine, here: Path) -> None:
    result = simengine("check", lamp(here), "mechanisms.M3.acts.between=null", "--paths", "10", "--jobs", "1")
    assert (result.code, "can't be raised" in result.out) == (0, True)
