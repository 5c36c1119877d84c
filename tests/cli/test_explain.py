"""`simengine explain`."""

import json

import pytest

import simengine as se
from tests.helpers.cli.command_line import write_tiny


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    se.run(se.load(write_tiny(folder / "tiny") / "tiny.yaml"), 400, out=folder / "results")
    return folder / "results"


@pytest.fixture
def explained(simengine, results):
    return lambda *words: simengine("explain", "tiny", *words, "--paths", "200", "--results", results)


def test_it_is_printed(explained, tmp_path) -> None:
    result = explained("--write", tmp_path)
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].startswith("tiny: what moves early: .")
    assert lines[1] == "200 paths were computed again, of which 200 count"
    assert any(line.startswith("event luck ") for line in lines)
    assert lines[-1] == ", ".join(str(tmp_path / f"influence{ending}") for ending in (".csv", ".png", ".svg"))
    assert max(map(len, lines[:-1])) <= 100


def test_what_was_found_is_told_again_at_once(explained, results) -> None:
    first, again = explained("--of", "late"), explained("--of", "late")
    assert (first.err, again.out) == ("", first.out)
    assert again.err == f"tiny: as found before, kept in {results / 'tiny' / 'explained'}\n"


def test_quiet_only_tells_where_it_is_kept(explained, results) -> None:
    assert explained("--quiet").out == f"what moves early: kept in {results / 'tiny' / 'explained'}\n"
    assert list((results / "tiny" / "explained").iterdir())


def test_a_measure_in_json(explained) -> None:
    found = json.loads(explained("--of", "final_mood", "--json").out)["influence"]
    assert (found["of"]["kind"], found["of"]["unit"]) == ("measure", "degree")
    (rate,) = found["parameters"]
    assert rate["levels"] == pytest.approx([0.14, 0.46])
    assert {one["name"] for one in found["shares"]} >= {"rate", "mood", "luck", "chance"}


def test_what_is_not_there_is_told(explained, simengine, results) -> None:
    result = explained("--of", "lste")
    assert result.code == 2
    assert "did you mean 'late'" in result.err
    assert simengine("explain", "tiny", "--least", "2", "--results", results).code == 2


def test_a_sweep_is_explained_and_so_is_one_of_its_runs(simengine, tmp_path) -> None:
    model = se.load(write_tiny(tmp_path / "tiny") / "tiny.yaml")
    se.sweep(model, {"parameters.rate": [0.2, 0.4]}, paths=50, out=tmp_path, name="rates")
    result = simengine("explain", "rates", "--results", tmp_path)
    assert (result.code, result.err) == (0, "")
    assert "parameters.rate  0.2 → 0.4" in " ".join(result.out.split()).replace("parameters.rate ", "parameters.rate  ")
    for option in ("--least", "--jobs"):
        refused = simengine("explain", "rates", option, "1", "--results", tmp_path)
        assert refused.code == 2
        assert f"explain rates/tiny+parameters.rate=0.2 {option} 1" in " ".join(refused.err.split())
    assert simengine("explain", "rates/tiny+parameters.rate=0.2", "--results", tmp_path, "--paths", "40").code == 0
    quiet = simengine("explain", "rates", "--quiet", "--results", tmp_path)
    assert quiet.code == 2
    assert "of a sweep nothing is kept" in quiet.err
