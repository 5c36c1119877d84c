"""What a run does with what is there already."""

from dataclasses import replace

import pytest

from simengine.compute import draw
from simengine.compute import run as module
from simengine.compute.run import run
from simengine.compute.wanted import Wanted
from simengine.errors import SimengineError
from simengine.loading import load
from simengine.plan.semantics import SEMANTICS_VERSION
from simengine.results.estimate import Estimate
from simengine.runs.manifest import digest_of, read_manifest
from simengine.runs.renewal import texts_of
from simengine.runs.standing import RunExistsError
from simengine.runs.store import open_run
from tests.helpers.compute.pond_model import PATHS, REFERENCE, TEXT, interrupt_after, part_bytes, pond, run_pond


def refuse_to_compute(*_):
    raise AssertionError("nothing was to be computed")


def test_the_same_run_is_not_computed_again(tmp_path, monkeypatch):
    first = run(pond(tmp_path), REFERENCE, tmp_path)
    monkeypatch.setattr(draw, "compute", refuse_to_compute)
    again = run(pond(tmp_path), REFERENCE, tmp_path, force=True)
    assert again.reused
    assert not first.reused
    assert again.manifest == first.manifest


@pytest.mark.parametrize(
    ("settings", "overrides", "told"),
    [
        (replace(REFERENCE, paths=10), (), "holds this run with 20 paths, more than the 10 asked for"),
        (replace(REFERENCE, paths=10), ("outcome.high=height > 0.9",), "20 paths there, 10 now; the scenario reads"),
        (replace(REFERENCE, seed=9), (), "seed 3 there, 9 now"),
        (replace(REFERENCE, nested=2), (), "nested 1 there, 2 now"),
        (REFERENCE, ("events.tide.hazard=0.5",), "the scenario has other futures"),
    ],
)
def test_another_run_is_not_overwritten(tmp_path, monkeypatch, settings, overrides, told):
    run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    before = part_bytes(tmp_path / "pond")
    settings = replace(settings, paths=settings.paths or 20, name="pond")
    with pytest.raises(RunExistsError, match=rf"{told}.*force=True"):
        run(pond(tmp_path, *overrides), settings, tmp_path)
    assert part_bytes(tmp_path / "pond") == before


def test_without_a_number_more_paths_than_the_scenario_asks_for_are_kept(tmp_path):
    asked = pond(tmp_path).scenario.simulate.paths
    run(pond(tmp_path), replace(REFERENCE, paths=asked + 7), tmp_path)
    own = replace(REFERENCE, paths=None)
    again = run(pond(tmp_path), own, tmp_path)
    assert (again.reused, again.manifest.paths) == (True, asked + 7)
    assert Estimate.of(Wanted.of(pond(tmp_path), own, tmp_path), own).there == "run"
    (tmp_path / "pond.yaml").write_text(TEXT.replace("height > 0.8", "height > 0.9"), encoding="utf-8")
    other = run(load(tmp_path / "pond.yaml"), own, tmp_path)
    assert (other.reused, other.manifest.paths) == (False, asked + 7)
    assert run(load(tmp_path / "pond.yaml"), replace(own, paths=9), tmp_path, force=True).manifest.paths == 9


def test_what_is_no_longer_read_is_lost_by_force_alone(tmp_path):
    few, more = replace(REFERENCE, paths=20), TEXT.replace("measures:", "measures:\n  extra: 2 * height", 1)
    run(pond(tmp_path), few, tmp_path)
    (tmp_path / "pond.yaml").write_text(more, encoding="utf-8")
    richer = run(load(tmp_path / "pond.yaml"), few, tmp_path)
    assert "extra" in richer.outcome_table().measures
    with pytest.raises(RunExistsError, match=r"no measure extra, which would be lost; .*force=True"):
        run(pond(tmp_path), few, tmp_path)
    assert open_run(tmp_path / "pond").manifest == richer.manifest
    poorer = run(pond(tmp_path), few, tmp_path, force=True)
    assert "extra" not in poorer.outcome_table().measures


def test_another_version_of_the_code_finds_the_same_run(tmp_path, monkeypatch):
    first = run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    monkeypatch.setattr(module, "code_hash", lambda: "other")
    again = run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    assert again.reused
    assert again.manifest.code == first.manifest.code


def test_another_semantics_makes_another_run(tmp_path, monkeypatch):
    run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    monkeypatch.setattr("simengine.plan.identity.SEMANTICS_VERSION", SEMANTICS_VERSION + 1)
    with pytest.raises(RunExistsError, match="the scenario has other futures"):
        run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)


def test_another_engine_finds_the_same_run(tmp_path, monkeypatch):
    run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    monkeypatch.setattr(draw, "compute", refuse_to_compute)
    again = run(pond(tmp_path), replace(REFERENCE, engine="machine", paths=20), tmp_path)
    assert (again.reused, again.manifest.engine) == (True, "reference")


def test_words_are_renewed_and_nothing_is_computed(tmp_path, monkeypatch):
    def finish(folder, table):
        (folder / "told.txt").write_text(f"{table.title}: {table.question_texts['tide_2022']}", encoding="utf-8")

    first = run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path, finish=finish)
    (first.folder / "mine.txt").write_text("not the run's", encoding="utf-8")
    monkeypatch.setattr(draw, "compute", refuse_to_compute)
    text = TEXT.replace("title: A pond", "title: A pool").replace("A tide by", "Will there be a tide by")
    (tmp_path / "pond.yaml").write_text(text.replace("unit: m}", "unit: cm}"), encoding="utf-8")
    again = run(load(tmp_path / "pond.yaml"), replace(REFERENCE, paths=20), tmp_path, finish=finish)
    assert again.reused
    assert (again.folder / "told.txt").read_text(encoding="utf-8").startswith("A pool: Will there be a tide by")
    before, now = first.manifest, read_manifest(first.folder)
    assert (now.title, now.measure_units["last"], again.outcome_table().title) == ("A pool", "cm", "A pool")
    assert [file.name for file in now.files] == ["told.txt"]
    assert now.files[0].blake2b == digest_of((first.folder / "told.txt").read_bytes()) != before.files[0].blake2b
    assert (first.folder / "mine.txt").read_text(encoding="utf-8") == "not the run's"
    words = {name: getattr(before, name) for name in texts_of(again.model, again.plan)}
    assert replace(now, files=before.files, **words) == before
    assert again.model.scenario.title == "A pool"


def test_words_of_a_run_with_a_part_missing_are_not_renewed(tmp_path):
    first = run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    (first.folder / first.manifest.parts[0].file.name).unlink()
    (tmp_path / "pond.yaml").write_text(TEXT.replace("title: A pond", "title: A pool"), encoding="utf-8")
    with pytest.raises(SimengineError, match=r"can.t read .*part-00000.*force=True"):
        run(load(tmp_path / "pond.yaml"), replace(REFERENCE, paths=20), tmp_path)
    assert read_manifest(first.folder) == first.manifest


def test_force_replaces_when_the_new_one_is_complete(tmp_path):
    run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run(pond(tmp_path), replace(REFERENCE, seed=8), tmp_path, force=True, progress=interrupt_after(1))
    assert read_manifest(tmp_path / "pond").paths == 20
    done = run(pond(tmp_path), replace(REFERENCE, seed=8), tmp_path, force=True)
    assert (done.manifest.seed, done.manifest.paths, len(part_bytes(done.folder))) == (8, PATHS, 3)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pond", "pond.yaml"]


def test_a_replacement_cut_short_is_taken_back(tmp_path, monkeypatch):
    run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    (tmp_path / "pond").rename(tmp_path / ".pond.replaced")
    with pytest.raises(RunExistsError, match="20 paths there"):
        run(pond(tmp_path), replace(REFERENCE, seed=8), tmp_path)
    assert read_manifest(tmp_path / "pond").paths == 20
    (tmp_path / "pond").rename(tmp_path / ".pond.replaced")
    assert run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path).reused
    assert read_manifest(tmp_path / "pond").paths == 20


def test_force_replaces_a_damaged_run(tmp_path):
    run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    (tmp_path / "pond" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(SimengineError, match="damaged"):
        run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path)
    assert run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path, force=True).manifest.paths == 20


def test_what_is_no_run_is_never_replaced(tmp_path):
    (tmp_path / "pond").mkdir()
    (tmp_path / "pond" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunExistsError, match="holds no run"):
        run(pond(tmp_path), replace(REFERENCE, paths=20), tmp_path, force=True)
    assert (tmp_path / "pond" / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_variants_lie_side_by_side(tmp_path):
    names = {run_pond(tmp_path, *words, paths=5).folder.name for words in ((), ("events.tide.hazard=1",), ("title=P",))}
    assert {"pond", "pond+events.tide.hazard=1"} < names
    assert len(names) == 3


def test_a_variant_that_was_not_named_is_replaced_by_no_other(tmp_path):
    wet = replace(REFERENCE, paths=20, name="pond")
    run(pond(tmp_path, "events.tide.hazard=0.9"), wet, tmp_path)
    told = r"another variant \(pond with events.tide.hazard=0.9 there, pond now\): .*name=…"
    with pytest.raises(RunExistsError, match=told):
        run(pond(tmp_path), replace(wet, name=""), tmp_path, force=True)
    assert read_manifest(tmp_path / "pond").overrides == ("events.tide.hazard=0.9",)


def test_a_named_variant_is_replaced_when_that_is_said(tmp_path):
    wet = replace(REFERENCE, paths=20, name="wet")
    run(pond(tmp_path, "events.tide.hazard=0.8"), wet, tmp_path)
    with pytest.raises(RunExistsError, match=r"hazard=0.8 there, pond with events.tide.hazard=0.9 now; .*futures"):
        run(pond(tmp_path, "events.tide.hazard=0.9"), wet, tmp_path)
    assert (
        run(pond(tmp_path, "events.tide.hazard=0.9"), wet, tmp_path, force=True).name == "wet (events.tide.hazard=0.9)"
    )


def test_the_same_futures_otherwise_written_are_the_same_run(tmp_path, monkeypatch):
    wet = replace(REFERENCE, paths=20, name="wet")
    run(pond(tmp_path, "events.tide.hazard=0.9"), wet, tmp_path)
    monkeypatch.setattr(draw, "compute", refuse_to_compute)
    again = run(pond(tmp_path, "events.tide.hazard=0.90"), wet, tmp_path)
    assert (again.reused, read_manifest(again.folder).overrides) == (True, ("events.tide.hazard=0.90",))
