"""Columns of CSV files in the place of typed numbers: the same scenario, and the same mistakes told at their cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import MOST_MERGED, load, load_text
from simengine.model.model import Model
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.report.ledger_text import ledger_text
from simengine.scenario.column_values import MOST_VALUES
from simengine.scenario.ledger import make_ledger
from simengine.yaml.builder import MOST_NODES
from simengine.yaml.document import parse_document
from simengine.yaml.emit import to_yaml

FORM = "{csv: data/oil.csv, date: month, value: price}"
SCENARIO = """\
name: oil
clock: {start: 2024-03, end: 2025-03, step: month}
parameters:
  shock: {empirical: SAMPLE}
drivers:
  price: {process: random_walk, initial: 2, drift: 0, volatility: 0.1, history: HISTORY}
  plan: {process: schedule, table: TABLE}
  ships: {process: poisson_count, rate: 3, history: HISTORY}
formulas:
  recent: rolling_mean(price, months(2))
  paid: {expr: price*1, history: HISTORY}
observe: {seen: OBSERVED}
measures: {last: shock + plan + recent + ships + paid}
outcome: {any: otherwise}
"""
TABLE = 'month,price,low,high,said\n2024-02,1.5,,,\n2024-01,1,,,\n2024-05,+2.25,1.5,1e3,"a, ""b"""\n2024-06,3.,2,5,\n'
TYPED = {
    "SAMPLE": "[1.5, 1, +2.25, 3.]",
    "HISTORY": "{2024-01: 1, 2024-02: 1.5}",
    "TABLE": "{2024-01: 1, 2024-02: 1.5, 2024-05: +2.25, 2024-06: 3.}",
    "{seen: OBSERVED}": "{seen 2024-05: {at: 2024-05, expr: price, between: [1.5, 1e3]},"
    " seen 2024-06: {at: 2024-06, expr: price, between: [2, 5]}}",
}
FROM_TABLE = {
    "SAMPLE": "{csv: data/oil.csv, value: price}",
    "HISTORY": "{csv: data/oil.csv, date: month, value: price, until: 2024-02}",
    "TABLE": FORM,
    "OBSERVED": "{expr: price, between: {csv: data/oil.csv, date: month, low: low, high: high, missing: skip}}",
}


def written(folder: Path, values: dict[str, str], table: str | bytes = TABLE) -> Path:
    text = SCENARIO
    for name, value in values.items():
        text = text.replace(name, value)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "oil.csv").write_bytes(table.encode() if isinstance(table, str) else table)
    (folder / "oil.yaml").write_text(text, encoding="utf-8")
    return folder / "oil.yaml"


def told(file: Path, *overrides: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(file, overrides)
    return [str(problem).replace(f"{file.parent}/", "") for problem in caught.value.problems]


def same(first: Model, second: Model) -> bool:
    return identity_of(make_plan(first, 1)) == identity_of(make_plan(second, 1))


def test_columns_mean_what_typed_numbers_mean(tmp_path: Path) -> None:
    typed = load(written(tmp_path / "typed", TYPED))
    read = load(written(tmp_path / "read", FROM_TABLE))
    assert same(typed, read)
    assert not same(typed, load(written(tmp_path / "read", FROM_TABLE, TABLE.replace("1.5", "1.6"))))


@pytest.mark.parametrize(
    "table",
    [
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        "\ufeff" + TABLE,
        TABLE.rstrip("\n"),
        TABLE + "\n\n,,,,\n",
        TABLE.replace("1.5,", '"1.50",').replace("month", '" month "'),
        TABLE.replace(",", " ,\t").replace(' ,\t ""b"""', ', ""b"""'),
        "\n".join([TABLE.splitlines()[0], *reversed(TABLE.splitlines()[1:3]), *TABLE.splitlines()[3:]]),
    ],
    ids=["crlf", "cr", "bom", "no end", "empty lines", "quoted", "spaces", "another order"],
)
def test_values_count_and_not_bytes(tmp_path: Path, table: str) -> None:
    assert same(load(written(tmp_path / "a", FROM_TABLE)), load(written(tmp_path / "b", FROM_TABLE, table)))


def test_the_text_of_a_run_is_whole_without_the_table(tmp_path: Path) -> None:
    read = load(written(tmp_path, FROM_TABLE))
    again = load_text(to_yaml(read.scenario.tree), "stored").model
    assert same(read, again)
    assert [Path(name).name for name, _ in read.scenario.files] == ["oil.yaml", "oil.csv"]
    with pytest.raises(ScenarioError, match="a scenario that comes from no file reads none: write the numbers"):
        load_text((tmp_path / "oil.yaml").read_text(), "stored")


def test_the_ledger_names_file_and_line(tmp_path: Path) -> None:
    ledger = make_ledger(load(written(tmp_path, FROM_TABLE)).scenario)
    places = {".".join(map(str, entry.path)): entry for entry in ledger.entries}
    found = places["drivers.price.history.2024-02"]
    assert (Path(found.place.file).name, found.place.line, found.place.column, found.text) == ("oil.csv", 2, 9, "1.5")
    sample = places["parameters.shock"]
    assert (sample.place.line, sample.last_line, sample.text) == (2, 5, "empirical of 4 values, 1 – 3")
    text = " ".join(ledger_text(ledger, 400).split())
    assert f"from {tmp_path}/data/oil.csv:2–5" in text
    assert f"observe.seen 2024-05.between 1.5, 1e3 from {tmp_path}/data/oil.csv:4" in text


def test_a_path_is_relative_to_the_file_that_says_it(tmp_path: Path) -> None:
    written(tmp_path / "base", FROM_TABLE)
    variant = tmp_path / "variant.yaml"
    variant.write_text(
        "extends: base/oil.yaml\nname: v\nset: {drivers.plan.table.value: low, drivers.plan.table.missing: skip}\n"
    )
    assert load(variant).scenario.drivers["plan"].table.keys() == {"2024-05", "2024-06"}  # type: ignore[attr-defined]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "oil.csv").write_text("month,price\n2024-04,8\n")
    variant.write_text(f"extends: base/oil.yaml\nname: v\ndrivers: {{plan: {{table: {FORM}}}}}\n")
    assert load(variant).scenario.drivers["plan"].table.keys() == {"2024-04"}  # type: ignore[attr-defined]
    (tmp_path / "base" / "up.yaml").write_text(f"drivers: {{plan: {{table: {FORM.replace('data', '../data')}}}}}\n")
    variant.write_text("extends: [base/oil.yaml, base/up.yaml]\nname: v\n")
    assert load(variant).scenario.drivers["plan"].table.keys() == {"2024-04"}  # type: ignore[attr-defined]
    (told_above,) = told(written(tmp_path / "base", {**FROM_TABLE, "TABLE": FORM.replace("data", "../data")}))
    assert "'../data/oil.csv' leads out of the scenario's folder" in told_above


def test_typed_rows_are_laid_over_those_of_a_table_and_a_table_takes_the_place_of_typed_rows(tmp_path: Path) -> None:
    beside = {**FROM_TABLE, "TABLE": FORM.replace("}", ", 2024-03: 7, 2024-05: 8}")}
    table = load(written(tmp_path, beside)).scenario.drivers["plan"].table  # type: ignore[attr-defined]
    assert {date: value.text for date, value in table.items()} == {
        "2024-01": "1", "2024-02": "1.5", "2024-03": "7", "2024-05": "8", "2024-06": "3.0",
    }  # fmt: skip
    assert list(table) == sorted(table)
    file = written(tmp_path, {**FROM_TABLE, "TABLE": "{2020: 5, 2021: 6}"})
    replaced = load(file, [f"drivers.plan.table={FORM}"]).scenario.drivers["plan"]
    assert "2020" not in replaced.table  # type: ignore[attr-defined]
    assert "drivers.plan.table.date: is missing: the column of the dates" in " ".join(
        told(file, "drivers.plan.table.csv=data/oil.csv")
    )


HEADER = "month,price,low,high,said\n"
MISTAKES: list[tuple[str | bytes, str]] = [
    ("month;price\n2024-01;1,5\n", "data/oil.csv:1:6: semicolons separate the columns; save the file with commas"),
    ("month\tprice\n2024-01\t1.5\n", "data/oil.csv:1:6: tabs separate the columns"),
    ('month,price\n2024-01,"1,5"\n', "data/oil.csv:2:9: drivers.plan.table.2024-01: a number is needed (got '1,5'); write 1.5"),
    ("month,price\n2024-01,1,5\n2024-02,2,5\n", "data/oil.csv:2:11: 2 cells are needed, as in the header (here and in 1 more); a comma within a cell needs quotes around it, and numbers have a decimal point (got '2024-01,1,5')"),
    ("month,price\n2024-01,1\nSource: EIA\n", "data/oil.csv:3:1: 2 cells are needed, as in the header; remove the line if it is no row (got 'Source: EIA')"),
    ("month,price,x\n2024-01,1,é\n".encode("latin-1"), "data/oil.csv:2:11: not UTF-8 (byte 0xe9); save the file as UTF-8"),
    (TABLE.encode("utf-16"), "data/oil.csv:1:1: not UTF-8 (byte 0xff)"),
    (b"PK\x03\x04\x14\x00", "'oil.csv' is a workbook, not a text; save the sheet as CSV (UTF-8)"),
    (b"month,price\n2024-01,\x001\n", "data/oil.csv:2:9: the character U+0000 can't stand in a table"),
    ("2024-01,1.5\n2024-02,2\n", "data/oil.csv:1:1: drivers.plan.table.date: the first row must be a header that names the columns, 'month' among them (got '2024-01')"),
    ("", "data/oil.csv:1:1: the file is empty; a header row and rows below it are needed"),
    ("month,price\n", "oil.yaml:7:42: drivers.plan.table: data/oil.csv has no row"),
    ("moth,price\n2024-01,1\n", "oil.yaml:7:62: drivers.plan.table.date: no column 'month' in data/oil.csv (did you mean 'moth'?); there are moth, price"),
    ("month,price,price\n2024-01,1,2\n", "data/oil.csv:1:13: drivers.plan.table.value: the column 'price' stands twice in the header"),
    ("month,price\n2024-01,1\n2024-01,2\n", "data/oil.csv:3:1: drivers.plan.table.2024-01: stands twice, first on line 2; keep one"),
    ("month,price\n2024-01,\n", "data/oil.csv:2:9: drivers.plan.table.2024-01: an empty cell; fill it, or write missing: skip"),
    ("month,price\n,1\n", "data/oil.csv:2:1: drivers.plan.table: a date is missing in this row"),
    ("month,price\n2024-01,n/a\n", "a number is needed (got 'n/a'); leave the cell empty, and write missing: skip"),
    ("month,price\n2024-01,1e999\n", "data/oil.csv:2:9: drivers.plan.table.2024-01: larger than the largest number"),
    ("month,price\n2024-01,shock\n", "a number is needed (got 'shock')"),
    ("month,price\n2024M01,1\n", "data/oil.csv:2:1: drivers.plan.table: not a date as it is written here: write 2024-01 (got '2024M01')"),
    ("month,price\nQ3 2024,1\n", "write 2024-Q3 (got 'Q3 2024')"),
    ("month,price\n31.12.2024,1\n", "write 2024-12-31 (got '31.12.2024')"),
    ("month,price\n202405,1\n", "write 2024-05 (got '202405')"),
    ("month,price\n01/02/2024,1\n", "'01/02/2024' is not a date"),
    ("month,price\n45292,1\n", "data/oil.csv:2:1: drivers.plan.table: a spreadsheet's number for a day: format the column as a date (got 45292)"),
    ('month,price\n2024-01,"1\n', "data/oil.csv:2:9: the quote that opens here is never closed"),
    ('month,price\n2024-01,"1"x\n', "data/oil.csv:2:12: text after a closing quote; within quotes, write a quote twice"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "message"), MISTAKES)
def test_a_mistake_in_a_table_is_told_where_it_stands(tmp_path: Path, table: str | bytes, message: str) -> None:
    values = {**TYPED, "TABLE": FORM}
    (only,) = told(written(tmp_path, values, table))
    assert message in only


def test_all_mistakes_of_a_table_at_once(tmp_path: Path) -> None:
    values = {**TYPED, "TABLE": FORM, "clock": "clok"}
    found = told(written(tmp_path, values, "month,price\n2024-01,a\n2024-02,b\n"))
    assert [line.partition(": ")[0] for line in found] == [
        "data/oil.csv:2:9", "data/oil.csv:3:9", "oil.yaml:1:1", "oil.yaml:2:1",
    ]  # fmt: skip


def test_what_does_not_suit_is_told_at_its_cell(tmp_path: Path) -> None:
    values = {**FROM_TABLE, "HISTORY": FORM}
    assert told(written(tmp_path, values))[0] == (
        "data/oil.csv:4:9: drivers.price.history.2024-05: 2024-05 does not lie before the start (2024-03): "
        "remove it, or leave rows of a table out by until"
    )
    found = told(written(tmp_path, FROM_TABLE, TABLE.replace("+2.25,1.5", "+2.25,1001")))
    assert found[0].startswith("data/oil.csv:4:15: observe.seen 2024-05.between")


FORMS = [
    ("{csv: data/oil.csv, date: month, valeu: price}", "drivers.plan.table.valeu: unknown key (did you mean 'value'?)"),
    ("{csv: data/oil.csv, value: price}", "drivers.plan.table.date: is missing: the column of the dates"),
    ("{csv: data/oil.csv, date: [month], value: price}", "date: a text is needed: the column of the dates"),
    (FORM.replace("}", ", missing: drop}"), "the one word for it is skip: rows with an empty cell are left out (got 'drop')"),
    (FORM.replace("}", ", from: July}"), "drivers.plan.table.from: 'July' is not a date"),
    (FORM.replace("}", ", from: 2025}"), "data/oil.csv has no row that is wanted"),
    (FORM.replace("oil.csv", "oli.csv"), "drivers.plan.table.csv: no file 'oli.csv' (did you mean 'oil.csv'?)"),
    (FORM.replace("data/", "dat/"), "drivers.plan.table.csv: no folder"),
    (FORM.replace("/oil.csv", ""), "the name of a table ends in .csv (got 'data')"),
    (FORM.replace("data/oil.csv", "data/folder.csv"), "'folder.csv' is a folder; name a table (.csv) in it"),
    (FORM.replace("data/oil.csv", "/data/oil.csv"), "'/data/oil.csv' is an absolute path; name a file relative to this one"),
    (FORM.replace("data/oil.csv", "'C:/oil.csv'"), "'C:/oil.csv' is an absolute path"),
    (FORM.replace("data/oil.csv", "'https://a.org/oil.csv'"), "is an address, and nothing is fetched; save the file beside"),
    (FORM.replace("data/oil.csv", r"'data\oil.csv'"), "write / between folders"),
    (FORM.replace("data/oil.csv", "data/out.csv"), "leads out of the scenario's folder"),
    (FORM.replace("data/oil.csv", "data/loop.csv"), "'loop.csv' cannot be read"),
    (FORM.replace("data/oil.csv", "data/huge.csv"), "'huge.csv' is larger than 5,000 kB; keep the columns and rows"),
    (FORM.replace("data/oil.csv", "data/many.csv"), "10,080 rows of data/many.csv; at most 10,000 rows of one table"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "message"), FORMS)
def test_what_is_said_of_a_table_is_checked(tmp_path: Path, form: str, message: str) -> None:
    file = written(tmp_path / "in", {**TYPED, "TABLE": form})
    data = tmp_path / "in" / "data"
    (data / "folder.csv").mkdir()
    (tmp_path / "out.csv").write_text("month,price\n2024-01,1\n")
    (data / "out.csv").symlink_to(tmp_path / "out.csv")
    (data / "loop.csv").symlink_to(data / "loop.csv")
    if "huge" in form:
        (data / "huge.csv").write_bytes(b"x" * 5_000_001)
    if "many" in form:
        dates = [
            f"{year}-{month:02}-{day:02}"
            for year in range(1990, 2020)
            for month in range(1, 13)
            for day in range(1, 29)
        ]
        (data / "many.csv").write_text("month,price\n" + "".join(f"{date},1\n" for date in dates))
    assert message in " ".join(told(file))


def test_columns_stand_where_numbers_with_dates_do(tmp_path: Path) -> None:
    file = written(tmp_path, {**TYPED, "rate: 3": "rate: {csv: data/oil.csv, value: price}"})
    assert told(file)[0].startswith("oil.yaml:8:")
    file = written(
        tmp_path, {**TYPED, "{empirical: [1.5, 1, +2.25, 3.]}": "{uniform: {csv: data/oil.csv, value: price}}"}
    )
    assert "columns of a CSV file can stand in a history, in a table of dates" in told(file)[0]
    file = written(tmp_path, {**FROM_TABLE, "OBSERVED": FROM_TABLE["OBSERVED"].replace("{expr", "{at: 2024-05, expr")})
    assert any("observe.seen.at: the file has the dates: remove it" in line for line in told(file))


def test_a_link_within_the_folder_is_a_file_and_names_may_be_decomposed(tmp_path: Path) -> None:
    file = written(tmp_path, {**TYPED, "TABLE": FORM.replace("oil.csv", "\u00f6l.csv")})
    (tmp_path / "data" / "o\u0308l.csv").symlink_to("oil.csv")
    assert "2024-05" in load(file).scenario.drivers["plan"].table  # type: ignore[attr-defined]


def test_members_of_a_group_may_have_columns_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("year,kr,jp,low,high\n2022,51,125,,\n2023,52,124,,\n2024,,,0,500\n")
    (tmp_path / "people.yaml").write_text("""
name: people
clock: {start: 2024, end: 2030, step: year}
groups: {country: [kr, jp]}
drivers:
  pop[country]: {process: level, initial: 50, history: {csv: people.csv, date: year, value: kr, until: 2023}}
  pop[jp]: {initial: 120, history: {csv: people.csv, date: year, value: jp, until: 2023}}
observe:
  seen[country]:
    expr: pop[country]
    between: {csv: people.csv, date: year, low: low, high: high, missing: skip}
measures: {total: "sum_over(country, rolling_mean(pop[country], 2))"}
""")
    model = load(tmp_path / "people.yaml")
    assert model.scenario.drivers["pop[kr]"].history == {"2022": 51, "2023": 52}
    assert model.scenario.drivers["pop[jp]"].history == {"2022": 125, "2023": 124}
    assert list(model.scenario.observe) == ["seen 2024[kr]", "seen 2024[jp]"]
    assert same(model, load_text(to_yaml(model.scenario.merged), "stored").model)


def test_a_merged_text_may_be_longer_than_a_file() -> None:
    text = "a: [" + "1, " * MOST_NODES + "1]"
    with pytest.raises(ScenarioError, match="more than 30,000 values"):
        parse_document(text, "f.yaml")
    assert parse_document(text, "f.yaml", most=MOST_MERGED)
    assert MOST_MERGED > 2 * MOST_VALUES + 4 * MOST_NODES
