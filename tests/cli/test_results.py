"""list, summary and compare: stored runs found, read and set against each other."""

import json
import shutil
from pathlib import Path

import pytest

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.loading import load
from tests.helpers.cli.command_line import TINY, in_process, write_tiny
from tests.helpers.compute.pond_model import interrupt_after


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    """A folder in which `tiny` and its variant have been run."""
    folder = tmp_path_factory.mktemp("drawn")
    write_tiny(folder / "tiny")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        from simengine.cli import run_words

        assert run_words(["run", "tiny", "--jobs", "1"]) == 0
    return folder


@pytest.fixture
def there(drawn: Path, tmp_path: Path, monkeypatch, capsys):
    """The command, standing in a copy of that folder."""
    shutil.copytree(drawn, tmp_path / "there")
    monkeypatch.chdir(tmp_path / "there")
    monkeypatch.setenv("COLUMNS", "100")
    return in_process(capsys)


# list


HEADLINE = {"of": "class", "names": ["early"], "title": "early", "unit": "", "chance": True}


def test_a_list_has_a_line_a_run(there) -> None:
    result = there("list")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].split() == ["name", "paths", "failed", "excluded", "seed", "when", "seconds", "title"]
    assert sorted(line.split()[:5] for line in lines[1:3]) == [
        ["lucky", "150", "0", "0", "3"],
        ["tiny", "150", "0", "0", "3"],
    ]
    assert lines[3] == "in results"
    assert max(map(len, lines)) <= 100


COLUMNS = {
    120: ["name", "paths", "failed", "excluded", "seed", "when", "seconds", "title"],
    80: ["name", "paths", "failed", "excluded", "seed", "when", "seconds"],
    60: ["name", "paths", "failed", "excluded", "seed", "when"],
    42: ["name", "paths", "seed", "when"],
}


def test_columns_of_a_list_give_way_whole_and_titles_get_lines(there, monkeypatch) -> None:
    title = "A title that is rather long, yet fits"
    there("run", "tiny/tiny.yaml", f"title={title}", "--name", "n", "--paths", "20", "--jobs", "1")
    for width, columns in COLUMNS.items():
        monkeypatch.setenv("COLUMNS", str(width))
        lines = there("list").out.splitlines()
        assert max(map(len, lines)) <= width
        assert lines[0].split() == columns
        (row,) = (at for at, line in enumerate(lines) if line.startswith("n "))
        assert lines[row].endswith(title) if width == 120 else lines[row + 1] == f"    {title}"
        assert "…" not in "".join(lines)


def test_all_is_no_more_where_the_report_leaves_nothing_out(there) -> None:
    assert there("summary", "tiny", "--all").out == there("summary", "tiny").out != ""


def test_a_list_for_programs(there) -> None:
    records = json.loads(there("list", "--json").out)
    records.sort(key=lambda record: record["name"])
    assert [record["name"] for record in records] == ["lucky", "tiny"]
    assert records[1]["folder"] == str(Path("results/tiny"))
    assert {"scenario", "title", "paths", "failed", "excluded", "seed", "nested", "started", "seconds"} <= set(
        records[0]
    )


def test_an_empty_list_is_friendly(simengine, here: Path) -> None:
    assert simengine("list").out == "no runs in results, which is not there: simengine run FILE makes one\n"
    (here / "results").mkdir()
    assert simengine("list").out == "no runs in results: simengine run FILE makes one\n"
    assert json.loads(simengine("list", "--json").out) == []


def test_a_list_tells_what_was_interrupted(there) -> None:
    model, settings = load(Path("tiny/tiny.yaml")), Settings(250, 8, engine="reference")
    with pytest.raises(KeyboardInterrupt):
        run(model, settings, force=True, progress=interrupt_after(1), command="simengine run tiny")
    lines = there("list").out.splitlines()
    assert lines[5] == "not finished; the same command goes on, what is not wanted may be deleted:"
    assert lines[6].split()[:5] == ["tiny", "100", "of", "250", "paths"]
    assert Path(lines[6].split()[5]).is_dir()
    assert lines[7] == "    simengine run tiny"
    told = json.loads(there("list", "--json").out)[-1]
    assert (told["name"], told["state"], told["done"], told["paths"]) == ("tiny", "unfinished", 100, 250)


def test_a_damaged_run_is_told_and_the_others_listed(there) -> None:
    Path("results/lucky/manifest.json").write_text("{", encoding="utf-8")
    result = there("list")
    assert result.code == 0
    assert "lucky" in result.err
    assert "tiny" in result.out


# summary


@pytest.mark.parametrize("word", ["tiny", "results/tiny", "t"])
def test_a_summary_of_a_run_by_name_folder_or_beginning(there, word: str) -> None:
    result = there("summary", word)
    assert (result.code, result.err) == (0, "")
    for part in ("tiny  150 paths", "early", "final_mood", "degree", "luck_2027", "Luck comes by the end of 2027"):
        assert part in result.out


def test_tables_saved_by_another_program_stop_no_reader(there) -> None:
    whole, file = there("summary", "tiny").out, Path("results/tiny/outcomes.csv")
    file.write_bytes(file.read_bytes().replace(b",", b";"))
    told = "outcomes.csv in results/tiny is not as written (saved by another program, or gone)"
    for words in (("summary", "tiny"), ("compare", "lucky", "tiny"), ("ask", "tiny", "P(class == 'early')")):
        result = there(*words)
        assert result.code == 0
        assert told in result.err
        assert "run it again with --force" in result.err
    assert there("summary", "tiny").out == whole


def test_a_summary_for_programs(there) -> None:
    found = json.loads(there("summary", "tiny", "--json").out)
    counts = {"scenario", "paths", "failed", "excluded", "endings"}
    assert set(found) == counts | {
        "question",
        "answer",
        "outcome",
        "together",
        "measures",
        "questions",
        "invariants",
        "ignorance",
        "learnt",
        "as_of",
        "titles",
    }
    assert {"text": "", **found["answer"]} == {**found["outcome"]["early"], **HEADLINE}
    assert list(found["outcome"]) == ["early", "late", "never"]
    assert sum(estimate["p"] for estimate in found["outcome"].values()) == pytest.approx(1)
    told = {"of", "title", "unit", "text", "se", "low", "high", "n", "missing"}
    assert set(found["outcome"]["early"]) == told | {"p"}
    assert set(found["measures"]["final_mood"]) == told | {"mean", "quantiles"}


def test_a_run_that_is_not_there_gets_a_hint(there) -> None:
    result = there("summary", "tinny")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'tiny'?" in result.err


# compare


def test_a_comparison_is_paired(there) -> None:
    result = there("compare", "tiny", "lucky", "--all")
    assert (result.code, result.err) == (0, "")
    assert "paired vs tiny" in result.out
    assert "never→early" in result.out
    assert max(map(len, result.out.splitlines())) <= 100


def test_a_comparison_for_programs(there) -> None:
    found = json.loads(there("compare", "tiny", "lucky", "--json").out)
    assert (found["base"], found["paired"]) == ("tiny", True)
    (other,) = found["others"]
    assert other["scenario"] == "lucky"
    assert set(other["outcome"]["never"]) >= {"d", "se", "low", "high", "se_unpaired", "pairs", "paths_needed"}
    assert other["outcome"]["never"]["d"] < 0
    assert other["migration"]["early"]["early"] > 0


def test_tables_and_pictures_can_be_written_twice(there) -> None:
    expected = {"differences.csv", "migration.csv"}
    expected |= {f"{name}.{kind}" for name in ("outcomes", "differences", "fan_mood") for kind in ("png", "svg")}
    for _ in range(2):
        result = there("compare", "tiny", "lucky", "--all", "--out", "figures")
        assert result.code == 0
        assert {file.name for file in Path("figures").iterdir()} == expected
    last = result.out.partition("\nin figures:\n")[2]
    assert "differences.csv, migration.csv" in last
    assert "fan_mood.png" in last


def test_with_json_stdout_holds_nothing_else(there) -> None:
    result = there("compare", "tiny", "lucky", "--json", "--out", "figures", "--fan", "mood")
    assert json.loads(result.out)["base"] == "tiny"
    assert "in figures:" in result.err


def test_fans_need_a_folder_and_a_name_that_is_there(there) -> None:
    result = there("compare", "tiny", "lucky", "--fan", "mood")
    assert (result.code, result.out) == (2, "")
    assert "--out" in result.err
    result = there("compare", "tiny", "lucky", "--out", "figures", "--fan", "mod")
    assert result.code == 2
    assert "did you mean 'mood'?" in result.err


def test_a_run_is_not_compared_with_itself(there) -> None:
    result = there("compare", "tiny", "results/tiny")
    assert (result.code, result.out) == (2, "")
    assert "is the base itself" in result.err


def test_runs_of_different_seeds_are_refused(there) -> None:
    there("run", "tiny/lucky.yaml", "--seed", "4", "--paths", "20", "--out", "other")
    result = there("compare", "tiny", "other/lucky")
    assert (result.code, result.out) == (1, "")
    assert "their seeds are 4 and 3" in result.err


def test_a_unit_that_differs_gets_no_fan(there) -> None:
    Path("tiny/third.yaml").write_text(
        TINY.replace("name: tiny", "name: third").replace("unit: degree", "unit: mile"),
        encoding="utf-8",
    )
    there("run", "tiny/third.yaml", "--jobs", "1")
    result = there("compare", "tiny", "third", "--out", "figures", "--fan", "mood")
    assert result.code == 1
    assert "mood on one scale" in result.err


def test_a_run_is_called_as_one_likes_and_says_what_is_overridden(simengine, here: Path) -> None:
    how = ("--engine", "reference", "--paths", "20")
    assert simengine("run", "tiny/tiny.yaml", "parameters.rate=0.4", "--name", "often", *how).code == 0
    assert "    changed: parameters.rate=0.4" in simengine("list").out.splitlines()
    assert simengine("summary", "often").out.startswith("often (parameters.rate=0.4)  20 paths")
    refused = simengine("run", "tiny/tiny.yaml", "parameters.rate=0.3", "--name", "often", *how)
    assert refused.code == 1
    assert "tiny with parameters.rate=0.4 there, tiny with parameters.rate=0.3 now" in refused.err
    both = simengine("run", "tiny", "--name", "often", *how)
    assert (both.code, "--name is for one run (got tiny, lucky)" in both.err) == (2, True)
    assert "names a folder of results" in simengine("run", "tiny/tiny.yaml", "--name", "a/b", *how).err
