"""The first screen, as `compare` and `run` of several scenarios end with it."""

import re
from pathlib import Path

import simengine as se
from tests.helpers.cli.command_line import TINY

HOW = ("--engine", "reference", "--paths", "150", "--jobs", "1")


def test_run_of_several_ends_with_what_compare_prints(simengine, here: Path) -> None:
    ran = simengine("run", "tiny", *HOW)
    assert ran.code == 0
    compared = simengine("compare", "tiny", "lucky")
    assert (compared.code, compared.out) == (0, ran.out)
    assert f"{se.compare(se.open_run('tiny'), se.open_run('lucky')).screen()}\n" == ran.out
    lines = ran.out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert lines[0] == "A coin with a memory"
    assert lines[1] == "As of 2025-01, to 2030-01; 150 futures of each scenario; base: tiny"
    assert re.match(r"early: .* \(\d+–\d+ %\), about \d+ futures? in \d+\.$", lines[2])
    assert [line.split()[0] for line in lines if "█" in line or "▌" in line] == ["early", "late", "never"]
    assert "More: simengine compare tiny lucky --all; summary tiny --all;" in ran.out
    assert "±" not in ran.out


def test_one_run_is_told_by_itself_and_quiet_tells_where_runs_lie(simengine, here: Path) -> None:
    assert "drawn in" in simengine("run", "tiny/tiny.yaml", *HOW).out
    quiet = simengine("run", "tiny", *HOW, "-q")
    assert (quiet.code, quiet.out) == (0, "")
    assert quiet.err.count("tiny: was there already, unchanged\n") == 1
    assert "lucky: drawn in" in quiet.err


def test_runs_that_have_no_futures_in_common_are_told_one_by_one(simengine, here: Path) -> None:
    other = TINY.replace("name: tiny", "name: other").replace("seed: 3", "seed: 4")
    Path("tiny/other.yaml").write_text(other, encoding="utf-8")
    ran = simengine("run", "tiny/tiny.yaml", "tiny/other.yaml", *HOW)
    assert ran.code == 0
    assert "not set against each other: " in ran.err
    heads = [line.split()[0] for line in ran.out.splitlines() if "150 paths  " in line]
    assert heads == ["tiny", "other"]


def test_the_screen_says_where_pictures_lie_and_all_of_it_is_there(simengine, here: Path) -> None:
    assert simengine("run", "tiny", *HOW, "-q").code == 0
    short = simengine("compare", "tiny", "lucky", "--out", "figures")
    assert "Runs: results; tables and pictures: figures\n" in short.out
    assert len(short.out.splitlines()) <= 40
    assert (here / "figures" / "differences.csv").exists()
    long = simengine("compare", "tiny", "lucky", "--all").out
    assert all(part in long for part in ("paired vs tiny", "moves (lucky)", "questions", "means of measures", "±"))


def test_a_base_that_reads_otherwise_now_is_told_without_what_is_computed_again(simengine, monkeypatch) -> None:
    """Its plan has another identity, as that of another simengine may have."""
    assert simengine("run", "tiny", *HOW, "-q").code == 0
    monkeypatch.setattr("simengine.runs.store.Run.identity_with", lambda run, of_plan: None)
    shown = simengine("compare", "tiny", "lucky")
    assert shown.code == 0
    assert "! as of when is not told: " in shown.out
    assert "points against tiny" in shown.out
    assert "What moves it" not in shown.out
