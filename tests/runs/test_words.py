"""What a run says for people, stored with it and read again."""

from __future__ import annotations

from pathlib import Path

from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.loading import load
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.runs.manifest import read_manifest
from simengine.runs.words import NO_WORDS, words_of
from simengine.scenario.answer import Answer

TEXT = """\
clock: {start: 2026, end: 2028, step: quarter}
parameters: {pull: {uniform: [0, 1], title: Strength of the pull}}
drivers: {x: {process: random_walk, initial: 0, drift: pull, volatility: 1, title: The level}}
measures:
  peak: max_so_far(x)
  ever: {expr: x > 1, title: Ever above one}
  again: ever
  half: 0.5*ever
outcome:
  up: {when: x > 1, title: It goes up, text: The level ends above one}
  mid: x > 0
  down: {when: otherwise}
questions:
  level_2027: {text: How high?, as_of: 2027, value: x, unit: m, title: Level in 2027}
report:
  question: Does it go up?
  answer: Not down
  together: {Not down: [up, mid], High: up}
  drivers: x
  measures: [ever, peak]
simulate: {paths: 5}
"""
PLAIN = TEXT.replace("title: ", "note: ").partition("report:")[0].replace("{when: x > 1, note", "x > 1 # ")


def test_words_are_stored_and_read_again(tmp_path: Path) -> None:
    (tmp_path / "level.yaml").write_text(TEXT, encoding="utf-8")
    done = run(load(tmp_path / "level.yaml"), Settings(engine="reference"), tmp_path)
    manifest, table = read_manifest(done.folder), done.outcome_table()
    words = manifest.words
    assert words == table.words == words_of(done.model.scenario)
    assert words.title("outcome", "up") == "It goes up"
    assert words.title("outcome", "mid") == words.title("sources", "S1") == ""
    assert (words.title("drivers", "x"), words.title("parameters", "pull")) == ("The level", "Strength of the pull")
    assert words.class_texts == {"up": "The level ends above one"}
    assert words.report.answer == Answer("class", ("up", "mid"))
    assert words.report.together == {"Not down": ("up", "mid"), "High": ("up",)}
    assert (words.report.drivers, words.report.measures) == (("x",), ("ever", "peak"))
    assert manifest.truths == table.truths == ("ever", "again")
    assert manifest.question_units == table.question_units == {"level_2027": "m"}


def test_words_are_no_part_of_what_a_run_is(tmp_path: Path) -> None:
    (tmp_path / "level.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "plain.yaml").write_text(PLAIN, encoding="utf-8")
    titled, bare = load(tmp_path / "level.yaml"), load(tmp_path / "plain.yaml")
    assert words_of(bare.scenario) == NO_WORDS
    assert identity_of(make_plan(titled)) == identity_of(make_plan(bare))


def test_other_words_renew_a_run_and_draw_nothing(tmp_path: Path) -> None:
    file = tmp_path / "level.yaml"
    file.write_text(TEXT, encoding="utf-8")
    run(load(file), Settings(engine="reference"), tmp_path)
    file.write_text(
        TEXT.replace("It goes up", "It rises").replace("answer: Not down", "answer: peak"), encoding="utf-8"
    )
    again = run(load(file), Settings(engine="reference"), tmp_path)
    assert again.reused
    assert again.outcome_table().words.title("outcome", "up") == "It rises"
    assert read_manifest(again.folder).words.report.answer == Answer("measure", ("peak",))
