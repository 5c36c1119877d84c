"""Ignorance apart from chance, of futures that were drawn: known answers, and what a person and a program are told."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

import simengine as se
from simengine.analysis.ignorance_splits import ignorance_splits_json
from simengine.analysis.summary import summary_json
from tests.helpers.cli.command_line import in_process

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
    run = se.run(se.load(TEXT), paths=30, nested=10, jobs=1, out=tmp_path)
    again = se.open_run(run.folder).manifest.sampling
    assert (again.kind, again.each) == ("nested", 10)


def test_every_figure_is_told_of_nested_paths_and_of_members(summary: se.Summary, tmp_path: Path) -> None:
    """What nested paths say, and what futures that are drawn on say, is the same."""
    alone = se.run(se.load(TEXT), paths=2000, jobs=1, out=tmp_path)
    drawn_on = alone.by_ignorance(members=800, redraws=8)
    assert (drawn_on.draws, drawn_on.each, drawn_on.since, drawn_on.held) == (800, 8, "", ())
    assert list(drawn_on.figures) == list(summary.ignorance)
    for about, truth in KNOWN.items():
        assert drawn_on.figures[about].share == pytest.approx(truth, abs=3.5 * drawn_on.figures[about].se + 1e-9)
    rows = drawn_on.table().to_pylist()
    assert (rows[0]["of"], rows[0]["share"]) == ("answer", drawn_on.figures["class", "up"].share)
    json.dumps(ignorance_splits_json(drawn_on), allow_nan=False)


def test_the_text_of_every_figure(tmp_path: Path) -> None:
    run = se.run(se.load(TEXT), paths=500, nested=10, seed=2, jobs=1, out=tmp_path)
    found = run.by_ignorance()
    assert "apart: what we don't know, and chance  10 paths to each of 50 draws of the parameters" in found.text(100)
    assert "–: side: it is the same on every path" in found.text(100)
    assert re.search(r"^level +all, at least \d\d %", found.text(100), re.MULTILINE)
    assert re.search(r"^shake +(none seen, at most )?\d", found.text(100), re.MULTILINE)
    assert max(map(len, found.text(60).splitlines())) <= 60
    held = dataclasses.replace(found, since="2027", held=("drivers.noise",))
    assert "50 futures, each drawn on 10 times from 2027" in held.text(100)
    assert "The shares are upper bounds" in held.text(100)
    assert "(drivers.noise)" in held.text(200)
    assert "(9 of them, named by --json)" in dataclasses.replace(held, held=("x",) * 9).text(200)
    assert "Chance before what was observed" in dataclasses.replace(found, chance_before=True).text(100)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    se.run(se.load(TEXT), paths=500, nested=10, jobs=1, out=tmp_path)
    told = in_process(capsys)("summary", "apart", "--results", str(tmp_path), "--by", "ignorance")
    assert told.code == 0
    assert "what we don't know" in told.out
    found = json.loads(
        in_process(capsys)("summary", "apart", "--results", str(tmp_path), "--by", "ignorance", "--json").out
    )
    assert (found["draws"], found["each"], found["since"]) == (50, 10, None)
