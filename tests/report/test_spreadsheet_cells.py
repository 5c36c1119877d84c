"""A spreadsheet runs what begins with certain signs; no text of a scenario gets there so."""

import csv
from dataclasses import replace

import pytest

from simengine.analysis.summary import summarise
from simengine.report.spreadsheet_cells import harmless
from simengine.report.tables import write_outcomes
from simengine.runs.words import Words
from tests.helpers.report.sample_runs import CLASSES, sample_table


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_what_would_be_run_is_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "'=1", "1-2", "§ 7", " =1"])
def test_other_texts_stay(text):
    assert harmless(text) == text


def test_a_hostile_title_is_text_and_a_negative_number_a_number(tmp_path):
    table = replace(sample_table("baseline"), words=Words({"outcome": {CLASSES[0]: '=HYPERLINK("x")'}}))
    write_outcomes(summarise(table), tmp_path / "outcomes.csv")
    with (tmp_path / "outcomes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["title"] == """'=HYPERLINK("x")"""
    assert float(rows[0]["p"]) > 0
