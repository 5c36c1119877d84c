"""A run handed on to pandas, polars, DuckDB, xarray and a forecasting hub."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
import xarray as xr

import simengine as se
from simengine.compute import by_part

TEXT = """\
name: lamp
title: A lamp
clock: {start: 2026-01, end: 2027-01, step: month}
parameters: {bright: {uniform: [1, 3], unit: lm}}
drivers:
  light: {process: random_walk, initial: bright, drift: 0, volatility: 0.1, unit: lm, title: The light}
  calls: {process: poisson_count, rate: 3 - 4*count(out)}
events:
  bulb: {hazard: 2, repeats: true}
  out: {hazard: 0.5}
formulas: {twice: {expr: 2*light, unit: lm}}
measures:
  last: twice
  bulb_time: first_time(bulb)
  dark: occurred(out)
outcome: {on: last > 4, '=off': otherwise}
questions: {light_june: {text: The light in June, by: 2026-06, value: light}}
"""
PATHS = 90


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> se.Run:
    out = tmp_path_factory.mktemp("out")
    return se.run(se.load(TEXT), paths=PATHS, seed=3, engine="reference", out=out, jobs=1)


def test_tables_are_the_same_in_every_program(run: se.Run, tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        done = run.export(tmp_path, form, names=["light", "twice"], paths=40)
        assert [file.name for file in done.files] == [f"{n}.{form}" for n in ("futures", "events", "trajectories")]
        assert done.table()["rows"].to_pylist() == list(done.rows)
        mean = run.futures()["measure.last"].to_numpy()[:40]
        for file, rows in zip(done.files, done.rows, strict=True):
            frame = (pd.read_csv if form == "csv" else pd.read_parquet)(file)
            polar = (pl.read_csv if form == "csv" else pl.read_parquet)(file)
            duck = duckdb.sql(f"from '{file}'").pl()
            assert frame.shape == polar.shape == duck.shape == (rows, frame.shape[1])
            assert list(frame.columns) == polar.columns == duck.columns
            if file.stem == "futures":
                for found in (frame, polar, duck):
                    assert np.array_equal(found["measure.last"].to_numpy(), mean, equal_nan=True)  # to the last bit
                    known = found["measure.bulb_time"].mean()  # what never came is null, and no part of a mean
                    assert known == pytest.approx(np.nanmean(run.futures()["measure.bulb_time"].to_numpy()[:40]))
            if file.stem == "trajectories":
                tracks = run.trajectories(["light", "twice"], range(40))
                values = np.stack([duck["light"].to_numpy(), duck["twice"].to_numpy()], axis=-1)
                assert np.array_equal(values, tracks.values.reshape(-1, 2), equal_nan=True)
                assert polar["date"].to_list()[:13] == list(tracks.dates)


def test_a_text_that_a_spreadsheet_would_run_is_none(run: se.Run, tmp_path: Path) -> None:
    run.export(tmp_path, "csv")
    assert set(pd.read_csv(tmp_path / "futures.csv")["class"].dropna()) == {"on", "'=off"}
    run.export(tmp_path, "parquet")
    assert set(pd.read_parquet(tmp_path / "futures.parquet")["class"].dropna()) == {"on", "=off"}


def test_events_are_rows_and_dates_in_a_cell(run: se.Run, tmp_path: Path) -> None:
    run.export(tmp_path, "csv", paths=[3, 17])
    events, futures = (pd.read_csv(tmp_path / f"{name}.csv") for name in ("events", "futures"))
    assert futures["path"].tolist() == [3, 17]
    own = [row for row in run.events().to_pylist() if row["path"] in (3, 17)]
    assert events.to_dict("records") == own
    dates = [row["date"] for row in own if (row["path"], row["event"]) == (17, "bulb")]
    assert len(dates) > 1
    assert futures["event.bulb"][1] == ";".join(dates)


def test_any_number_of_parts_is_one_table(run: se.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run.export(tmp_path / "one", "csv", ["light"])
    monkeypatch.setattr(by_part, "_NUMBERS_A_TABLE", 100)
    more = se.run(se.load(TEXT), paths=130, seed=3, engine="reference", out=tmp_path, jobs=1)
    assert len(more.manifest.parts) == 2
    more.export(tmp_path / "two", "csv", ["light"], paths=PATHS)
    for file in whole.files:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
    more.export(tmp_path / "all", "csv")
    assert len(pd.read_csv(tmp_path / "all" / "futures.csv")) == 130


def test_a_folder_holds_the_tables_of_one_run(run: se.Run, tmp_path: Path) -> None:
    folder = tmp_path / "there"
    other = se.run(se.load(TEXT), paths=PATHS, seed=4, engine="reference", out=tmp_path, jobs=1)
    assert other.export(folder, "csv", ["light"], paths=30).notes == ()
    stays = "trajectories.csv stays: exported before from this run, 30 paths of it"
    again = other.export(folder, "csv")
    assert again.notes == ("replaced futures.csv, events.csv: exported before from this run", stays)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    done = run.export(folder, "csv")
    told = "replaced futures.csv, events.csv, removed trajectories.csv: exported before from another run (lamp, seed 4,"
    assert done.notes[0].startswith(f"{told} 90 paths, drawn 20")
    assert " ".join(str(done).split()).count(told) == 1
    assert {file.name for file in folder.iterdir()} == {"futures.csv", "events.csv", "export.json", "notes.txt"}
    assert run.export(folder, "parquet").notes[0].startswith("futures.csv stays")
    assert other.export(folder, "csv").notes[0].count("removed futures.parquet, events.parquet") == 1
    assert pd.read_csv(folder / "futures.csv")["measure.last"].equals(other.futures()["measure.last"].to_pandas())


def test_what_is_not_as_it_was_exported_is_left(run: se.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    file, note = folder / "events.csv", folder / "export.json"
    for change in ("mine", "saved again"):
        file.write_text(change, encoding="utf-8")
        with pytest.raises(
            se.SimengineError, match=r"events.csv in .*there is not as simengine exported: move what is"
        ):
            run.export(folder, "csv")
        assert file.read_text(encoding="utf-8") == change
        assert not (folder / "futures.csv").exists() or change == "saved again"
        file.unlink()
        run.export(folder, "csv")
    monkeypatch.setattr("simengine.results.exported.write_table", _full_table)
    with pytest.raises(OSError, match="No space"):
        run.export(folder, "csv")
    monkeypatch.undo()
    file.write_text("half", encoding="utf-8")  # cut short: ours
    run.export(folder, "csv")
    for text in ("[]", "{", note.read_text(encoding="utf-8").replace("events.csv", "../events.csv")):
        note.write_text(text, encoding="utf-8")
        with pytest.raises(se.SimengineError, match=r"export.json does not say what simengine exported there: move it"):
            run.export(folder, "csv")


def _full_table(file: Path, tables) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_netcdf_comes_back_as_it_was(run: se.Run, tmp_path: Path) -> None:
    file = tmp_path / "lamp.nc"
    assert str(run.export(file, names=["light"], paths=50)) == f"{file}  50 paths"
    with xr.open_dataset(file, engine="h5netcdf") as stored:
        xr.testing.assert_identical(stored.load(), run.to_xarray(["light"], 50))
        assert stored.trajectory.dims == ("path", "date", "name")
        assert stored.trajectory.sel(date="2026-03", name="light").shape == (50, 1)
    assert list(tmp_path.iterdir()) == [file]


def test_arrays_say_what_they_hold(run: se.Run) -> None:
    found = run.to_xarray()
    assert found.sizes == {
        "path": PATHS,
        "date": 13,
        "name": 3,
        "measure": 3,
        "question": 1,
        "parameter": 1,
        "event": 2,
    }
    assert list(found.name.values) == ["light", "calls", "twice"]
    assert found.trajectory.sel(name="twice").unit == "lm"
    stored = run.outcomes
    assert found["class"].values.tolist() == [name or "" for name in stored["class"].to_pylist()]
    assert np.array_equal(found.measures.sel(measure="last"), stored["measure.last"].to_numpy(), equal_nan=True)
    bulbs = found.sel(event="bulb")
    for path, steps in enumerate(stored["event.bulb"].to_pylist()):
        assert bulbs.occurrences.values[path] == len(steps)
        first = np.datetime64(run.clock.day(steps[0]), "s") if steps else np.datetime64("NaT")
        assert np.array_equal(bulbs.first.values[path], first, equal_nan=True)
    tracks = run.trajectories(["light"], [5, 7])
    assert np.array_equal(tracks.to_xarray().sel(path=7, name="light"), tracks.values[1, :, 0], equal_nan=True)
    assert tracks.to_pandas().groupby("path").size().tolist() == [13, 13]


def test_a_hub_gets_what_it_asks_for(run: se.Run, tmp_path: Path) -> None:
    file = tmp_path / "2026-01-01-lamp-reference.csv"
    run.export(file, "hub", names=["light"], paths=20)
    found = pd.read_csv(file, dtype={"output_type_id": str}, keep_default_na=False)
    assert list(found.columns)[-3:] == ["output_type", "output_type_id", "value"]
    found["value"] = found["value"].astype(float)
    pmf = found[found.output_type == "pmf"].groupby("target")["value"].sum()
    assert pmf.round(12).to_dict() == {"outcome": 1.0, "dark": 1.0}
    (p,) = found.query("target == 'outcome' and output_type_id == 'on'")["value"]
    assert p == run.probabilities()["on"].p
    last = found[(found.target == "last") & (found.output_type == "quantile")]
    assert last["output_type_id"].astype(float).tolist()[:3] == [0.01, 0.025, 0.05]
    assert len(last) == 23
    assert last["value"].is_monotonic_increasing
    assert set(found[found.output_type == "mean"]["output_type_id"]) == {"NA"}
    samples = found.query("target == 'light' and output_type == 'sample' and output_type_id == '7'")
    values = run.trajectories(["light"], [7]).values[0, :, 0]
    assert np.array_equal(samples["value"], values[~np.isnan(values)])
    assert samples["target_end_date"].tolist()[1] == "2026-02-01"
    june = found[found.target == "light_june"]
    assert set(zip(june["horizon"], june["target_end_date"], strict=True)) == {("6", "2026-07-01")}
    tasks = ["target", "horizon", "output_type", "output_type_id"]
    assert not found.duplicated(tasks).any()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"to": "xls"}, "nothing is exported to 'xls'; there are csv, parquet, netcdf, hub"),
        ({}, r"say what to export to: to=… is one of csv, parquet, netcdf, hub"),
        ({"to": "csv", "names": ["ligth"]}, "no driver, formula or parameter 'ligth' .did you mean 'light'"),
        ({"to": "csv", "paths": 91}, r"has 90 paths: take the first 1 to 90 of them \(got 91\)"),
        ({"to": "csv", "paths": range(10**15)}, "has no path 999999999999999: it has 90, counted from 0"),
        ({"to": "csv", "paths": [3, -1, 5]}, "has no path -1"),
        ({"to": "csv", "paths": []}, "paths names no path"),
        ({"to": "hub", "out": "hub.xlsx"}, r"written as .csv or .parquet \(got hub.xlsx\)"),
    ],
)
def test_what_can_not_be_is_told(run: se.Run, tmp_path: Path, monkeypatch, asked, told: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(se.SimengineError, match=told):
        run.export(**asked)
    assert list(tmp_path.iterdir()) == []


def test_a_run_keeps_its_own_tables(run: se.Run) -> None:
    before = {file: file.read_bytes() for file in run.folder.rglob("*.csv")}
    for out, to in ((run.folder, "csv"), (run.folder / "lamp.nc", "netcdf")):
        with pytest.raises(se.SimengineError, match="is a run, and its files are its own; choose another place"):
            run.export(out, to)
    assert before == {file: file.read_bytes() for file in run.folder.rglob("*.csv")}


def test_nothing_goes_through_a_link_or_is_left_of_what_fails(run: se.Run, tmp_path: Path, monkeypatch) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine", encoding="utf-8")
    (tmp_path / ".lamp.nc.tmp").symlink_to(mine)
    run.export(tmp_path / "lamp.nc", names=["light"], paths=5)
    assert mine.read_text(encoding="utf-8") == "mine"
    before = (tmp_path / "lamp.nc").read_bytes()
    monkeypatch.setattr("xarray.Dataset.to_netcdf", _full)
    with pytest.raises(se.SimengineError, match="No space left on device; free space or choose another folder"):
        run.export(tmp_path / "lamp.nc", paths=5)
    assert (tmp_path / "lamp.nc").read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lamp.nc", "mine"]


def _full(self, file: Path, engine: str) -> None:
    file.write_bytes(b"half")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_more_than_memory_holds_is_refused(run: se.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simengine.results.labelled_arrays.MOST_NUMBERS", 1000)
    with pytest.raises(se.SimengineError, match=r"90 paths of 3 names at 13 steps are .* or 25 paths"):
        run.to_xarray()
    assert run.to_xarray(paths=25).sizes["path"] == 25


def test_what_is_not_installed_is_told(run: se.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(se.SimengineError, match=r"pip install 'simengine\[export\]'"):
        run.to_xarray()
