"""sources and schema, as commands."""

import json
from pathlib import Path

from simengine.scenario.json_schema import schema_text


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
