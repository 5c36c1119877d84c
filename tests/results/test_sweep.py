"""Sweeps from Python: runs side by side in one folder, one table, points that are stored, what is done is kept."""

import csv
import json

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


def test_a_second_start_does_nothing_and_more_values_only_add(pond, monkeypatch):
    first = se.sweep(pond, {KEY: [0.2, 0.4]}, **HOW)
    before = {file: file.read_bytes() for run in first.runs for file in run.folder.rglob("*") if file.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr("simengine.compute.draw.compute", refuse_to_compute)
        again = se.sweep(pond, {KEY: [0.4]}, **HOW)
    assert all(run.reused for run in again.runs)
    assert again.table().equals(first.table())
    more = se.sweep(pond, {KEY: [0.1, 0.4]}, **HOW)
    assert [run.reused for run in more.runs] == [True, True, False]
    assert [row[KEY] for row in answers(more)] == [0.2, 0.4, 0.1]
    assert {row["against"] for row in answers(more)[1:]} == {f"pond+{KEY}=0.2"}
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


def test_stored_points_are_never_drawn_again(pond, monkeypatch):
    box = {KEY: "0.2:0.6", "parameters.pull": "0.4:0.6"}
    first = se.sweep(pond, box, design="sobol", points=2, scrambles=2, **HOW)
    assert (first.sweep.scrambles, len(first.sweep.points)) == (2, 5)
    document = json.loads((first.folder / FILE).read_text(encoding="utf-8"))
    document["points"][1]["values"], document["points"][1]["run"] = ["0.5", "0.5"], "mine"
    (first.folder / FILE).write_text(json.dumps(document), encoding="utf-8")
    again = se.sweep(pond, box, design="sobol", points=2, scrambles=2, **HOW)
    assert (again.sweep.points[1].values, again.runs[1].reused, again.runs[2].reused) == (("0.5", "0.5"), False, True)
    longer = se.sweep(pond, box, design="sobol", points=4, scrambles=2, **HOW)
    assert longer.sweep.points[:5] == again.sweep.points
    assert [sum(point.scramble == one for point in longer.sweep.points) for one in (-1, 0, 1)] == [1, 4, 4]


def test_a_latin_hypercube_has_a_point_in_every_part_and_grows_by_samples(pond):
    found = se.sweep(pond, {KEY: "0:1"}, design="lhs", points=4, scrambles=2, name="cube", **HOW)
    for scramble in (0, 1):
        values = [float(point.values[0]) for point in found.sweep.points if point.scramble == scramble]
        assert sorted(int(4 * value) for value in values) == [0, 1, 2, 3]
    more = se.sweep(pond, {KEY: "0:1"}, design="lhs", points=4, scrambles=3, name="cube", **HOW)
    assert more.sweep.points[:9] == found.sweep.points
    with pytest.raises(se.SimengineError, match=r"points 4 there, 5 now.*name=…"):
        se.sweep(pond, {KEY: "0:1"}, design="lhs", points=5, name="cube", **HOW)


def test_samples_are_compared_with_the_scenario_as_it_is_and_averaged(pond):
    found = se.sweep(pond, {KEY: "0:1"}, design="lhs", points=3, scrambles=2, **HOW)
    assert (found.runs[0].folder.name, found.sweep.points[0].values) == ("pond", ("",))
    assert {row["against"] for row in answers(found)[1:]} == {"pond"}
    average = next(one for one in found.averages if one.of == "answer")
    assert average.mean == pytest.approx(sum(row["estimate"] for row in answers(found)[1:]) / 6)
    assert 0 < average.se_chance < average.high - average.low
    assert (found.folder / "averages.csv").exists()
    assert "on average over the 6 points" in found.text(100)
    alone = se.sweep(pond, {KEY: "0:1"}, design="lhs", points=3, name="alone", **HOW)
    assert "one sample tells no error: --scrambles 4" in alone.text(200)


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
        ({KEY: "0:1:20000"}, {}, "20,000 points; at most 10,000"),
        ({"events.tyde.hazard": [1]}, {}, "did you mean 'tide'"),
        ({KEY: [1]}, {"name": "a/b"}, "names a folder of results"),
        ({}, {"cross": ("a", "b")}, "give sweep the path"),
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
