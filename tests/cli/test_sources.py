"""sources and schema, as commands."""

import json
from pathlib import Path

from simengine.scenario.editor_schema import schema_text
from tests.compute.lamp import TEXT


def test_the_numbers_of_a_variant_with_a_value_changed(simengine) -> None:
    told = simengine("sources", "tiny/lucky.yaml", "drivers.mood.speed=4")
    assert (told.code, told.err) == (0, "")
    lines = [" ".join(line.split()) for line in told.out.splitlines()]
    assert "lucky: Luck by 2026 at the latest" in lines
    assert "drivers.mood.speed 4 1/year" in lines
    assert "events.luck.latest 2026" in lines


def test_the_ledger_for_a_program(simengine) -> None:
    told = simengine("sources", "tiny/tiny.yaml", "drivers.mood.speed=4", "--json")
    assert (told.code, told.err) == (0, "")
    found = json.loads(told.out)
    assert set(found) == {"scenario", "title", "counts", "numbers", "sources", "mechanisms"}
    (speed,) = [number for number in found["numbers"] if number["path"] == "drivers.mood.speed"]
    assert (speed["value"], speed["line"]) == (4.0, None)


def test_all_adds_the_plain_ones(simengine) -> None:
    assert "--all lists them" in simengine("sources", "tiny/tiny.yaml", "measures.final_mood=1 - mood").out
    told = simengine("sources", "tiny/tiny.yaml", "measures.final_mood=1 - mood", "--all")
    assert "1  in 1 - mood" in told.out


def test_a_broken_scenario_has_no_ledger(simengine) -> None:
    told = simengine("sources", "tiny/tiny.yaml", "drivers.mood.speed=-1")
    assert (told.code, told.out) == (2, "")
    assert "drivers.mood.speed: must be >= 0" in told.err
    assert simengine("sources", "tiny").code == 2


def test_the_schema_is_printed_or_written(simengine, here: Path) -> None:
    told = simengine("schema")
    assert (told.code, told.err, told.out) == (0, "", schema_text())
    told = simengine("schema", "-o", "made.json")
    assert (told.code, told.out, told.err) == (0, "", "wrote made.json\n")
    assert (here / "made.json").read_text(encoding="utf-8") == schema_text()


def test_a_folder_that_is_not_there_is_told(simengine) -> None:
    told = simengine("schema", "-o", "nowhere/made.json")
    assert told.code == 1
    assert "nowhere/made.json" in told.err


CHECK = ("--check", "--paths", "80", "--jobs", "1", "--engine", "reference")


def lamp(here: Path, old: str = "", new: str = "") -> str:
    assert old in TEXT
    (here / "lamp.yaml").write_text(TEXT.replace(old, new, 1) if old else TEXT, encoding="utf-8")
    return "lamp.yaml"


def test_a_register_is_tried(simengine, here: Path) -> None:
    told = simengine("sources", lamp(here), *CHECK, "--class", "broken")
    assert (told.code, told.err) == (0, "")
    lines = [line.split() for line in told.out.splitlines()]
    assert lines[0] == ["mechanism", "raise", "on", "push", "moves", "by", "verdict", "P(broken)"]
    assert lines[1][:4] + lines[1][-4:] == ["M1", "target", "light", "up", "as", "stated", "+.000", "±.034"]
    assert lines[4] == ["M3", "dimmer", "seen", "down", "-6.000", "±0.000", "lm", "as", "stated", "+.000", "±.034"]
    assert lines[5][-4:-2] == ["not", "seen"]
    assert "lamp: 5 acts of 4 mechanisms: 4 as stated, 0 against, 1 not seen" in told.out


def test_a_mechanism_that_acts_against_its_statement_is_a_failure(simengine, here: Path) -> None:
    told = simengine("sources", lamp(here, "on: seen, push: down", "on: seen, push: up"), *CHECK)
    assert (told.code, told.err) == (1, "")
    assert " ".join(told.out.splitlines()[4].split()) == "M3 dimmer seen up -6.000 ±0.000 lm against"
    told = simengine("sources", "lamp.yaml", *CHECK, "--json", "--class", "whole")
    assert told.code == 1
    found = json.loads(told.out)
    assert [act["verdict"] for act in found["acts"]] == ["as stated"] * 3 + ["against", "not seen"]
    assert found["acts"][3]["moved"]["d"] == -6.0
    assert found["acts"][1]["outcome"]["whole"]["d"] == -found["acts"][1]["moved"]["d"]


def test_what_a_check_can_not_do_is_told(simengine, here: Path) -> None:
    file = lamp(here)
    for words, code, message in (
        (("--class", "whole"), 2, "--class goes with --check"),
        (("--check", "--class", "hole"), 1, "no outcome class 'hole' (did you mean 'whole'?)"),
        (("--check", "--engine", "referense"), 1, "no engine 'referense' (did you mean 'reference'?)"),
    ):
        told = simengine("sources", file, *words)
        assert (told.code, told.out) == (code, "")
        assert message in told.err
    told = simengine("sources", "tiny/tiny.yaml", "--check")
    assert "no mechanism of tiny says what it raises: give it acts" in told.err


def test_what_can_not_be_raised_is_told(simengine, here: Path) -> None:
    told = simengine(
        "sources", lamp(here), "mechanisms.M3.acts.between=null", "--check", "--paths", "10", "--jobs", "1"
    )
    assert (told.code, "can't be raised" in told.out) == (0, True)
