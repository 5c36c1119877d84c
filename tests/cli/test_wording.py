"""A message speaks of a setting as the surface has it: `force=True` in Python, `--force` on a command line."""

from __future__ import annotations

import copy
import subprocess
import sys

import pytest

from simengine.cli.interrupts import INTERRUPTED, WORDS
from simengine.errors import ScenarioError, Setting, SimengineError, Worded, did_you_mean, on_command_line
from tests.helpers.patience import PATIENCE


def test_one_message_two_surfaces() -> None:
    advice = Worded("replace it with ", Setting("force"), " or ", Setting("seed", 7), ", into ", Setting("out", ...))
    whole = Worded("it {differs}: ", advice)
    assert whole == "it {differs}: replace it with force=True or seed=7, into out=…"
    assert on_command_line(whole) == "it {differs}: replace it with --force or --seed 7, into --out"
    assert on_command_line("plain") == "plain"
    error = copy.deepcopy(SimengineError(whole))
    assert (str(error), on_command_line(error.message)) == (whole, whole.flags)


def test_another_run_in_the_way(simengine) -> None:
    assert simengine("run", "tiny/tiny.yaml", "--paths", "20", "--jobs", "1").code == 0
    again = simengine("run", "tiny/tiny.yaml", "--seed", "8", "--jobs", "1")
    assert "replace it with --force, or choose another folder with --out" in again.err
    tried = simengine("run", "tiny/tiny.yaml", "--seed", "8", "--jobs", "1", "--dry-run")
    assert "replace it with --force, or choose another folder with --out" in tried.out


def test_an_unknown_process(simengine, tmp_path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(
        "clock: {start: 2024, end: 2026, step: year}\ndrivers: {x: {process: odd}}\noutcome: {a: otherwise}\n"
    )
    for words in (("validate",), ("run",), ("show",), ("story", "--path", "1")):
        done = simengine(*words[:1], str(file), *words[1:])
        assert "one of your own needs --plugin FILE" in done.out + done.err
        assert "plugins=" not in done.out + done.err
    import simengine as se

    with pytest.raises(ScenarioError, match="one of your own needs plugins=…"):
        se.load(file)


def test_one_path_is_one_path(simengine) -> None:
    done = simengine("run", "tiny/tiny.yaml", "--paths", "1", "--jobs", "1", "--out", "one")
    assert "1 paths" not in done.out + done.err
    shown = simengine("summary", "tiny", "--results", "one")
    assert "1 path " in shown.out
    assert "1 paths" not in shown.out


def test_an_old_name_of_an_engine_works_and_is_not_told(simengine) -> None:
    assert "--engine [machine|reference]" in simengine("run", "--help").out
    wrong = simengine("run", "tiny/tiny.yaml", "--engine", "machin")
    assert wrong.code == 2
    assert "no engine 'machin' (did you mean 'machine'?); there are machine, reference" in wrong.err


def test_an_interruption_before_all_is_imported_shows_no_code() -> None:
    early = """
import os, signal, sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == "simengine.cli.entry":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
import simengine.cli
"""
    done = subprocess.run([sys.executable, "-c", early], capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == INTERRUPTED
    assert done.stderr == f"\n{WORDS}\n"


def test_a_beginning_that_one_name_has_alone_tells_which_is_meant() -> None:
    names = ["embedded_partnership", "paper_alliance", "rupture", "embankment"]
    assert did_you_mean("embedded", names) == " (did you mean 'embedded_partnership'?)"
    assert did_you_mean("embe", [*names, "embers"]) != " (did you mean 'embedded_partnership'?)"
    assert did_you_mean("pap", names) == ""  # too short to tell
