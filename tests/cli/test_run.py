"""run: what it stores and prints, when it refuses, and how it goes on after an interruption."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from simengine.cli.interrupts import interruptible
from simengine.cli.progress import Bar, Lines
from simengine.compute.progress import Progress
from simengine.report.numbers import duration
from simengine.runs.store import open_run
from tests.helpers.cli.command_line import TINY, VARIANT, call_program, environment
from tests.helpers.patience import PATIENCE


def test_a_run_prints_its_classes_and_where_it_lies(simengine, here: Path) -> None:
    result = simengine("run", "tiny/tiny.yaml")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "tiny  150 paths  0 failed  0 excluded by what is known  seed 3"
    assert lines[1] == "A coin with a memory"
    assert [line.split()[0] for line in lines[3:6]] == ["early", "late", "never"]
    assert f"{Path('results/tiny')}: drawn in " in result.out
    assert "\x1b" not in result.out + result.err


def test_what_is_stored(simengine, here: Path) -> None:
    simengine("run", "tiny/tiny.yaml", "--seed", "8", "--nested", "5", "--paths", "20")
    folder = here / "results" / "tiny"
    names = {"manifest.json", "parts", "outcomes.csv", "measures.csv", "questions.csv"}
    assert {path.name for path in folder.iterdir()} == names
    manifest = open_run(folder).manifest
    assert (manifest.seed, manifest.sampling.nested, manifest.paths) == (8, 5, 20)
    assert manifest.command == "simengine run tiny/tiny.yaml --seed 8 --nested 5 --paths 20"
    assert len((folder / "outcomes.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_a_run_is_planned_once(simengine, monkeypatch) -> None:
    monkeypatch.delattr("simengine.compute.run.make_plan")  # what was asked for brings its plan along
    assert simengine("run", "tiny", "--seed", "8", "--nested", "5", "--paths", "20").code == 0


def test_a_folder_is_run_base_first(simengine, here: Path) -> None:
    result = simengine("run", "tiny", "--paths", "20")
    heads = [line.partition(":")[0] for line in result.err.splitlines() if ": drawn in " in line]
    assert heads == [str(Path("results") / name) for name in ("tiny", "lucky")]


def test_an_unchanged_run_is_not_drawn_again(simengine, here: Path) -> None:
    simengine("run", "tiny", "--paths", "20")
    before = (here / "results" / "tiny" / "manifest.json").read_bytes()
    result = simengine("run", "tiny", "--paths", "20", "--force")
    assert result.code == 0
    assert result.err.count("was there already, unchanged") == 2
    assert (here / "results" / "tiny" / "manifest.json").read_bytes() == before


def test_another_run_is_replaced_only_by_force_and_nothing_is_drawn_before(simengine, here: Path) -> None:
    simengine("run", "tiny/lucky.yaml", "--paths", "20")
    words = ("run", "tiny", "--paths", "30", "--seed", "8")
    result = simengine(*words)
    assert (result.code, result.out) == (1, "")
    assert "20 paths there, 30 now; seed 3 there, 8 now" in result.err
    assert "--force" in result.err
    assert not (here / "results" / "tiny").exists()
    assert simengine(*words, "--force").code == 0
    assert open_run(here / "results" / "lucky").manifest.paths == 30


def test_a_run_grows_and_tells_what_was_there(simengine, here: Path) -> None:
    simengine("run", "tiny/tiny.yaml", "--paths", "20")
    grown = simengine("run", "tiny/tiny.yaml", "--paths", "30")
    assert grown.code == 0
    assert f"{Path('results/tiny')}: 20 were there, 10 drawn in " in grown.out
    assert simengine("run", "tiny/tiny.yaml", "--paths", "160").code == 0
    there = simengine("run", "tiny")
    assert (there.code, there.err.count("160 paths are there (the scenario asks for 150)")) == (0, 1)
    fewer = simengine("run", "tiny/tiny.yaml", "--paths", "20")
    assert (fewer.code, fewer.out) == (1, "")
    assert "holds this run with 160 paths, more than the 20 asked for: leave out --paths to have all" in fewer.err


def test_a_changed_value_lies_in_a_folder_of_its_own(simengine, here: Path) -> None:
    simengine("run", "tiny/tiny.yaml", "--paths", "20")
    result = simengine("run", "tiny/tiny.yaml", "drivers.mood.initial=1", "--paths", "20")
    assert result.code == 0
    folders = sorted(path.name for path in (here / "results").iterdir())
    assert len(folders) == 2
    assert folders[1].startswith("tiny+")


def test_processes_change_nothing(simengine, here: Path) -> None:
    for jobs in ("1", "2"):
        simengine("run", "tiny/tiny.yaml", "--jobs", jobs, "--out", f"jobs{jobs}")
    one, two = (pq.read_table(here / f"jobs{jobs}" / "tiny" / "parts") for jobs in (1, 2))
    assert one.equals(two)


def test_nothing_starts_while_any_file_is_wrong(simengine, here: Path) -> None:
    (here / "tiny" / "lucky.yaml").write_text(VARIANT.replace("luck.latest", "lock.latest"), encoding="utf-8")
    result = simengine("run", "tiny")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'luck'?" in result.err
    assert not (here / "results").exists()


def test_two_scenarios_of_one_name_are_refused(simengine, here: Path) -> None:
    (here / "tiny" / "other.yaml").write_text(TINY, encoding="utf-8")
    result = simengine("run", "tiny")
    assert (result.code, result.out) == (2, "")
    assert "'tiny' is the name in" in result.err


@pytest.mark.parametrize("words", [["--paths", "0"], ["--seed", "-1"], ["--engine", "steam"], ["--jobs", "0"]])
def test_settings_that_mean_nothing_are_wrong_usage(simengine, here: Path, words: list[str]) -> None:
    result = simengine("run", "tiny", *words)
    assert (result.code, result.out) == (2, "")
    assert words[0].strip("-") in result.err


def test_many_failures_are_told_with_advice_and_fail(simengine, here: Path) -> None:
    text = TINY.replace("level: 0,", "level: log(mood),")
    assert text != TINY
    (here / "tiny" / "tiny.yaml").write_text(text, encoding="utf-8")
    result = simengine("run", "tiny/tiny.yaml", "--paths", "20")
    assert result.code == 1
    assert "tiny: 20 paths failed (100 %)" in result.err
    assert "drivers.mood, 20 paths, first path 0 at 2025-" in result.err
    assert "the logarithm of a negative number" in result.err


def test_paths_that_are_all_excluded_fail(simengine, here: Path) -> None:
    text = TINY.replace("measures:", "observe:\n  high: {at: start, expr: mood, between: [5, 6]}\nmeasures:")
    (here / "tiny" / "tiny.yaml").write_text(text, encoding="utf-8")
    result = simengine("run", "tiny/tiny.yaml", "--paths", "20")
    assert result.code == 1
    assert "no path is left to count" in result.err
    assert "observe.high" in result.err


def test_a_dry_run_draws_nothing(simengine, here: Path) -> None:
    result = simengine("run", "tiny", "--dry-run", "--paths", "3000")
    assert result.code == 0
    assert result.out.count("3,000 paths") == 2
    assert "about" in result.out.splitlines()[-1]
    assert not (here / "results").exists()


def test_a_dry_run_says_what_is_there_and_what_is_in_the_way(simengine, here: Path) -> None:
    simengine("run", "tiny/tiny.yaml", "--paths", "20")
    assert "there already, unchanged" in simengine("run", "tiny/tiny.yaml", "--paths", "20", "--dry-run").out
    assert ", as 20 are there" in simengine("run", "tiny/tiny.yaml", "--paths", "30", "--dry-run").out
    assert "replace it with --force" in simengine("run", "tiny/tiny.yaml", "--seed", "8", "--dry-run").out
    assert "about" in simengine("run", "tiny/tiny.yaml", "--seed", "8", "--dry-run", "--force").out


HELD = """
import time
from pathlib import Path
from simengine.cli import main
from simengine.cli.interrupts import interruptible
from simengine.cli.progress import Lines

def told(self, progress):
    if any(Path("results").glob(".tiny.*.partial/parts/*.parquet")):
        print("begun", flush=True)
        time.sleep(600)

Lines.__call__ = told
main()
"""
"""The program, which stands still when something is stored."""


@pytest.mark.skipif(sys.platform == "win32", reason="a signal is sent")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_same_command_goes_on_after_an_interruption(simengine, here: Path, sent: signal.Signals) -> None:
    words = ("run", "tiny/tiny.yaml", "--paths", "800", "--jobs", "2", "--engine", "reference")
    command, pipe = [sys.executable, "-c", HELD, *words], subprocess.PIPE
    child = subprocess.Popen(
        command, cwd=here, env=environment(), stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    if sent == signal.SIGINT:  # a terminal sends it to the whole group, a supervisor the other to one process
        os.killpg(child.pid, sent)
    else:
        child.send_signal(sent)
    out, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out) == (130, "")
    assert err.strip() == "simengine: interrupted; what is done is kept, and the same command goes on from there"
    again = call_program(here, *words)
    assert again.returncode == 0
    assert "tiny: goes on after " in again.stderr
    assert simengine(*words[:-4], "--engine", "reference", "--jobs", "1", "--out", "whole").code == 0
    resumed, straight = (pq.read_table(here / name / "tiny" / "parts") for name in ("results", "whole"))
    assert resumed.equals(straight)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX starts it so")
def test_what_it_was_started_to_ignore_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


# What is told on the way


def progress(done: int, reused: int = 0) -> Progress:
    return Progress("tiny", done, 1000, 0, 0, reused)


def test_lines_come_now_and_then(capsys, monkeypatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Lines("tiny") as lines:
        for done in range(0, 1001, 100):
            lines(progress(done, reused=200 if done >= 200 else 0))
            now += 4.0
    assert capsys.readouterr().err.splitlines() == [
        "tiny: goes on after 200 of 1,000 paths",
        "tiny: 300 of 1,000 paths, 25 a second, 28 s left",
        "tiny: 600 of 1,000 paths, 25 a second, 16 s left",
        "tiny: 900 of 1,000 paths, 25 a second, 4.0 s left",
    ]


def test_a_compilation_is_told_when_it_is_done_and_takes_no_part_in_the_pace(capsys, monkeypatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Lines("tiny") as lines:
        lines(progress(0))
        lines.announce("preparing the engine, once …")
        assert capsys.readouterr().err == ""
        now = 6.0
        lines.announce("preparing the engine, once: 6 s")
        lines(progress(0))
        now = 16.0
        lines(progress(200))
    assert capsys.readouterr().err.splitlines() == [
        "preparing the engine, once: 6 s",
        "tiny: 200 of 1,000 paths, 20 a second, 40 s left",
    ]


def test_what_takes_long_to_begin_is_told_now_and_then(capsys, monkeypatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Lines("tiny") as lines:
        for done in range(0, 149, 4):
            lines.announce(f"preparing the engine, once for this machine: {done} of 148 …")
            now += 0.7
    assert capsys.readouterr().err.splitlines() == [
        "preparing the engine, once for this machine: 60 of 148 …",
        "preparing the engine, once for this machine: 120 of 148 …",
    ]


def test_a_bar_is_for_terminals_only(capsys) -> None:
    with Bar("tiny") as bar:
        bar(progress(500))
    result = capsys.readouterr()
    assert result.out == ""


def test_a_bar_shows_how_far_a_beginning_is(capsys) -> None:
    with Bar("tiny") as bar:
        (task,) = bar._rich.tasks
        bar.announce("preparing the engine, once for this machine: 61 of 148 …")
        result = "preparing the engine, once for this machine: 61 of 148 …"
        assert (task.description, task.completed, task.total) == (result, 61, 148)
        bar.announce("preparing the engine, once for this machine: 38 s")
        assert (task.description, task.completed) == ("tiny", 0)
        bar.announce("summing up …")
        assert task.description == "tiny: summing up …"
    assert "once for this machine: 38 s" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (9.96, "10 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text
