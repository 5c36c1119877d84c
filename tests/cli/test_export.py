"""`simengine export`: what is typed, and what lies there then."""

import pandas as pd
import pytest


@pytest.fixture
def drawn(simengine):
    assert simengine("run", "tiny/tiny.yaml", "--paths", "40", "--engine", "reference", "--jobs", "1").code == 0
    return simengine


def test_tables_in_a_folder(drawn, here) -> None:
    result = drawn("export", "tiny", "--to", "csv", "--names", "mood, rate", "--paths", "3,17")
    assert (result.code, result.err) == (0, "")
    lines = [line.split() for line in result.out.splitlines()]
    assert lines[0] == ["export/tiny/futures.csv", "2", "rows"]
    assert lines[2] == ["export/tiny/trajectories.csv", "42", "rows"]
    found = pd.read_csv(here / "export" / "tiny" / "trajectories.csv")
    assert list(found.columns) == ["path", "step", "date", "year", "mood", "rate"]
    assert sorted(set(found["path"])) == [3, 17]


@pytest.mark.parametrize(("typed", "paths"), [("4", [0, 1, 2, 3]), ("5:7", [5, 6]), (":2", [0, 1]), ("7,", [7])])
def test_paths_as_they_are_typed(drawn, here, typed: str, paths: list[int]) -> None:
    assert drawn("export", "tiny", "--to", "parquet", "--paths", typed, "--out", "there").code == 0
    assert pd.read_parquet(here / "there" / "futures.parquet")["path"].tolist() == paths


def test_one_file_by_its_ending_or_by_its_form(drawn, here) -> None:
    assert drawn("export", "tiny", "--names", "all", "--out", "a/tiny.nc").out.split() == ["a/tiny.nc", "40", "paths"]
    assert drawn("export", "tiny", "--to", "hub").out.startswith("export/tiny-hub.csv")
    assert (here / "export" / "tiny-hub.csv").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--to", "csv", "--paths", "1-3"), "'1-3' is not 1000, 100:200 or 3,17"),
        (("--to", "csv", "--paths", "41"), "has 40 paths: take the first 1 to 40 of them (got 41)"),
        (("--to", "csv", "--names", "mod"), "no driver, formula or parameter 'mod' (did you mean 'mood'?)"),
        ((), "say what to export to: --to is one of csv, parquet, netcdf, hub"),
    ],
)
def test_mistakes_are_told(drawn, here, words, told: str) -> None:
    result = drawn("export", "tiny", *words)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert not (here / "export").exists()


def test_a_comma_inside_a_name_separates_no_names(simengine, here) -> None:
    (here / "flows.yaml").write_text(
        "name: flows\ngroups: {country: [kr, jp], fuel: [oil, coal]}\nclock: {start: 2026, end: 2028, step: year}\n"
        "drivers:\n  flow[country, fuel]: {process: level, initial: 1}\nmeasures: {m: 'flow[kr, coal]'}\n",
        encoding="utf-8",
    )
    assert simengine("run", "flows.yaml", "--paths", "2", "--engine", "reference", "--jobs", "1").code == 0
    assert simengine("export", "flows", "--to", "csv", "--names", "flow[kr, coal],flow[jp, oil]").code == 0
    found = pd.read_csv(here / "export" / "flows" / "trajectories.csv")
    assert list(found.columns)[4:] == ["flow[kr, coal]", "flow[jp, oil]"]
