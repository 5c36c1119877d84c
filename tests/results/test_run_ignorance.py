"""Ignorance apart from chance, of futures that were drawn: known answers, and what a person and a program are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import simengine as se
from simengine.analysis.summary import summary_json

TEXT = """
name: apart
clock: {start: 2026, end: 2028, step: year}
parameters:
  q: {uniform: [0, 1]}
  rate: {gamma: {mean: 1, sd: 0.5}}
  theta: {normal: {mean: 0, sd: 1}}
drivers:
  noise: {process: random_walk, initial: 0, drift: 0, volatility: 0.7071067811865476}
events:
  toss: {at: 2027, branch: {heads: q, tails: otherwise}}
  strike: {hazard: rate}
outcome: {up: occurred(heads), side: theta > 100, down: otherwise}
report: {question: Heads?, together: {Either: [up, side]}}
measures: {both: theta + 2 * noise, level: theta, shake: noise}
questions: {struck: {text: Struck within a year, by: 2026, when: occurred(strike)}}
"""
KNOWN = {
    ("class", "up"): 1 / 3,
    ("class", "down"): 1 / 3,
    ("together", "Either"): 1 / 3,
    ("question", "struck"): 0.12306,
    ("measure", "both"): 0.2,
    ("measure", "level"): 1.0,
    ("measure", "shake"): 0.0,
}


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> se.Summary:
    out = tmp_path_factory.mktemp("apart")
    return se.run(se.load(TEXT), paths=8000, nested=10, seed=2, jobs=1, out=out).summary()


def test_known_answers(summary: se.Summary) -> None:
    """Within 3.5 errors: of these five, as far as they differ, one is not once in four hundred times."""
    for about, truth in KNOWN.items():
        found = summary.ignorance[about]
        assert found.share == pytest.approx(truth, abs=3.5 * found.se + 1e-9)
        assert found.high - found.low < 0.07
    assert summary.ignorance["class", "side"].unknown == "it is the same on every path"
    assert summary.answer_ignorance == summary.ignorance["class", "up"]


def test_a_line_for_a_person(summary: se.Summary) -> None:
    (line,) = (line for line in summary.text(100).splitlines() if "uncertainty" in line)
    assert line.startswith("of the uncertainty in up, 3")
    assert line.endswith(" is what we don't know, the rest is chance")


def test_columns_and_json_for_a_program(summary: se.Summary) -> None:
    rows = {(row["of"], row["name"]): row for row in summary.table().to_pylist()}
    for about, found in summary.ignorance.items():
        row = rows[about] if about in rows else rows["together", ""]
        assert row["ignorance"] == (None if found.unknown else found.share)
    told = {(one["of"], one["name"]): one for one in summary_json(summary)["ignorance"]}
    assert set(told) == {("answer", "up"), *summary.ignorance}
    assert told["measure", "both"]["share"] == summary.ignorance["measure", "both"].share
    assert told["class", "side"]["share"] is None
    json.dumps(told["answer", "up"], allow_nan=False)


def test_the_manifest_says_how_paths_were_made(tmp_path: Path) -> None:
    run = se.run(se.load(TEXT), paths=30, nested=10, engine="reference", jobs=1, out=tmp_path)
    again = se.open_run(run.folder).manifest.sampling
    assert (again.kind, again.each) == ("nested", 10)
