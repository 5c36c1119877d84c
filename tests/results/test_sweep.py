"""Sweeps from Python: runs side by side in one folder, one table, points that are stored, what is done is kept."""

import csv
import json
import sys
from contextlib import nullcontext

import pyarrow.parquet as pq
import pytest

import simengine as se
from simengine.runs.find import find_run
from simengine.runs.sweep_file import FILE, read_sweep
from tests.helpers.compute.pond_model import TEXT, part_bytes, pond_file

KEY = "events.tide.hazard"
HOW = {"paths": 12, "engine": "reference", "jobs": 1}


@pytest.fixture
def pond(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return se.load(pond_file(tmp_path))


def refuse_to_compute(*_):
    raise AssertionError("nothing was to be computed")


def answers(swept):
    return [row for row in swept.table().to_pylist() if row["of"] == "answer"]


def test_a_point_is_the_run_of_the_same_override(pond, tmp_path):
    swept = se.sweep(pond, {KEY: [0.2, 0.4]}, **HOW)
    alone = se.run(se.load(tmp_path / "pond.yaml", [f"{KEY}=0.4"]), out="alone", **HOW)
    assert swept.folder.as_posix() == "results/pond_by_tide.hazard"
    assert [run.folder.name for run in swept.runs] == [f"pond+{KEY}=0.2", f"pond+{KEY}=0.4"]
    assert swept.runs[1].manifest.identity == alone.manifest.identity
    assert part_bytes(swept.runs[1].folder) == part_bytes(alone.folder)
    assert swept.runs[1].manifest.overrides == (f"{KEY}=0.4",)


def test_the_table_has_what_summary_and_compare_say(pond):
    swept = se.sweep(pond, {KEY: [0.2, 0.8]}, **HOW)
    first, second = (se.open_run(run.folder) for run in swept.runs)
    summary, compared = second.summary(), se.compare(first, second).others[0]
    rows = {(row["of"], row["name"]): row for row in swept.table().to_pylist() if row[KEY] == 0.8}
    for name, found in summary.outcome.items():
        row, d = rows["class", name], compared.outcome[name]
        assert (row["estimate"], row["low"], row["high"], row["n"]) == (found.p, found.low, found.high, found.n)
        assert (row["d"], row["d_se"], row["d_low"], row["d_high"]) == (d.d, d.se, d.low, d.high)
    row, found = rows["measure", "last"], summary.measures["last"]
    assert (row["kind"], row["estimate"], row["unit"]) == ("value", found.mean, "m")
    assert {row["d"] for row in swept.table().to_pylist() if row[KEY] == 0.2} == {None}


def test_the_files_are_the_table(pond):
    swept = se.sweep(pond, {KEY: [0.2, 0.8]}, **HOW)
    table = swept.table()
    assert pq.read_table(swept.folder / "sweep.parquet").equals(table)
    with (swept.folder / "sweep.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row[KEY]) for row in rows] == table[KEY].to_pylist()
    assert [row["estimate"] and float(row["estimate"]) for row in rows] == table["estimate"].to_pylist()


def test_a_second_start_does_nothing_more_values_only_add_and_rows_are_as_asked(pond, monkeypatch):
    first = se.sweep(pond, {KEY: [0.2, 0.4]}, **HOW)
    before = {file: file.read_bytes() for run in first.runs for file in run.folder.rglob("*") if file.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr("simengine.compute.draw.compute", refuse_to_compute)
        again = se.sweep(pond, {KEY: [0.2, 0.4]}, **HOW)
    assert all(run.reused for run in again.runs)
    assert again.table().equals(first.table())
    more = se.sweep(pond, {KEY: [0.4, 0.1, 0.2]}, **HOW)
    assert [run.reused for run in more.runs] == [True, False, True]
    assert [row[KEY] for row in answers(more)] == [0.4, 0.1, 0.2]
    assert {row["against"] for row in answers(more)[1:]} == {f"pond+{KEY}=0.4"}
    assert "against tide.hazard=0.4" in more.text(100)
    fewer = se.sweep(pond, {KEY: [0.1, 0.4]}, **HOW)
    assert [row[KEY] for row in answers(fewer)] == [0.1, 0.4]
    assert fewer.sweep.ranges == (f"{KEY}=0.1,0.4",)
    assert fewer.sweep.beside(fewer.folder) == (f"pond+{KEY}=0.2",)
    assert {file: file.read_bytes() for file in before} == before


def test_an_interrupted_sweep_goes_on(pond, monkeypatch):
    def stop(told):
        if told.scenario.endswith("0.4") and told.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        se.sweep(pond, {KEY: [0.2, 0.4, 0.6]}, progress=stop, **HOW)
    stored = read_sweep(find_folder())
    assert (len(stored.points), [point.run for point in stored.done(find_folder())]) == (3, [f"pond+{KEY}=0.2"])
    done = se.sweep(pond, {KEY: [0.2, 0.4, 0.6]}, **HOW)
    assert [run.reused for run in done.runs] == [True, False, False]


def find_folder():
    return find_results() / "pond_by_tide.hazard"


def find_results():
    from simengine.runs.find import RESULTS

    return RESULTS


def test_stored_points_are_never_drawn_again(pond):
    box = {KEY: "0.2:0.6", "parameters.pull": "0.4:0.6"}
    first = se.sweep(pond, box, design="sobol", points=1, scrambles=2, **HOW)
    assert (first.sweep.scrambles, len(first.sweep.points)) == (2, 3)
    document = json.loads((first.folder / FILE).read_text(encoding="utf-8"))
    document["points"][1]["values"], document["points"][1]["run"] = ["0.5", "0.5"], "mine"
    (first.folder / FILE).write_text(json.dumps(document), encoding="utf-8")
    longer = se.sweep(pond, box, design="sobol", points=2, scrambles=2, **HOW)
    assert longer.sweep.points[1].values == ("0.5", "0.5")
    assert longer.sweep.points[3] == first.sweep.points[2]
    assert [run.reused for run in longer.runs] == [True, False, False, True, False]
    assert [point.scramble for point in longer.sweep.points] == [-1, 0, 0, 1, 1]
    fewer = se.sweep(pond, box, design="sobol", points=1, **HOW)
    assert fewer.sweep.points == longer.sweep.points[:2]


def test_a_latin_hypercube_has_a_point_in_every_part_and_grows_by_samples(pond):
    box = {KEY: "0:1"}
    found = se.sweep(pond, box, design="lhs", points=3, name="cube", **HOW)
    more = se.sweep(pond, box, design="lhs", points=3, scrambles=2, name="cube", **HOW)
    assert more.sweep.points[:4] == found.sweep.points
    for scramble in (0, 1):
        values = [float(point.values[0]) for point in more.sweep.points if point.scramble == scramble]
        assert sorted(int(3 * value) for value in values) == [0, 1, 2]
    with pytest.raises(se.SimengineError, match=r"points 3 there, 5 now.*name=…"):
        se.sweep(pond, box, design="lhs", points=5, name="cube", **HOW)
    assert "one sample tells no error of the points: --scrambles 4" in found.text(200)
    assert (more.runs[0].folder.name, more.sweep.points[0].values) == ("pond", ("",))
    assert {row["against"] for row in answers(more)[1:]} == {"pond"}
    average = next(one for one in more.averages if one.of == "answer")
    assert average.mean == pytest.approx(sum(row["estimate"] for row in answers(more)[1:]) / 6)
    assert 0 < average.se_chance < average.high - average.low
    assert (more.folder / "averages.csv").exists()
    assert "on average over the 6 points" in more.text(100)


def test_another_sweep_or_anything_else_in_the_folder_stays(pond, tmp_path):
    se.sweep(pond, {KEY: [0.2]}, name="mine", **HOW)
    with pytest.raises(se.SimengineError, match=r"mine holds another sweep \(keys .*name=…"):
        se.sweep(pond, {"parameters.pull": [0.2]}, name="mine", **HOW)
    se.run(pond, name="run", **HOW)
    (tmp_path / "results" / "thesis").mkdir()
    (tmp_path / "results" / "thesis" / "a.txt").write_text("mine", encoding="utf-8")
    for name in ("run", "thesis"):
        with pytest.raises(se.SimengineError, match="is in the way and holds no sweep"):
            se.sweep(pond, {KEY: [0.2]}, name=name, **HOW)


def test_an_edited_scenario_is_not_drawn_over_the_old_runs_unasked(pond, tmp_path):
    se.sweep(pond, {KEY: [0.2, 0.4]}, **HOW)
    (tmp_path / "pond.yaml").write_text(TEXT.replace("volatility: 0.6", "volatility: 0.7"), encoding="utf-8")
    edited = se.load(tmp_path / "pond.yaml")
    with pytest.raises(se.RunExistsError, match="other futures"):
        se.sweep(edited, {KEY: [0.2, 0.4]}, **HOW)
    assert not any(run.reused for run in se.sweep(edited, {KEY: [0.2, 0.4]}, force=True, **HOW).runs)


@pytest.mark.parametrize(
    ("over", "more", "told"),
    [
        ({}, {}, "nothing to sweep over"),
        ({KEY: [1]}, {"design": "net"}, "no design 'net'"),
        ({KEY: [1]}, {"scrambles": 2}, "a grid is not scrambled"),
        ({KEY: "0:1"}, {"design": "lhs", "points": 0}, "points must be at least 1"),
        ({KEY: "0:1:20000"}, {}, "at most 10,000"),
        ({KEY: "0:1:200", "parameters.pull": "0:1:200"}, {}, "40,000 points; at most 10,000"),
        ({KEY: "0:1"}, {"design": "sobol", "points": 10_000, "scrambles": 9}, "90,000 points; at most 10,000"),
        ({KEY: "0:1"}, {"design": "lhs", "scrambles": 10**12}, "scrambles must be .* at most 10,000"),
        ({KEY: "1900-01-01:2026-01-01"}, {}, "46,022 dates"),
        ({KEY: "-1e308:1e308"}, {}, "wider than numbers are"),
        ({"events.tyde.hazard": [1]}, {}, "did you mean 'tide'"),
        ({KEY: [1]}, {"name": "a/b"}, "names a folder of results"),
        ({KEY: [1, 2]}, {"design": "lhs"}, r"a sample needs a range, KEY=LOW:HIGH .*take design='grid'"),
        ({KEY: "0:1:3,2"}, {}, "0:1:3 is a range, which stands alone"),
        ({}, {"cross": ("a", "b")}, "give sweep the path"),
        ({KEY: [1]}, {"cross": ("a", "b")}, "leave over, design"),
    ],
)
def test_what_means_nothing_is_told_before_anything_is_drawn(pond, tmp_path, over, more, told):
    with pytest.raises(se.SimengineError, match=told):
        se.sweep(pond, over, **{**HOW, **more})
    assert not (tmp_path / "results").exists()


def test_all_that_is_wrong_at_any_point_is_told_at_once(pond):
    with pytest.raises(se.ScenarioError) as caught:
        se.sweep(pond, {"parameters.pull": [{"uniform": [1, 0]}, 0.5, 0.9]}, **HOW)
    assert len(caught.value.problems) == 2
    assert "can't follow level 1.7 (with parameters.pull=0.9)" in str(caught.value)


def test_a_damaged_list_of_points_is_told(pond):
    folder = se.sweep(pond, {KEY: [0.2]}, **HOW).folder
    whole = (folder / FILE).read_text(encoding="utf-8")
    elsewhere = '{"format": 1, "points": [{"values": [], "run": "../x"}]}'
    for text in ("{", '{"format": 9}', elsewhere, whole.replace(f"pond+{KEY}=0.2", "..")):
        (folder / FILE).write_text(text, encoding="utf-8")
        with pytest.raises(se.SimengineError, match="is damaged"):
            se.sweep(pond, {KEY: [0.2]}, **HOW)


def test_a_sweep_is_no_run_and_says_which_runs_are_its(pond):
    se.sweep(pond, {KEY: [0.2]}, **HOW)
    with pytest.raises(se.SimengineError, match=r"is a sweep: name one of its runs, as pond_by_tide.hazard/pond\+"):
        find_run("pond_by_tide.hazard")
    assert find_run(f"pond_by_tide.hazard/pond+{KEY}=0.2").name == f"pond+{KEY}=0.2"


def test_runs_of_other_lengths_are_told_and_sobol_points_that_are_no_power_of_two(pond):
    several = se.sweep(pond, {"simulate.paths": [12, 20]}, **{**HOW, "paths": None})
    assert "12 to 20 paths each" in several.text(100)
    assert answers(several)[1]["d"] is not None
    sample = se.sweep(pond, {KEY: "0:1"}, design="sobol", points=3, **HOW)
    assert "3 Sobol points fill the ranges unevenly: take a power of two, 2 or 4" in sample.text(100)


def test_more_paths_draw_only_those(pond):
    few = se.sweep(pond, {KEY: [0.2, 0.4]}, **HOW)
    more = se.sweep(pond, {KEY: [0.2, 0.4]}, **{**HOW, "paths": 24})
    assert [row["n"] > other["n"] for row, other in zip(answers(more), answers(few), strict=True)] == [True, True]


def test_without_scipy_a_grid_is_there_and_a_sample_says_what_to_do(pond, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(se.SimengineError, match="pip install scipy"):
        se.sweep(pond, {KEY: "0:1"}, design="sobol", **HOW)
    assert len(se.sweep(pond, {KEY: [0.2]}, **HOW).runs) == 1


def test_what_another_process_adds_meanwhile_is_not_lost(pond):
    from simengine.compute.axes import axes_of
    from simengine.compute.settings import Settings
    from simengine.compute.sweep import Design, Shown
    from simengine.results.sweep import Asked, Prepared, run_sweep

    settings, results = Settings(12, engine="reference"), find_results()
    asked = Asked(axes_of({KEY: [0.2]}), Design())
    prepared = Prepared.of(pond, asked, settings, results, "", force=False)
    se.sweep(pond, {KEY: [0.4]}, **HOW)
    with pytest.raises(se.SimengineError, match=r"other points by now.* start the same command again"):
        run_sweep(prepared, settings, False, None, "", lambda _: nullcontext(Shown(None, None)))
    assert [run.reused for run in se.sweep(pond, {KEY: [0.4, 0.2]}, **HOW).runs] == [True, False]
