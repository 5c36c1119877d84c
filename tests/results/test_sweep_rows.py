"""What a sweep says beside its figures: what is subtracted though it is unlike, what is not, how many paths count."""

import pytest

import simengine as se
from simengine.report.sweep_text import sweep_text
from tests.helpers.compute.pond_model import pond_file

KEY = "events.tide.hazard"
HOW = {"paths": 12, "engine": "reference", "jobs": 1}


@pytest.fixture
def pond(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return se.load(pond_file(tmp_path))


@pytest.mark.parametrize(
    ("key", "values", "figure", "told"),
    [
        ("questions.tide_2022.by", [2021, 2025], "tide_2022", "tide_2022: its date, its condition"),
        ("outcome.high.when", ["height > 0.8", "height > 0.3"], "high", "high: it is defined otherwise; low, middle:"),
    ],
)
def test_what_the_key_itself_makes_unlike_is_subtracted_and_told(pond, key, values, figure, told):
    found = se.sweep(pond, {key: values}, **HOW)
    early, late = (row for row in found.table().to_pylist() if row["name"] == figure and row["of"] != "answer")
    assert late["d"] == pytest.approx(late["estimate"] - early["estimate"])
    assert late["d"] > 0
    (note,) = found.notes
    assert note.startswith("subtracted, as the keys make them mean something else")
    assert told in note


@pytest.mark.parametrize(
    ("key", "values", "told"),
    [
        ("simulate.seed", [1, 2, 3], "and 1 more point: their seeds are 2 and 1"),
        ("clock.end", [2026, 2028], "their clocks are 8 steps of a year from 2020-01-01 and 6 steps"),
    ],
)
def test_other_seeds_and_clocks_are_not_subtracted(pond, key, values, told):
    found = se.sweep(pond, {key: values}, **{**HOW, "seed": None})
    assert {row["d"] for row in found.table().to_pylist()} == {None}
    (note,) = found.notes
    assert told in note
    assert ("seeds 1, 2, 3" in found.text(200)) == (key == "simulate.seed")


def test_a_chance_and_a_number_are_not_subtracted_though_the_key_makes_them_so(pond):
    found = se.sweep(pond, {"measures.first_tide": ["first_time(tide)", "occurred(tide)"]}, **HOW)
    rows = [row for row in found.table().to_pylist() if row["against"]]
    lone = [row["name"] for row in rows if row["d"] is None and row["n"]]
    assert lone == ["first_tide"]
    assert any("first_tide: it is a truth in pond " in note for note in found.notes)


def test_how_many_paths_do_not_count_stands_beside_each_point(pond):
    found = se.sweep(pond, {KEY: [0.2, 0.8]}, **{**HOW, "paths": 40})
    rows = [row for row in found.table().to_pylist() if row["name"] == "first_tide"]
    for run, row in zip(found.runs, rows, strict=True):
        table = se.open_run(run.folder).summary().table().to_pylist()
        there = next(one for one in table if one["name"] == "first_tide")
        counts = ("n", "missing", "failed", "excluded")
        assert [row[name] for name in counts] == [there[name] for name in counts]
        assert sum(row[name] for name in counts) == 40
    assert rows[0]["missing"] > rows[1]["missing"]
    text = found.view("first_tide")
    wide, narrow = (sweep_text(text, width) for width in (100, 60))
    lost = f"({rows[0]['missing']} of {rows[0]['missing'] + rows[0]['n']} have none)"
    assert lost in wide
    assert "  excluded  failed" in wide
    assert f"pond+{KEY}=0.2: {lost}" in narrow
    assert "% of paths excluded" in " ".join(narrow.split())
