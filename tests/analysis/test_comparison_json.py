"""`compare --json` has all that the terminal has."""

import dataclasses
import json
import math

import pytest

from simengine.analysis.compare import compare
from simengine.analysis.comparison_json import comparison_json
from simengine.analysis.simultaneous import simultaneous
from simengine.analysis.summary import summarise, summary_json
from simengine.runs.words import ReportWords, Words
from tests.helpers.analysis.small_tables import table

WORDS = Words(report=ReportWords(together={"either": ("a", "b")}))


@pytest.fixture(scope="module")
def tables():
    base = table([0, 0, 1, 2, -1], measures={"m": [1, 2, 3, 4, 0], "t": [1, 0, 1, 0, 0]}, truths=("t",), words=WORDS)
    other = table(
        [0, 1, 1, 2, 1],
        scenario="other",
        measures={"m": [1, 2, math.nan, 4, 5], "t": [1, 1, 1, 0, 0]},
        truths=("t",),
    )
    return base, other


@pytest.fixture(scope="module")
def record(tables):
    base, other = tables
    return comparison_json(summarise(base), [compare(base, other)])


def test_it_is_json(record):
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_the_base_has_its_figures(record, tables):
    assert (record["base"], record["paired"]) == ("base", True)
    assert record["summary"] == summary_json(summarise(tables[0]))


def test_every_figure_and_what_became_of_the_paths(record):
    (only,) = record["others"]
    assert only["scenario"] == "other"
    assert list(only["outcome"]) == ["a", "b", "c"]
    assert list(only["together"]) == ["either"]
    assert only["outcome"]["a"]["d"] == pytest.approx(0.2 - 0.5)
    assert only["outcome"]["a"]["among_pairs"]["d"] == -0.25
    assert (only["pairs"], only["dropped"], only["unmatched"], only["alike"]) == (4, 1, 0, False)
    assert only["migration"]["a"] == {"a": 0.25, "b": 0.25, "c": 0.0}
    assert (only["measures"]["m"]["unit"], only["measures"]["t"]["truth"]) == ("t", True)
    assert only["measures"]["m"]["base_paths"] == only["measures"]["m"]["other_paths"] == 4
    assert (only["paths"], only["failed"], only["excluded"], only["endings"]) == (5, 0, 0, [])
    assert only["answer"]["title"] == "a"
    assert only["unlike"] == []


def test_how_many_paths_would_do(record):
    """At so many paths, half of the interval is as large as the difference."""
    (only,) = record["others"]
    found = only["outcome"]["a"]
    half = (found["high"] - found["low"]) / 2
    assert found["paths_needed"] == math.ceil(5 * (half / found["d"]) ** 2)
    assert not found["clear"]
    for d in (only["outcome"][name] for name in only["outcome"]):
        unmoved = (d["among_pairs"] or d)["alike"]  # what comes from other paths alone, no number of them makes clear
        assert (d["paths_needed"] is None) == (d["clear"] or d["d"] == 0.0 or unmoved)


def test_intervals_that_hold_at_once(record, tables):
    assert record["simultaneous"] == {
        "correction": "Bonferroni",
        "intervals": 4,
        "times": pytest.approx(1.2744, abs=1e-4),
    }
    (only,) = record["others"]
    assert list(only["simultaneous"]) == ["a", "b", "c", "either"]
    found = only["outcome"]["a"]
    low, high = only["simultaneous"]["a"]
    assert high - low == pytest.approx((found["high"] - found["low"]) * record["simultaneous"]["times"])
    base, other = tables
    again = [compare(base, dataclasses.replace(other, scenario=name)) for name in "xyz"]
    assert simultaneous(again).intervals == 12
