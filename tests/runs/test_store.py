import importlib.util
import json
from dataclasses import replace

import numpy as np
import pytest

import simengine as se
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import SimengineError
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.plan.semantics import SEMANTICS_VERSION
from simengine.runs.manifest import FORMAT, digest_of, read_manifest
from simengine.runs.sampling import INDEPENDENT
from simengine.runs.store import open_run
from simengine.status import Status
from tests.helpers.compute.pond_model import BLOCK, PATHS, part_bytes, pond, run_pond


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return run_pond(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def draws(tmp_path_factory):
    plan = make_plan(pond(tmp_path_factory.mktemp("draws")), 3, 1)
    return plan, ReferenceEngine(plan).simulate(range(PATHS))


def test_what_is_stored_is_what_was_drawn(stored, draws):
    plan, drawn = draws
    table = stored.outcomes
    assert table["path"].to_pylist() == drawn.path.tolist() == list(range(PATHS))
    assert table["status"].to_pylist() == [Status(code).name.lower() for code in drawn.status]
    names = [name for name, _ in plan.classes]
    assert table["class"].to_pylist() == [names[i] if i >= 0 else None for i in drawn.outcome]
    elements = [plan.elements[i] if i >= 0 else None for i in drawn.element]
    assert table["failed_element"].to_pylist() == elements
    assert table["failed_step"].to_pylist() == [
        step if name else None for step, name in zip(drawn.step, elements, strict=True)
    ]
    for i, cell in enumerate(plan.measures):
        np.testing.assert_array_equal(table[f"measure.{cell.name}"].to_numpy(), drawn.measures[:, i])
    for i, question in enumerate(plan.questions):
        np.testing.assert_array_equal(table[f"question.{question.name}"].to_numpy(), drawn.questions[:, i])
    for event, found in zip(plan.events, drawn.events, strict=True):
        steps = [found.steps[a:b].tolist() for a, b in zip(found.offsets[:-1], found.offsets[1:], strict=True)]
        assert table[f"event.{event.name}"].to_pylist() == steps
        assert any(steps)


def test_the_table_for_analysis(stored, draws):
    _, drawn = draws
    table = stored.outcome_table()
    np.testing.assert_array_equal(table.ok, drawn.status == Status.OK)
    np.testing.assert_array_equal(table.excluded, drawn.status == Status.EXCLUDED)
    np.testing.assert_array_equal(table.failed, drawn.status > Status.EXCLUDED)
    assert min(table.ok.sum(), table.excluded.sum(), table.failed.sum()) > 0
    np.testing.assert_array_equal(table.outcome, drawn.outcome)
    assert table.classes == ("high", "low", "middle")
    np.testing.assert_array_equal(table.measures["last"], drawn.measures[:, 0])
    assert table.measure_units == {"last": "m", "first_tide": ""}
    assert table.question_kinds == {"tide_2022": "chance", "height_2023": "value"}
    assert (table.scenario, table.title, table.seed, table.sampling) == ("pond", "A pond", 3, INDEPENDENT)


def test_the_manifest_counts_what_happened(stored, draws):
    plan, drawn = draws
    manifest = stored.manifest
    failed, excluded = int((drawn.status > 1).sum()), int((drawn.status == 1).sum())
    assert manifest.counts == {"ok": PATHS - failed - excluded, "failed": failed, "excluded": excluded}
    assert stored.failed_share == failed / (PATHS - excluded) > 0
    (burst,) = manifest.failures
    first = int(np.argmax(drawn.status == Status.BAD_HAZARD))
    assert (burst.status, burst.element, burst.count) == ("bad_hazard", "events.burst", failed)
    assert (burst.first_path, burst.step) == (first, int(drawn.step[first]))
    assert [(ending.element, ending.count) for ending in manifest.exclusions] == [("observe.seen", excluded)]
    counted = {path: n for path, n in zip(plan.counted, drawn.clamps.tolist(), strict=True) if n}
    clamps, large = manifest.clamps, manifest.large_hazards
    assert {f"drivers.{k}": n for k, n in clamps.items()} | {f"events.{k}": n for k, n in large.items()} == counted
    assert clamps["index"] > 0
    assert [part.paths for part in manifest.parts] == [BLOCK, BLOCK, PATHS - 2 * BLOCK]
    assert stored.clock == plan.clock


def test_a_run_is_opened_as_it_was_written(stored):
    assert open_run(stored.folder).manifest == stored.manifest == read_manifest(stored.folder)


def test_the_scenario_comes_back(stored, tmp_path):
    assert identity_of(stored.plan) == identity_of(make_plan(pond(tmp_path), 3, 1))
    assert stored.model.scenario.title == "A pond"


def test_the_scenario_comes_back_with_its_overrides(tmp_path):
    run = run_pond(tmp_path, "events.tide.hazard=0.9", "outcome={wet: height > 0.5, dry: otherwise}", paths=5)
    assert run.model.scenario.overrides == run.manifest.overrides
    assert identity_of(run.plan) == run.manifest.identity
    assert run.outcome_table().classes == ("wet", "dry")


def test_a_plan_that_is_read_otherwise_is_refused(stored, monkeypatch):
    monkeypatch.setattr("simengine.plan.identity.SEMANTICS_VERSION", 0)
    with pytest.raises(SimengineError, match="otherwise than this one does"):
        _ = open_run(stored.folder).plan


def test_a_run_of_another_semantics_is_read_and_not_computed_again(stored):
    old = replace(stored, manifest=replace(stored.manifest, semantics=1, simengine="0.0.9"))
    assert old.outcome_table().paths == PATHS
    told = r"simengine 0\.0\.9 .*, which had version 1 of the semantics.*can be read.*by that version, or.*force=True"
    with pytest.raises(SimengineError, match=told):
        _ = old.plan


def test_pandas_is_asked_for_by_name(stored, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SimengineError, match="pip install pandas"):
        se.open_run(stored.folder).to_pandas()


@pytest.mark.parametrize("change", ["flip", "truncate", "remove"])
def test_a_damaged_part_is_told(tmp_path, change):
    run = run_pond(tmp_path)
    part = run.folder / run.manifest.parts[1].file.name
    data = bytearray(part.read_bytes())
    if change == "flip":
        data[len(data) // 2] ^= 1
        part.write_bytes(data)
    elif change == "truncate":
        part.write_bytes(data[:-9])
    else:
        part.unlink()
    with pytest.raises(SimengineError, match=r"part-00001\.\w+\.parquet.*force=True"):
        run.outcome_table()
    with pytest.raises(SimengineError, match=r"part-00001\.\w+\.parquet"):
        _ = run.outcomes


@pytest.mark.parametrize("change", [b"saved;again", None])
def test_tables_beside_the_parts_are_not_what_is_read(tmp_path, change):
    model = pond(tmp_path)
    first = se.run(model, paths=40, seed=1, engine="reference", out=tmp_path, jobs=1)
    files, told = [first.folder / file.name for file in first.manifest.files], str(first.summary())
    written = [file.read_bytes() for file in files]
    assert (len(files), first.spoiled_tables(), first.is_sound()) == (3, (), True)
    files[1].write_bytes(change) if change else files[1].unlink()
    assert str(first.summary()) == told
    assert first.outcomes.num_rows == 40
    assert (first.spoiled_tables(), first.is_sound()) == ((files[1],), False)
    again = se.run(model, paths=40, seed=1, engine="reference", out=tmp_path, jobs=1, force=True)
    assert ([file.read_bytes() for file in files], again.is_sound()) == (written, True)


def test_a_manifest_changed_by_hand_is_told(stored, tmp_path):
    document = json.loads((stored.folder / "manifest.json").read_text(encoding="utf-8"))
    document["counts"]["failed"] = 0
    (tmp_path / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SimengineError, match="changed by hand"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "3", f'{{"blake2b": "", "format": {FORMAT}}}', "\xff"])
def test_a_damaged_manifest_is_told(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(SimengineError, match="damaged"):
        read_manifest(tmp_path)


def test_a_manifest_of_another_format_is_told(stored, tmp_path):
    document = json.loads((stored.folder / "manifest.json").read_text(encoding="utf-8")) | {"format": 99}
    (tmp_path / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SimengineError, match="format 99"):
        read_manifest(tmp_path)


def write_document(folder, document):
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    whole = {"blake2b": digest_of(text.encode()), **document}
    (folder / "manifest.json").write_text(json.dumps(whole), encoding="utf-8")


def document_of(folder):
    document = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del document["blake2b"]
    return document


def as_format_4(folder):
    """Makes a run what an earlier simengine would have stored."""
    document = {**document_of(folder), "format": 4, "nested": 1}
    for name in ("sampling", "semantics"):
        del document[name]
    for index, part in enumerate(document["parts"]):
        name = f"parts/part-{index:05d}.parquet"
        (folder / part["file"]["name"]).rename(folder / name)
        part["file"]["name"] = name
    write_document(folder, document)


def test_a_run_of_format_4_is_read_renewed_and_grown(tmp_path):
    first = run_pond(tmp_path)
    before = repr(first.outcomes.to_pylist())  # NaN is not NaN
    as_format_4(first.folder)
    old = open_run(first.folder)
    assert (old.manifest.semantics, repr(old.outcomes.to_pylist())) == (0, before)
    assert identity_of(old.plan) == old.manifest.identity
    assert run_pond(tmp_path).reused
    grown = run_pond(tmp_path, paths=PATHS + 30)
    assert (grown.kept, grown.manifest.semantics) == (PATHS, SEMANTICS_VERSION)
    (tmp_path / "straight").mkdir()
    straight = run_pond(tmp_path / "straight", paths=PATHS + 30)
    assert part_bytes(grown.folder) == part_bytes(straight.folder)


def test_a_manifest_of_a_later_simengine(stored, tmp_path):
    write_document(tmp_path, {**document_of(stored.folder), "mood": "good"})
    assert read_manifest(tmp_path) == stored.manifest
    write_document(tmp_path, {**document_of(stored.folder), "format": FORMAT + 1, "simengine": "2.0"})
    with pytest.raises(SimengineError, match=r"later simengine \(2\.0\), which can read it"):
        read_manifest(tmp_path)


def test_a_folder_without_a_manifest_is_no_run(tmp_path):
    with pytest.raises(SimengineError, match=r"holds no run.*manifest\.json"):
        open_run(tmp_path)
