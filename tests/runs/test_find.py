import shutil

import pytest

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import SimengineError
from simengine.runs.find import find_run, scan
from tests.helpers.compute.pond_model import BLOCK, PATHS, interrupt_after, pond, run_pond


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("find")
    first = run_pond(folder, paths=5).folder
    for name in ("pond_deep", "pond_dry", "meadow"):
        shutil.copytree(first, first.parent / name)
    (first.parent / "notes").mkdir()
    (first.parent / ".hill.0123456789abcdef.partial").mkdir()
    return first.parent


@pytest.mark.parametrize(
    ("text", "name"), [("pond", "pond"), ("pond_dr", "pond_dry"), ("m", "meadow"), ("pond_deep", "pond_deep")]
)
def test_by_name_or_its_beginning(results, text, name):
    assert find_run(text, results) == results / name


def test_by_folder(results, tmp_path):
    assert find_run(str(results / "meadow"), tmp_path) == results / "meadow"
    assert find_run(results / "meadow", tmp_path) == results / "meadow"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pond_", "'pond_' may be any of pond_deep, pond_dry"),
        ("po", "any of pond, pond_deep, pond_dry"),
        ("medow", "did you mean 'meadow'"),
        ("xyz", "there are meadow, pond"),
        ("hill", "is not finished"),
        ("notes", "no run 'notes'"),
        ("", "no run ''"),
    ],
)
def test_what_cannot_be_found_is_told(results, text, told):
    with pytest.raises(SimengineError, match=told):
        find_run(text, results)


def test_nothing_there_yet(tmp_path):
    assert scan(tmp_path / "results").runs == ()
    with pytest.raises(SimengineError, match="there is none yet"):
        find_run("pond", tmp_path / "results")


def test_a_run_that_was_about_to_be_replaced_is_told(results, tmp_path):
    shutil.copytree(results / "meadow", tmp_path / "results" / ".meadow.replaced")
    with pytest.raises(SimengineError, match=r"cut short: it lies in .*\.meadow\.replaced until"):
        find_run("meadow", tmp_path / "results")
    assert find_run(tmp_path / "results" / ".meadow.replaced").name == ".meadow.replaced"


def test_unfinished_runs_are_found_with_how_they_were_asked_for(tmp_path):
    results = tmp_path / "results"
    for seed in (3, 4):
        with pytest.raises(KeyboardInterrupt):
            run(
                pond(tmp_path), Settings(seed=seed, engine="reference"), results,
                progress=interrupt_after(seed - 2), command=f"simengine run pond.yaml --seed {seed}",
            )  # fmt: skip
    (results / ".junk.0123456789abcdef.partial").mkdir()
    found = scan(results).unfinished
    assert sorted((one.name, one.done, one.order.paths, one.order.command) for one in found) == [
        ("pond", BLOCK, PATHS, "simengine run pond.yaml --seed 3"),
        ("pond", 2 * BLOCK, PATHS, "simengine run pond.yaml --seed 4"),
    ]
    with pytest.raises(SimengineError, match="'pond' is not finished: the same command"):
        find_run("pond", results)


def test_the_list_passes_over_other_folders_and_tells_damage(results, tmp_path):
    assert [run.folder.name for run in scan(results).runs] == ["meadow", "pond", "pond_deep", "pond_dry"]
    copy = tmp_path / "results"
    shutil.copytree(results, copy)
    (copy / "pond_dry" / "manifest.json").write_text("{}", encoding="utf-8")
    found = scan(copy)
    assert [run.folder.name for run in found.runs] == ["meadow", "pond", "pond_deep"]
    assert len(found.problems) == 1
    assert "pond_dry" in found.problems[0]
