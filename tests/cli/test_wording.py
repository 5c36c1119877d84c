"""A message speaks of a setting as the surface has it: `force=True` in Python, `--force` on a command line."""

from __future__ import annotations

import copy

import pytest

from simengine.errors import ScenarioError, Setting, SimengineError, Worded, on_command_line


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
    again = simengine("run", "tiny/tiny.yaml", "--paths", "30", "--jobs", "1")
    assert "replace it with --force, or choose another folder with --out" in again.err
    tried = simengine("run", "tiny/tiny.yaml", "--paths", "30", "--jobs", "1", "--dry-run")
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
