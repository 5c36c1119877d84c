"""init: what it writes is valid, shows the language, and never takes the place of something."""

from pathlib import Path

from simengine.loading import load_with_warnings


def test_what_it_writes_is_valid_as_written(simengine, here: Path) -> None:
    result = simengine("init", "mine")
    assert result.code == 0
    assert result.out.startswith(f"wrote {Path('mine/tram.yaml')}\nwrote {Path('mine/early_grant.yaml')}\n")
    for file in ("tram", "early_grant"):
        loaded = load_with_warnings(here / "mine" / f"{file}.yaml")
        assert loaded.warnings == ()
        assert loaded.model.scenario.name == file
    assert simengine("validate", "mine").out == "2 files: all is well\n"


def test_the_starter_shows_every_section_an_analyst_begins_with(simengine, here: Path) -> None:
    simengine("init", "mine")
    scenario = load_with_warnings(here / "mine" / "tram.yaml").model.scenario
    assert min(map(len, (scenario.parameters, scenario.drivers, scenario.formulas, scenario.measures))) >= 1
    assert {trigger for event in scenario.events.values() for trigger in event.triggers} == {"hazard", "at", "when"}
    assert any(event.effects for event in scenario.events.values())
    assert any(event.branch for event in scenario.events.values())
    assert {question.value is None for question in scenario.questions.values()} == {True, False}
    lines = (here / "mine" / "tram.yaml").read_text(encoding="utf-8").splitlines()
    assert 45 <= len(lines) <= 75


def test_the_commands_it_advises_are_there(simengine, here: Path) -> None:
    result = simengine("init", "my folder")
    advised = [line.split()[:2] for line in result.out.splitlines() if line.startswith("  simengine")]
    assert advised == [["simengine", "validate"], ["simengine", "run"], ["simengine", "compare"]]
    assert '"my folder"' in result.out


def test_nothing_is_overwritten(simengine, here: Path) -> None:
    (here / "early_grant.yaml").write_text("mine", encoding="utf-8")
    result = simengine("init", ".")
    assert (result.code, result.out) == (1, "")
    assert result.err == "not overwritten: early_grant.yaml; name another folder\n"
    assert (here / "early_grant.yaml").read_text(encoding="utf-8") == "mine"
    assert not (here / "tram.yaml").exists()


def test_a_folder_that_cannot_be_made_is_named(simengine, here: Path) -> None:
    (here / "file").write_text("", encoding="utf-8")
    result = simengine("init", "file/below")
    assert result.code == 1
    assert "file" in result.err
    assert "Traceback" not in result.err
