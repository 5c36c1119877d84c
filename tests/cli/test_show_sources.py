"""show --sources and show --schema."""

import json
from pathlib import Path

from simengine.scenario.editor_schema import schema_text


def test_the_numbers_of_a_variant_with_a_value_changed(simengine) -> None:
    result = simengine("show", "tiny/lucky.yaml", "drivers.mood.speed=4", "--sources")
    assert (result.code, result.err) == (0, "")
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "lucky: Luck by 2026 at the latest" in lines
    assert "drivers.mood.speed 4 1/year" in lines
    assert "events.luck.latest 2026" in lines


def test_the_ledger_for_a_program(simengine) -> None:
    result = simengine("show", "tiny/tiny.yaml", "--sources", "drivers.mood.speed=4", "--json")
    assert (result.code, result.err) == (0, "")
    found = json.loads(result.out)
    assert set(found) == {"scenario", "title", "counts", "numbers", "sources", "mechanisms"}
    (speed,) = [number for number in found["numbers"] if number["path"] == "drivers.mood.speed"]
    assert (speed["value"], speed["line"]) == (4.0, None)


def test_all_adds_the_plain_ones(simengine) -> None:
    assert "--all lists them" in simengine("show", "--sources", "tiny/tiny.yaml", "measures.final_mood=1 - mood").out
    result = simengine("show", "--sources", "tiny/tiny.yaml", "measures.final_mood=1 - mood", "--all")
    assert "1  in 1 - mood" in result.out


def test_a_broken_scenario_has_no_ledger(simengine) -> None:
    result = simengine("show", "--sources", "tiny/tiny.yaml", "drivers.mood.speed=-1")
    assert (result.code, result.out) == (2, "")
    assert "drivers.mood.speed: must be >= 0" in result.err
    assert simengine("show", "--sources", "tiny").code == 2


def test_the_schema_is_printed_or_written(simengine, here: Path) -> None:
    result = simengine("show", "--schema")
    assert (result.code, result.err, result.out) == (0, "", schema_text())
    result = simengine("show", "--schema", "-o", "made.json")
    assert (result.code, result.out, result.err) == (0, "", "wrote made.json\n")
    assert (here / "made.json").read_text(encoding="utf-8") == schema_text()


def test_a_folder_that_is_not_there_is_told(simengine) -> None:
    result = simengine("show", "--schema", "-o", "nowhere/made.json")
    assert result.code == 1
    assert "nowhere/made.json" in result.err


def test_a_schema_needs_no_scenario_and_takes_none(simengine) -> None:
    result = simengine("show", "--schema", "tiny/tiny.yaml")
    assert (result.code, result.out) == (2, "")
    assert "--schema is the same for all scenarios: leave tiny/tiny.yaml out" in result.err


def test_the_least_scenario_has_a_ledger(simengine, here: Path) -> None:
    (here / "bare.yaml").write_text(
        "name: bare\ntitle: Nothing\nclock: {start: 2025, end: 2026, step: year}\n"
        "drivers: {x: {process: level, initial: 0}}\nmeasures: {last: x}\noutcome: {any: otherwise}\n",
        encoding="utf-8",
    )
    result = simengine("show", "bare.yaml", "--sources")
    assert (result.code, result.err) == (0, "")
    assert "1 of 1 numbers has neither source nor confidence: 1 in drivers" in result.out
