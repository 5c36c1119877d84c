"""Published figures in a CSV file: a figure with an error for each row, and mistakes told at their cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load, load_text
from simengine.model.model import Model
from simengine.plan.identity import identity_of, observed_digest
from simengine.plan.planning import make_plan
from simengine.scenario.known_by import known_by as observations_known_by
from simengine.scenario.ledger import make_ledger
from simengine.yaml.emit import to_yaml

HEAD = """\
name: trips
clock: {start: 2024-07, end: 2026-07, step: month}
parameters:
  spread: {uniform: [0.1, 0.2]}
drivers:
  people: {process: random_walk, initial: 60, drift: 0, volatility: 5, unit: trip/year}
  born: {process: poisson_count, rate: 60}
measures: {last: people + spread}
observe:
"""
FIGURES = (
    "monthly: {expr: people/12, csv: data/trips.csv, date: month, value: trips, error: {relative: 0.15}, missing: skip}"
)
TABLE = """\
month,trips,se,said,part
2024-09,4.9,0.6,2024-11,0.1
2024-08,5.1,0.5,2024-09,0.2
2024-10,,0.6,2024-11,0.1
2024-11,5.4,0.7,2025-Q1,0.3
"""
ROWS = [
    ("2024-08", 5.1, 0.5, "2024-09", 0.2),
    ("2024-09", 4.9, 0.6, "2024-11", 0.1),
    ("2024-11", 5.4, 0.7, "2025-Q1", 0.3),
]


def written(folder: Path, element: str, table: str = TABLE) -> Path:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "trips.csv").write_text(table, encoding="utf-8")
    (folder / "trips.yaml").write_text(f"{HEAD}  {element}\n", encoding="utf-8")
    return folder / "trips.yaml"


def told(file: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(file)
    return [str(problem).replace(f"{file.parent}/", "") for problem in caught.value.problems]


def same(first: Model, second: Model) -> bool:
    return identity_of(make_plan(first, 1)) == identity_of(make_plan(second, 1))


FORMS = [
    (FIGURES, "monthly {0}: {{expr: people/12, at: {0}, value: {1}, error: {{relative: 0.15}}}}"),
    (FIGURES.replace("0.15", "part"), "monthly {0}: {{expr: people/12, at: {0}, value: {1}, error: {{relative: {4}}}}}"),
    (FIGURES.replace("{relative: 0.15}", "se"), "monthly {0}: {{expr: people/12, at: {0}, value: {1}, error: {2}}}"),
    (FIGURES.replace("{relative: 0.15}", "2*spread"), "monthly {0}: {{expr: people/12, at: {0}, value: {1}, error: 2*spread}}"),
    (FIGURES.replace("{relative: 0.15}", "{student_t: se, freedom: 6}"),
     "monthly {0}: {{expr: people/12, at: {0}, value: {1}, error: {{student_t: {2}, freedom: 6}}}}"),
    (FIGURES.replace("missing", "known: said, missing"),
     "monthly {0}: {{expr: people/12, at: {0}, known: {3}, value: {1}, error: {{relative: 0.15}}}}"),
    (FIGURES.replace("missing", "known: 2025-06, missing"),
     "monthly {0}: {{expr: people/12, at: {0}, known: 2025-06, value: {1}, error: {{relative: 0.15}}}}"),
    (FIGURES.replace("people/12", "born").replace("date: month", "over: month"),
     "monthly {0}: {{expr: born, over: {0}, value: {1}, error: {{relative: 0.15}}}}"),
    (FIGURES.replace("people/12", "born").replace("date: month", "over: {mean: month}"),
     "monthly {0}: {{expr: born, over: {{mean: {0}}}, value: {1}, error: {{relative: 0.15}}}}"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "row"), FORMS, ids=[form[9:] for form, _ in FORMS])
def test_columns_mean_what_typed_figures_mean(tmp_path: Path, form: str, row: str) -> None:
    read = load(written(tmp_path, form))
    typed = load(HEAD + "".join(f"  {row.format(*one)}\n" for one in ROWS))
    assert same(read, typed)
    assert observed_digest(make_plan(read)) == observed_digest(make_plan(typed))
    assert same(read, load_text(to_yaml(read.scenario.merged), "stored").model)


def test_rows_are_chosen_by_their_dates(tmp_path: Path) -> None:
    form = FIGURES.replace("missing: skip", "from: 2024-09, until: 2024-09")
    assert list(load(written(tmp_path, form)).scenario.observe) == ["monthly 2024-09"]


def test_columns_of_a_member(tmp_path: Path) -> None:
    file = written(tmp_path, FIGURES.replace("monthly", '"monthly[port]"'))
    file.write_text(file.read_text().replace("measures", "groups: {port: [north, south]}\nmeasures"), encoding="utf-8")
    assert list(load(file).scenario.observe)[:2] == ["monthly 2024-08[north]", "monthly 2024-08[south]"]


def test_what_was_known_follows_the_column(tmp_path: Path) -> None:
    read = load(written(tmp_path, FIGURES.replace("missing", "known: said, missing")))
    assert list(observations_known_by(read.scenario, "2024-11").observe) == ["monthly 2024-08", "monthly 2024-09"]


def test_the_ledger_names_file_and_line(tmp_path: Path) -> None:
    read = load(written(tmp_path, FIGURES.replace("{relative: 0.15}", "se")))
    entries = {".".join(map(str, entry.path)): entry for entry in make_ledger(read.scenario).entries}
    value, error = (entries[f"observe.monthly 2024-08.{key}"] for key in ("value", "error"))
    assert (Path(value.place.file).name, value.place.line, value.place.column, value.text) == ("trips.csv", 3, 9, "5.1")
    assert (error.place.line, error.place.column, error.value) == (3, 13, 0.5)


MISTAKES = [
    (FIGURES.replace("csv: data/trips.csv", "csv: data/trip.csv"), TABLE, "trips.yaml:10:35: observe.monthly.csv: no file 'trip.csv' (did you mean 'trips.csv'?)"),
    (FIGURES.replace("date: month, ", ""), TABLE, "trips.yaml:10:12: observe.monthly.date: is missing: the column of the dates"),
    (FIGURES.replace("value: trips, ", ""), TABLE, "trips.yaml:10:12: observe.monthly.value: is missing: the column of the numbers"),
    (FIGURES.replace("value: trips", "value: trip"), TABLE, "trips.yaml:10:71: observe.monthly.value: no column 'trip' in data/trips.csv (did you mean 'trips'?); there are month, trips, se, said, part"),
    (FIGURES.replace("date: month", "dat: month"), TABLE, "trips.yaml:10:51: observe.monthly.dat: unknown key (did you mean 'date'"),
    (FIGURES.replace("date: month", "date: month, at: 2024-08"), TABLE, "trips.yaml:10:64: observe.monthly.at: the file has the dates: remove it"),
    (FIGURES.replace("date: month", "date: month, over: month"), TABLE, "trips.yaml:10:64: observe.monthly.over: one column has the dates"),
    (FIGURES.replace("date: month", "over: {max: month}"), TABLE, "observe.monthly.date: a text is needed: the column of the dates"),
    (FIGURES.replace(", error: {relative: 0.15}", ""), TABLE, "trips.yaml:10:30: observe.monthly.error: is missing: how far the figures may lie off, such as error: {relative: 0.1}, or a column's name"),
    (FIGURES.replace("value: trips", "value: trips, between: [0, 1]"), TABLE, "observe.monthly.between: a fact has no value: remove it, or write between: {csv: …"),
    (FIGURES.replace("expr: people/12", "event: strike"), TABLE, "observe.monthly.event: the rows of a file are figures: remove it"),
    (FIGURES.replace("expr: people/12", "when: people > 0"), TABLE, "observe.monthly.when: the rows of a file are figures"),
    (FIGURES.replace("0.15", "parts"), TABLE, "trips.yaml:10:96: observe.monthly.error.relative: no column 'parts' in data/trips.csv (did you mean 'part'?)"),
    (FIGURES.replace("0.15", "15%"), TABLE, "observe.monthly.error.relative: no column '15%' in data/trips.csv"),
    (FIGURES.replace("{relative: 0.15}", "see"), TABLE, "trips.yaml:10:85: observe.monthly 2024-08.error: unknown name 'see'"),
    (FIGURES.replace("{relative: 0.15}", "spread"), TABLE.replace("se,", "spread,"), "trips.yaml:10:85: observe.monthly.error: 'spread' is a column of the file and a name of the scenario: rename the column"),
    (FIGURES.replace("missing", "unit: m, missing").replace("people/12", "people"), TABLE, "trips.yaml:10:19: observe.monthly 2024-08.expr: people is in trip/year, monthly 2024-08 is in m"),
    (FIGURES.replace("missing", "known: sad, missing"), TABLE, "observe.monthly.known: no column 'sad' in data/trips.csv (did you mean 'said'?)"),
    (FIGURES.replace("missing: skip", "missing: drop"), TABLE, "the one word for it is skip"),
    (FIGURES.replace(", missing: skip", ""), TABLE, "data/trips.csv:4:9: observe.monthly.2024-10: an empty cell; fill it, or write missing: skip"),
    (FIGURES, TABLE.replace("5.1", "5;1"), "data/trips.csv:3:9: observe.monthly.2024-08: a number is needed (got '5;1')"),
    (FIGURES, TABLE.replace("2024-08,", "Aug 24,"), "data/trips.csv:3:1: observe.monthly:"),
    (FIGURES, TABLE.replace("2024-08", "2029-08"), "data/trips.csv:3:1: observe.monthly 2029-08.at: the end of 2029-08 lies outside the clock"),
    (FIGURES, TABLE.replace("2024-08", "2024-09"), "data/trips.csv:3:1: observe.monthly.2024-09: stands twice, first on line 2; keep one"),
    (FIGURES, TABLE.replace("5.1", "0"), "observe.monthly 2024-08.error.relative: a part of 0 is 0"),
    (FIGURES.replace("{relative: 0.15}", "{lognormal: se}"), TABLE.replace("5.1", "-1"), "data/trips.csv:3:9: observe.monthly 2024-08.value: a figure with a lognormal error is above 0 (got -1)"),
    (FIGURES.replace("{relative: 0.15}", "se"), TABLE.replace("0.5", "0"), "data/trips.csv:3:13: observe.monthly 2024-08.error: an error must be above 0 (got 0)"),
    (FIGURES.replace("{relative: 0.15}", "{relative: part}"), TABLE.replace("0.2", "low"), "data/trips.csv:3:25: observe.monthly.2024-08: a number is needed (got 'low')"),
    (FIGURES.replace("missing", "known: said, missing"), TABLE.replace("0.5,2024-09", "0.5,soon"), "data/trips.csv:3:17: observe.monthly.2024-08: 'soon' is not a date"),
    (FIGURES.replace("missing", "known: said, missing"), TABLE.replace("0.5,2024-09", "0.5,2024-07"), "data/trips.csv:3:17: observe.monthly 2024-08.known: 2024-07 ends before the end of 2024-08"),
    ("monthly: {expr: people, at: 2024-08, value: {csv: data/trips.csv, value: trips}, error: 1}", TABLE, "columns of a CSV file can stand in a history, in a table of dates, in `between` of an observation, beside `expr` of one with an error"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "table", "message"), MISTAKES, ids=[message for _, _, message in MISTAKES])
def test_a_mistake_is_told_at_its_place(tmp_path: Path, form: str, table: str, message: str) -> None:
    found = told(written(tmp_path, form, table))
    assert any(message in line for line in found), found
    assert len(found) <= 2


def test_no_more_than_a_thousand(tmp_path: Path) -> None:
    dates = [
        f"{year}-{month:02}-{day:02}" for year in (2024, 2025, 2026) for month in range(1, 13) for day in range(1, 29)
    ]
    table = "month,trips\n" + "".join(f"{date},1\n" for date in dates)
    (found,) = told(written(tmp_path, FIGURES, table))
    assert "1,008 rows, and at most 1,000 are observed: choose some by from and until" in found
