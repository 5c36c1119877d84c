"""Runs that are drawn until what is asked for is known: what a run of so many paths is, and however they came."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from simengine.analysis.targets import precision_of
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import SimengineError
from simengine.runs.manifest import read_manifest
from simengine.runs.standing import RunExistsError
from tests.helpers.compute.pond_model import interrupt_after, pond

WIDE, NARROW = {"high": 0.028, "last": 0.03}, {"high": 0.02, "last": 0.03}
BLOCK = 700


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch):
    """Several blocks of few pieces each."""
    kind = replace(ENGINES["machine"], block=BLOCK, piece=300, grain=50)
    monkeypatch.setitem(ENGINES, "machine", kind)


def until(folder, targets, out="results", progress=None, executor=None, force=False, **settings):
    model = pond(folder)
    wanted = Settings(until=precision_of(model, targets), engine="machine", **settings)
    return run(model, wanted, folder / out, force, executor, progress)


def parts(of):
    return [part.file.blake2b for part in of.manifest.parts]


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    """Both, each from nothing, and what runs of as many paths are."""
    folder = tmp_path_factory.mktemp("straight")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENGINES, "machine", replace(ENGINES["machine"], block=BLOCK, piece=300, grain=50))
        return {str(targets): until(folder, targets, str(at)) for at, targets in enumerate((WIDE, NARROW))}


def test_it_is_the_run_of_as_many_paths(tmp_path, straight):
    for found in straight.values():
        paths = found.manifest.paths
        fixed = run(pond(tmp_path), Settings(paths, engine="machine"), tmp_path / str(paths))
        assert parts(found) == parts(fixed)
        assert (found.manifest.counts, found.manifest.exclusions) == (fixed.manifest.counts, fixed.manifest.exclusions)
        assert fixed.manifest.until is None


def test_the_summary_s_intervals_are_as_narrow_as_was_asked(straight):
    found = straight[str(NARROW)]
    stopping, summary = found.manifest.until, precision_of(found.model, NARROW).reached(found.outcome_table())
    assert stopping.met
    assert [look.paths for look in stopping.looks][:3] == [1_000, 1_100, 1_210]
    assert found.manifest.paths == stopping.looks[-1].paths > 2 * BLOCK
    assert stopping.looks[-1].halves == pytest.approx(summary.looks[-1].halves, rel=1e-12)
    assert any(half > target.half for half, target in zip(stopping.looks[-2].halves, stopping.targets, strict=True))
    assert read_manifest(found.folder).until == stopping


@pytest.mark.parametrize("jobs", [2, 3])
def test_who_computes_does_not_matter(tmp_path, straight, jobs):
    assert parts(until(tmp_path, NARROW, jobs=jobs)) == parts(straight[str(NARROW)])
    with ThreadPoolExecutor(2) as pool:
        assert parts(until(tmp_path, NARROW, "pool", executor=pool, jobs=jobs)) == parts(straight[str(NARROW)])


def test_a_second_start_finds_it_done_and_a_stricter_one_goes_on(tmp_path, straight):
    first = until(tmp_path, WIDE)
    assert parts(first) == parts(straight[str(WIDE)])
    again = until(tmp_path, WIDE)
    assert (again.reused, again.manifest) == (True, first.manifest)
    narrow = until(tmp_path, NARROW)
    assert (narrow.reused, narrow.kept) == (False, first.manifest.paths)
    assert parts(narrow) == parts(straight[str(NARROW)])
    assert until(tmp_path, WIDE).manifest == narrow.manifest
    assert not list(tmp_path.glob("results/.*"))


@pytest.mark.parametrize("hundreds", [8, 16])
def test_an_interrupted_one_stops_where_it_would_have(tmp_path, straight, hundreds):
    with pytest.raises(KeyboardInterrupt):
        until(tmp_path, NARROW, progress=interrupt_after(hundreds))
    assert parts(until(tmp_path, NARROW)) == parts(straight[str(NARROW)])


def test_what_a_longer_run_left_is_cut(tmp_path, straight):
    """An interrupted run of many paths has whole blocks beyond the count at which this one stops."""
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), Settings(20_000), tmp_path / "results", progress=interrupt_after(40))
    told = []
    found = until(tmp_path, WIDE, progress=told.append)
    assert told[0].reused or told[-1].reused
    assert parts(found) == parts(straight[str(WIDE)])


def test_a_run_of_many_paths_is_enough(tmp_path):
    many = run(pond(tmp_path), Settings(9_000), tmp_path / "results")
    assert until(tmp_path, WIDE).manifest == many.manifest


def test_the_most_may_be_too_few(tmp_path):
    found = until(tmp_path, NARROW, paths=1_500)
    assert (found.manifest.paths, found.manifest.until.met) == (1_500, False)
    assert until(tmp_path, NARROW, paths=1_500).reused
    assert until(tmp_path, NARROW, paths=1_200).manifest == found.manifest
    assert until(tmp_path, NARROW, paths=1_600).kept == 1_500


def test_nested_paths_are_looked_at_by_whole_draws(tmp_path):
    found = until(tmp_path, {"high": 0.02}, nested=3)
    assert [look.paths for look in found.manifest.until.looks][:2] == [3_000, 3_300]
    assert found.manifest.paths % 3 == 0


def test_the_total_is_foreseen(tmp_path):
    told = []
    found = until(tmp_path, NARROW, progress=told.append)
    assert told[0].total == 1_000
    assert all(one.foreseen for one in told)
    middle = next(one for one in told if one.done > 1_500)
    assert 0.8 < middle.total / found.manifest.paths < 1.25
    assert re.fullmatch(r"[\d,]+ of about [\d,]+ paths", middle.told)
    assert (told[-1].done, told[-1].total) == (found.manifest.paths, found.manifest.paths)


def test_another_run_is_not_replaced(tmp_path):
    run(pond(tmp_path), Settings(50, seed=9), tmp_path / "results")
    with pytest.raises(RunExistsError, match="seed 9 there, 3 now"):
        until(tmp_path, WIDE)
    assert until(tmp_path, WIDE, force=True).manifest.seed == 3


def test_force_mends_a_damaged_part(tmp_path, straight):
    found = until(tmp_path, NARROW)
    part = found.folder / found.manifest.parts[1].file.name
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(SimengineError, match="damaged"):
        until(tmp_path, NARROW)
    assert parts(until(tmp_path, NARROW, force=True)) == parts(straight[str(NARROW)])
    assert not list(tmp_path.glob("results/.*"))
