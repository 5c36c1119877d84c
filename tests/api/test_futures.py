"""Tables of paths with dates, drawn parameters and when events occurred."""

from __future__ import annotations

import numpy as np
import pytest

import simengine as se

TEXT = """\
name: lamp
clock: {start: 2026-01, end: 2027-01, step: month}
parameters: {bright: {uniform: [1, 3]}, dim: {empirical: [1, 2]}}
parameter_correlations: {bright ~ dim: 0.5}
drivers:
  light: {process: random_walk, initial: bright*dim, drift: 0, volatility: 0.1, unit: lm, title: The light}
  calls: {process: poisson_count, rate: 3 - 4*count(out)}
events:
  bulb: {hazard: 8, repeats: true}
  out: {hazard: 0.5}
  known: {at: 2025-11}
formulas: {twice: 2*light}
measures: {last: twice}
outcome: {on: last > 3, off: otherwise}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> se.Run:
    out = tmp_path_factory.mktemp("out")
    return se.run(se.load(TEXT), paths=60, seed=3, nested=2, engine="reference", out=out, jobs=1)


def test_parameters_are_those_of_the_trajectories(run: se.Run) -> None:
    drawn = run.parameters()
    assert drawn.column_names == ["path", "bright", "dim"]
    tracks = run.trajectories(["bright", "dim", "light"], [0, 1, 7])
    some = run.parameters(np.array([0, 1, 7]))
    for name, at in (("bright", 0), ("dim", 1)):
        assert some[name].to_pylist() == tracks.values[:, 0, at].tolist()
        assert drawn[name].to_pylist()[7] == tracks[2, 0, at]
    assert some["bright"][0] == some["bright"][1]  # of one nest
    assert tracks[0, 0, 2] == tracks[0, 0, 0] * tracks[0, 0, 1]
    with pytest.raises(se.SimengineError, match="has no path 60: it has 60, counted from 0"):
        run.parameters([60])


def test_occurrences_are_dated(run: se.Run) -> None:
    events = run.events()
    stored = run.outcomes
    assert events.num_rows == sum(len(steps) for name in ("bulb", "out", "known") for steps in stored[f"event.{name}"])
    rows = events.to_pylist()
    assert rows[0] == {"path": 0, "event": "known", "step": -2, "date": "2025-11"}
    assert all(row["date"] == run.clock.label(row["step"]) for row in rows)
    order = [(row["path"], row["step"]) for row in rows]
    assert order == sorted(order)


def test_futures_have_it_all(run: se.Run) -> None:
    table, stored = run.futures(), run.outcomes
    assert {"failed_date", "event.bulb", "parameter.bright", "measure.last", "class"} <= set(table.column_names)
    for row, before in zip(table.to_pylist(), stored.to_pylist(), strict=True):
        assert row["event.bulb"] == [run.clock.label(step) for step in before["event.bulb"]]
        step = before["failed_step"]
        assert row["failed_date"] == (None if step is None else run.clock.label(step))
    failed = [row for row in table.to_pylist() if row["status"] != "ok"]
    assert failed
    assert all("2026-01" <= row["failed_date"] <= "2027-01" for row in failed)
    assert "parameter.bright" not in run.futures(parameters=False).column_names
    assert table["parameter.bright"].to_pylist() == run.parameters()["bright"].to_pylist()


def test_trajectories_are_an_array_a_table_a_text_and_a_picture(run: se.Run) -> None:
    tracks = run.trajectories(["light", "twice"], [3, 5])
    assert tracks.shape == (2, 13, 2)
    assert np.asarray(tracks).shape == (2, 13, 2)
    rows = tracks.table().to_pylist()
    assert len(rows) == 26
    assert list(rows[0]) == ["path", "step", "date", "year", "light", "twice"]
    assert (rows[14]["path"], rows[14]["date"], rows[14]["light"]) == (5, "2026-02", tracks[1, 1, 0])
    text = tracks.text(80)
    assert text.startswith("lamp  2 paths\n\nThe light, lm  path ")
    axes = tracks.plot()
    assert axes.get_ylabel() == "The light, lm"
    assert len(axes.lines) == 2
    assert tracks.plot(axes, name="twice") is axes
    with pytest.raises(se.SimengineError, match="no 'ligth' among what was computed"):
        tracks.plot(name="ligth")


def test_bands_carry_dates(run: se.Run) -> None:
    rows = run.bands("light", quantiles=(0.5,), paths=5).table().to_pylist()
    assert [row["date"] for row in rows[:2]] == ["2026-01", "2026-02"]


@pytest.mark.parametrize("nested", [1, 3])
def test_parameters_of_many_paths_are_those_of_each(tmp_path, nested: int) -> None:
    ends_at_once = {"drivers.light.initial": "1/(bright - bright) if bright > 2 else bright"}
    drawn = se.run(se.load(TEXT).with_(ends_at_once), paths=250, seed=5, nested=nested, out=tmp_path)
    assert 0 < drawn.manifest.counts["failed"] < 250
    table = drawn.parameters()
    for start in range(0, 250, 50):
        assert drawn.parameters(range(start, start + 50)).equals(table.slice(start, 50))


WEATHER = """\
name: weather
clock: {start: 2026, end: 2029, step: year}
parameters:
  camp: {choice: {north: 0.5, south: 0.5}}
  level: {uniform: [0, 1]}
drivers:
  sky: {process: markov_chain, initial: fair, rates: {fair: {wet: 1}, wet: {fair: 1}}}
  load: {process: level, initial: "1/level if level > 0.2 else 1/(level - level)"}
measures: {m: load}
"""


def test_what_has_names_is_told_by_name(tmp_path) -> None:
    run = se.run(se.load(WEATHER), paths=60, seed=2, engine="reference", out=tmp_path, jobs=1)
    camps = run.parameters()["camp"].to_pylist()
    assert set(camps) == {"north", "south"}
    assert run.futures()["parameter.camp"].to_pylist() == camps == run.to_pandas()["parameter.camp"].tolist()
    paths = range(60)
    numbers = run.trajectories(["camp", "sky"], paths)
    known = ~np.isnan(numbers.values[:, 0, 0])
    assert 0 < known.sum() < 60
    assert [("north", "south")[int(n)] for n in numbers.values[known, 0, 0]] == list(np.array(camps)[known])
    rows = numbers.table().to_pylist()
    assert {row["sky"] for row in rows} == {"fair", "wet", None}
    assert [row["camp"] for row in rows[::4]] == [camp if ok else None for camp, ok in zip(camps, known, strict=True)]
    assert "fair" in str(numbers)
    arrays = run.to_xarray(["sky", "load"])
    assert arrays.choices.sel(choice="camp").values.tolist() == camps
    assert (str(arrays.choice_names.values[0]), arrays.value_names.values.tolist()) == (
        "north, south",
        ["fair, wet", ""],
    )
    run.export(tmp_path / "there", "csv", names=["sky"])
    text = (tmp_path / "there" / "trajectories.csv").read_text(encoding="utf-8")
    assert '"wet"' in text
