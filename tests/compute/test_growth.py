"""A run with more paths, or other readings, than one that is there: what is missing is drawn, and nothing else."""

import json
import os
from dataclasses import replace

import pytest

from simengine.compute import draw as drawing
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.recompute import stored_ends
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import SimengineError
from simengine.loading import load
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.report.tables import write_tables
from simengine.results.estimate import Estimate
from simengine.runs.manifest import read_manifest
from simengine.runs.parts import encoded, part_table, results_in
from tests.helpers.compute import swift_engine as swift
from tests.helpers.compute.pond_model import BLOCK, PATHS, interrupt_after, part_bytes, pond, run_pond

MORE = 60
QUICK = Settings(engine="quick")
GROWN = replace(QUICK, paths=PATHS + MORE)


@pytest.fixture(scope="module", autouse=True)
def quick():
    with swift.quick_engine():
        yield


def of(paths):
    return replace(QUICK, paths=paths)


def contents(folder):
    """All files of a run but its manifest, and of that what doesn't tell of when it was made."""
    files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    told = json.loads(files.pop("manifest.json"))
    for name in ("blake2b", "started", "seconds", "command", "sources"):
        del told[name]
    return files, told


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    """What a run of so many paths is that begins from nothing."""
    folder = tmp_path_factory.mktemp("straight")
    return {
        paths: contents(run(pond(folder), of(paths), folder / str(paths), finish=write_tables).folder)
        for paths in (PATHS, PATHS + MORE)
    }


@pytest.mark.parametrize("before", [1, 50, BLOCK, PATHS, PATHS + MORE - 1])
def test_a_grown_run_is_what_it_would_be_from_the_beginning(tmp_path, straight, before):
    run(pond(tmp_path), of(before), tmp_path, finish=write_tables)
    told = []
    grown = run(pond(tmp_path), GROWN, tmp_path, progress=told.append, finish=write_tables)
    assert contents(grown.folder) == straight[PATHS + MORE]
    assert (told[0].done, told[0].reused, told[-1].done) == (before, before, PATHS + MORE)
    assert (grown.kept, grown.reused) == (before, False)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pond", "pond.yaml"]


def test_a_run_of_the_reference_engine_that_grew(tmp_path):
    run_pond(tmp_path, paths=50)
    grown = run_pond(tmp_path, paths=130)
    assert grown.kept == 50
    (tmp_path / "straight").mkdir()
    straight = run_pond(tmp_path / "straight", paths=130)
    assert contents(grown.folder) == contents(straight.folder)


def test_a_run_that_grew_twice(tmp_path, straight):
    for paths in (7, 130, PATHS + MORE):
        grown = run(pond(tmp_path), of(paths), tmp_path, finish=write_tables)
    assert contents(grown.folder) == straight[PATHS + MORE]


def test_only_what_is_missing_is_drawn(tmp_path, monkeypatch):
    run(pond(tmp_path), QUICK, tmp_path)
    drawn = []
    compute = drawing.compute

    def noting(work, pieces, *more):
        noted = (drawn.extend(piece.paths) or piece for piece in pieces)
        return compute(work, noted, *more)

    monkeypatch.setattr(drawing, "compute", noting)
    run(pond(tmp_path), GROWN, tmp_path)
    assert drawn == list(range(PATHS, PATHS + MORE))


@pytest.mark.parametrize("after", [0, 1])
def test_growth_that_is_interrupted_leaves_the_run_and_goes_on(tmp_path, straight, after):
    run(pond(tmp_path), of(50), tmp_path, finish=write_tables)
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), GROWN, tmp_path, progress=interrupt_after(after), finish=write_tables)
    assert read_manifest(tmp_path / "pond").paths == 50
    assert run(pond(tmp_path), of(50), tmp_path).reused
    told = []
    grown = run(pond(tmp_path), GROWN, tmp_path, progress=told.append, finish=write_tables)
    assert told[0].reused == (after * BLOCK or 50)
    assert contents(grown.folder) == straight[PATHS + MORE]


def test_growth_where_files_can_not_be_linked(tmp_path, straight, monkeypatch):
    def refuse(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    run(pond(tmp_path), QUICK, tmp_path, finish=write_tables)
    assert contents(run(pond(tmp_path), GROWN, tmp_path, finish=write_tables).folder) == straight[PATHS + MORE]


def test_growth_over_a_damaged_part_draws_it_again(tmp_path, straight):
    stored = run(pond(tmp_path), QUICK, tmp_path, finish=write_tables)
    part = stored.folder / stored.manifest.parts[1].file.name
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    grown = run(pond(tmp_path), GROWN, tmp_path, finish=write_tables)
    assert grown.kept == PATHS - BLOCK
    assert contents(grown.folder) == straight[PATHS + MORE]


def test_a_run_grows_in_the_blocks_it_has_whatever_the_engine(tmp_path, monkeypatch):
    monkeypatch.setitem(ENGINES, "swift", swift.kind(swift.Numbers))
    run(pond(tmp_path), QUICK, tmp_path)
    grown = run(pond(tmp_path), Settings(paths=PATHS + MORE, engine="swift", jobs=2), tmp_path)
    assert (grown.kept, grown.manifest.block) == (PATHS, BLOCK)
    assert part_bytes(grown.folder) == part_bytes(run(pond(tmp_path), GROWN, tmp_path / "straight").folder)


def test_a_few_paths_in_short_blocks_are_drawn_again(tmp_path, monkeypatch):
    monkeypatch.setitem(ENGINES, "swift", swift.kind(swift.Numbers, block=200))
    run(pond(tmp_path), of(20), tmp_path)
    grown = run(pond(tmp_path), Settings(paths=PATHS, engine="swift"), tmp_path)
    assert (grown.kept, grown.manifest.block) == (0, 200)
    few = run(pond(tmp_path), Settings(paths=PATHS + 1, engine="swift"), tmp_path)
    assert (few.kept, few.manifest.block) == (PATHS, 200)


def test_force_cuts_a_run_down(tmp_path, straight):
    run(pond(tmp_path), GROWN, tmp_path, finish=write_tables)
    cut = run(pond(tmp_path), of(PATHS), tmp_path, force=True, finish=write_tables)
    assert cut.kept == 2 * BLOCK
    assert contents(cut.folder) == straight[PATHS]


def test_other_readings_are_drawn_from_the_same_futures_without_force(tmp_path):
    run(pond(tmp_path), QUICK, tmp_path)
    text = (tmp_path / "pond.yaml").read_text(encoding="utf-8").replace("height > 0.8", "height > 0.9")
    (tmp_path / "pond.yaml").write_text(text, encoding="utf-8")
    told = []
    again = run(load(tmp_path / "pond.yaml"), QUICK, tmp_path, announce=told.append)
    assert f"{tmp_path / 'pond'} reads something else off the same futures: they are drawn again" in told
    assert (again.kept, again.reused) == (0, False)
    assert again.manifest.identity == identity_of(again.plan)


def test_what_others_laid_into_the_folder_moves_along(tmp_path):
    stored = run(pond(tmp_path), QUICK, tmp_path, finish=write_tables)
    (stored.folder / "thesis.txt").write_text("mine", encoding="utf-8")
    grown = run(pond(tmp_path), GROWN, tmp_path, finish=write_tables)
    assert (grown.folder / "thesis.txt").read_text(encoding="utf-8") == "mine"
    assert "thesis.txt" not in {file.name for file in grown.manifest.files}


def test_a_run_that_was_opened_before_it_grew_says_so(tmp_path):
    stored = run(pond(tmp_path), QUICK, tmp_path)
    run(pond(tmp_path), GROWN, tmp_path)
    for read in (stored.outcome_table, lambda: stored_ends(stored, [PATHS - 1])):
        with pytest.raises(SimengineError, match="drawn anew since it was opened: open it again"):
            read()
    assert len(stored_ends(stored, [0]).status) == 1


def test_a_dry_run_knows_what_is_there(tmp_path):
    run(pond(tmp_path), QUICK, tmp_path)
    wanted = Wanted.of(pond(tmp_path), GROWN, tmp_path)
    seen = Estimate.of(wanted, GROWN)
    assert (seen.there, seen.kept, seen.refusal) == ("fewer", PATHS, "")
    assert f"as {PATHS} are there" in str(seen)


def test_results_come_back_from_a_part(tmp_path):
    plan = make_plan(pond(tmp_path), 3, 1)
    identity, drawn = identity_of(plan), ReferenceEngine(plan).simulate(range(80))
    table = part_table(plan, identity, drawn)
    again = part_table(plan, identity, results_in(table, plan))
    assert bytes(encoded(again)) == bytes(encoded(table))
