import csv

import pytest

from simengine.analysis.compare import compare
from simengine.analysis.summary import summarise
from simengine.report.tables import write_differences, write_measures, write_migration, write_outcomes, write_questions
from tests.helpers.report.sample_runs import CLASSES, sample_table

BASE = sample_table("baseline")
COMPARISONS = [compare(BASE, sample_table(name)) for name in ("ceasefire_2026", "war_to_2030")]


def read(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_outcomes(tmp_path):
    summary, file = summarise(BASE), tmp_path / "outcomes.csv"
    write_outcomes(summary, file)
    rows = read(file)
    assert [row["class"] for row in rows] == list(CLASSES)
    assert list(rows[0]) == ["class", "title", "p", "se", "low", "high", "n", "failed", "excluded"]
    assert float(rows[0]["p"]) == summary.outcome["rupture"].p  # to the last bit
    assert b"\r" not in file.read_bytes()


def test_measures(tmp_path):
    write_measures(summarise(BASE), tmp_path / "measures.csv")
    visits, shells = read(tmp_path / "measures.csv")
    assert (visits["measure"], visits["unit"], shells["missing"]) == ("visits_kept", "share", "0")
    assert float(visits["q0.05"]) < float(visits["q0.5"]) < float(visits["q0.95"])
    assert int(visits["missing"]) > 0


def test_questions(tmp_path):
    write_questions(summarise(BASE), tmp_path / "questions.csv")
    chance, value = read(tmp_path / "questions.csv")
    assert (chance["kind"], chance["mean"], chance["q0.5"]) == ("chance", "", "")
    assert 0 < float(chance["p"]) < 1
    assert (value["kind"], value["p"]) == ("value", "")
    assert value["text"] == "Oil to DPRK in 2025, thousand barrels"
    assert 800 < float(value["q0.5"]) < 1600


def test_differences(tmp_path):
    write_differences(COMPARISONS, tmp_path / "differences.csv")
    rows = read(tmp_path / "differences.csv")
    assert len(rows) == 2 * (1 + len(CLASSES) + 2 + 2)
    assert {row["of"] for row in rows} == {"answer", "class", "measure", "question"}
    assert {(row["base"], row["scenario"]) for row in rows} == {
        ("baseline", "ceasefire_2026"),
        ("baseline", "war_to_2030"),
    }
    assert float(rows[0]["low"]) < float(rows[0]["d"]) < float(rows[0]["high"])


def test_migration(tmp_path):
    write_migration(COMPARISONS, tmp_path / "migration.csv")
    rows = read(tmp_path / "migration.csv")
    assert len(rows) == 2 * len(CLASSES) ** 2
    assert list(rows[0]) == ["base", "scenario", "from", "to", "share"]
    assert sum(float(row["share"]) for row in rows) == pytest.approx(2.0)


def test_what_is_not_a_number_is_an_empty_field(tmp_path):
    empty = sample_table("baseline", excluded=1.0)
    write_outcomes(summarise(empty), tmp_path / "outcomes.csv")
    assert read(tmp_path / "outcomes.csv")[0]["p"] == ""
