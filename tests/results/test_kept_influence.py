"""Explanations beside runs: told again at once as long as run and code are the same, and by the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import simengine as se
from simengine.results import kept_influence
from simengine.results.kept_influence import FOLDER, influence_beside
from simengine.runs.find import scan
from tests.helpers.page.read_html import Page

TEXT = """\
name: oven
clock: {start: 2026, end: 2027, step: year}
parameters: {heat: {title: Heat, uniform: [0, 1]}, idle: {uniform: [0, 1]}}
drivers: {level: {process: random_walk, initial: heat, drift: 0, volatility: 0.2}}
outcome: {hot: level > 0.5, cold: otherwise}
"""
PATHS = 200


@pytest.fixture
def run(tmp_path: Path) -> se.Run:
    return _drawn(tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is computed in fact."""
    seen, compute = [], kept_influence.explain_run
    monkeypatch.setattr(kept_influence, "explain_run", lambda *words: seen.append(words) or compute(*words))
    return seen


def _drawn(folder: Path, seed: int = 1) -> se.Run:
    (folder / "oven.yaml").write_text(TEXT, encoding="utf-8")
    return se.run(se.load(folder / "oven.yaml"), paths=400, seed=seed, out=folder / "results", force=True)


def _files(run: se.Run) -> list[Path]:
    return sorted((run.folder / FOLDER).glob("*"))


def test_the_same_question_is_answered_by_what_is_kept(run, asked) -> None:
    first, again = run.explain(paths=PATHS), se.open_run(run.folder).explain(paths=PATHS)
    assert len(asked) == len(_files(run)) == 1
    assert (again.json(), str(again)) == (first.json(), str(first))
    run.explain(paths=PATHS + 1)
    run.explain("cold", paths=PATHS)
    run.explain(paths=PATHS, least=0.1)
    assert len(asked) == len(_files(run)) == 4


def test_that_of_another_run_counts_no_more_and_is_removed(run, asked, tmp_path) -> None:
    run.explain(paths=PATHS)
    other = _drawn(tmp_path, seed=2)
    assert other.folder == run.folder
    assert influence_beside(other) is None
    other.explain("cold", paths=PATHS)
    assert (len(asked), len(_files(other))) == (2, 1)


def test_that_of_other_code_counts_no_more(run, monkeypatch) -> None:
    run.explain(paths=PATHS)
    assert influence_beside(run) is not None
    monkeypatch.setattr(kept_influence, "code_hash", lambda *, all_of_it: "another")
    assert influence_beside(run) is None


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"run": 1, "code": 2}', "half"])
def test_a_damaged_file_is_computed_anew(run, asked, text) -> None:
    first = run.explain(paths=PATHS)
    (file,) = _files(run)
    whole = file.read_text(encoding="utf-8")
    broken = json.dumps(json.loads(whole) | {"influence": {}}) if text == "half" else text
    file.write_text(broken, encoding="utf-8")
    assert run.explain(paths=PATHS).json() == first.json()
    assert len(asked) == 2
    assert file.read_text(encoding="utf-8") == whole


def test_where_nothing_can_be_written_nothing_is_kept(run, asked) -> None:
    (run.folder / FOLDER).write_text("in the way", encoding="utf-8")
    assert run.explain(paths=PATHS).influence.answer is not None
    assert len(asked) == 1
    assert influence_beside(run) is None


def test_a_place_that_was_rewritten_since_is_told_no_more(run, tmp_path) -> None:
    (before, _) = run.explain(paths=PATHS).influence.parameters
    assert before.founding.place.line == 3
    (tmp_path / "oven.yaml").write_text(f"# a line more\n{TEXT}", encoding="utf-8")
    (after, _) = run.explain(paths=PATHS).influence.parameters
    assert after.founding.place is None
    assert after.effect == before.effect


def test_the_report_tells_what_is_kept(run, asked, tmp_path) -> None:
    def told() -> str:
        file = se.write_report(run, tmp_path / "report.html")
        return " ".join(Page(file.read_text(encoding="utf-8")).text("moves-it", without=("svg",)).split())

    assert "What each number does by itself is added by simengine explain oven" in told()
    run.explain("cold", paths=PATHS)  # is not the answer
    assert "is added by" in told()
    run.explain(paths=PATHS)
    kept = told()
    assert "is added by" not in kept
    assert "its 10 % to its 90 % point" in kept
    assert f"simengine explain oven --paths {PATHS}" in kept
    assert "noise of level" in kept
    assert "Heat" in kept
    assert len(asked) == 2
    assert told() == kept


def test_in_full_the_report_keeps_what_it_found(run, asked, tmp_path) -> None:
    one, two = (se.write_report(run, tmp_path / "report.html", full=True).read_bytes() for _ in range(2))
    assert one == two
    assert len(asked) == 1


def test_nothing_else_minds_it(run) -> None:
    before = str(run.summary())
    run.explain(paths=PATHS)
    opened, found = se.open_run(run.folder), scan(run.folder.parent)
    assert [one.name for one in found.runs] == ["oven"]
    assert (found.problems, str(opened.summary()), opened.is_sound()) == ((), before, True)
