"""validate: everything that is wrong, in every file, at its place."""

import json
from pathlib import Path

import pytest

from tests.helpers.cli.command_line import TINY, call_program


def spoil(here: Path, *changes: tuple[str, str]) -> None:
    text = TINY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (here / "tiny" / "tiny.yaml").write_text(text, encoding="utf-8")


def test_a_folder_is_all_its_scenarios(simengine, here: Path) -> None:
    assert simengine("validate", "tiny").out == "2 files: all is well\n"
    assert simengine("validate", "tiny/*.yaml", "tiny/tiny.yaml").out == "2 files: all is well\n"


def test_all_errors_are_told_and_those_of_a_base_once(simengine, here: Path) -> None:
    spoil(here, ("volatility: 0.5", "volatility: -0.3"), ("exp(mood)", "exp(mod)"))
    result = simengine("validate", "tiny")
    assert result.code == 2
    assert result.err == ""
    lines = result.out.splitlines()
    assert lines[-1] == "2 files: 2 errors"
    assert len(lines) == 3
    assert lines[0].startswith(f"{Path('tiny/tiny.yaml')}:7:83: drivers.mood.volatility: must be >")
    assert "did you mean 'mood'?" in lines[1]


def test_json_is_a_list_of_records(simengine, here: Path) -> None:
    spoil(here, ("volatility: 0.5", "volatility: -0.3"))
    result = simengine("validate", "tiny/tiny.yaml", "--json")
    assert result.code == 2
    (record,) = json.loads(result.out)
    assert set(record) == {"file", "line", "column", "path", "message", "severity"}
    assert (record["line"], record["path"], record["severity"]) == (7, "drivers.mood.volatility", "error")
    assert json.loads(simengine("validate", "tiny/lucky.yaml", "--json").out)


def test_json_of_a_sound_file_is_an_empty_list(simengine) -> None:
    result = simengine("validate", "tiny", "--json")
    assert (result.code, json.loads(result.out)) == (0, [])


def test_a_warning_is_no_error(simengine, here: Path) -> None:
    spoil(here, ("parameters:\n", "parameters:\n  unused: 3\n"))
    result = simengine("validate", "tiny")
    assert result.code == 0
    assert "warning: parameters.unused" in result.out
    assert result.out.splitlines()[-1] == "2 files: 1 warning"
    assert json.loads(simengine("validate", "tiny", "--json").out)[0]["severity"] == "warning"


def test_a_file_that_is_not_there_gets_a_hint(simengine) -> None:
    result = simengine("validate", "tiny/tny.yaml")
    assert result.code == 2
    assert "did you mean 'tiny.yaml'?" in result.out


@pytest.mark.parametrize("words", [["empty"], ["*.toml"], ["a=1"]])
def test_words_that_name_no_scenario_are_wrong_usage(simengine, here: Path, words: list[str]) -> None:
    (here / "empty").mkdir()
    result = simengine("validate", *words)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1


def test_a_folder_above_scenarios_says_where_they_are(simengine, here: Path) -> None:
    assert "there are some in tiny" in simengine("validate", ".").err


def test_a_part_of_other_scenarios_is_left_out_of_a_folder(simengine, here: Path) -> None:
    (here / "tiny" / "part.yaml").write_text("parameters: {more: 1}\n", encoding="utf-8")
    result = simengine("validate", "tiny")
    assert result.out == "2 files: all is well\n"
    assert "part.yaml has neither clock nor extends" in result.err


def test_a_file_that_is_no_yaml_is_not_left_out(simengine, here: Path) -> None:
    (here / "tiny" / "broken.yaml").write_text("parameters: {more: 1\n", encoding="utf-8")
    result = simengine("validate", "tiny")
    assert result.code == 2
    assert "broken.yaml:2:1" in result.out


def test_a_file_with_an_equals_sign_is_a_file(simengine, here: Path) -> None:
    (here / "a=b.yaml").write_text(TINY, encoding="utf-8")
    assert simengine("validate", "a=b.yaml").out == "1 file: all is well\n"


def test_a_value_on_the_command_line_is_checked_too(simengine) -> None:
    result = simengine("validate", "tiny/tiny.yaml", "drivers.mood.volatility=-1")
    assert result.code == 2
    assert "command line: drivers.mood.volatility=-1" in result.out


def test_as_a_program(here: Path) -> None:
    assert call_program(here, "validate", "tiny").returncode == 0
    spoil(here, ("volatility: 0.5", "volatility: -0.3"))
    done = call_program(here, "validate", "tiny")
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("tiny/x=1.yaml", "tiny/x=1.yaml: no file 'x=1.yaml'"),
        ("a=b/tiny.yaml", "a=b/tiny.yaml: no folder 'a=b'"),
        ("x=1.yaml", "x=1.yaml: no file 'x=1.yaml'"),
        ("run=*/tiny.yaml", "no file matches 'run=*/tiny.yaml'"),
    ],
)
def test_the_path_of_a_missing_file_may_have_an_equals_sign(simengine, here: Path, word: str, told: str) -> None:
    result = simengine("validate", word)
    assert result.code == 2
    assert told in result.out.replace("\\", "/") + result.err


def test_a_value_may_look_like_a_file(simengine, here: Path) -> None:
    assert "nothing but name=other.yaml" in simengine("validate", "name=other.yaml").err
    (here / "a=b").mkdir()
    (here / "a=b" / "x=1.yaml").write_text(TINY, encoding="utf-8")
    assert simengine("validate", "a=b/x=1.yaml", "name=y.yaml").out == "1 file: all is well\n"


def test_names_that_are_one_folder_to_some_systems_are_told(simengine, here: Path) -> None:
    text = (here / "tiny" / "tiny.yaml").read_text(encoding="utf-8")
    (here / "tiny" / "other.yaml").write_text(text.replace("name: tiny", "name: Tiny", 1), encoding="utf-8")
    told = simengine("run", "tiny", "--dry-run").err
    assert "which is the same folder to some systems as" in told


def test_a_user_without_a_home_is_served(simengine, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(uid: int) -> None:
        raise KeyError(uid)

    pwd = pytest.importorskip("pwd")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.setattr(pwd, "getpwnam", nobody)
    assert simengine("validate", "tiny").code == 0
    assert simengine("run", "tiny", "--paths", "3", "--engine", "reference", "--jobs", "1").code == 0
    assert simengine("list").code == 0
    assert simengine("validate", "~/tiny.yaml").out.splitlines()[0] == "~/tiny.yaml: no folder '~'"
