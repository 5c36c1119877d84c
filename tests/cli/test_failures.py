"""Whatever goes wrong, a user reads what to do, and never a page of code unless it is asked for."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from simengine.cli import entry, run_words
from simengine.errors import Place, Problem, ScenarioError, SimengineError
from tests.helpers.cli.command_line import call_program, environment, program


def failing(monkeypatch, error: BaseException) -> None:
    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(entry, "simengine", command)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (SimengineError("do this"), 1, "do this\n"),
        (ScenarioError([Problem(Place("a.yaml", 2, 3), "x", "bad")]), 2, "a.yaml:2:3: x: bad\n"),
        (FileNotFoundError(2, "No such file", "a.txt"), 1, "simengine: a.txt: No such file\n"),
        (click.ClickException("wrong"), 1, "Error: wrong\n"),
        (KeyboardInterrupt(), 130, "\nsimengine: interrupted\n"),
    ],
)
def test_what_can_be_mended_is_told_in_its_words(
    monkeypatch, capsys, error: BaseException, code: int, message: str
) -> None:
    failing(monkeypatch, error)
    assert run_words([]) == code
    assert capsys.readouterr() == ("", message)


def test_a_mistake_of_ours_is_two_lines(monkeypatch, capsys) -> None:
    failing(monkeypatch, ZeroDivisionError("division by zero"))
    assert run_words([]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "ZeroDivisionError: division by zero (test_failures.py, line " in lines[0]
    assert "Please report it" in lines[1]


def test_its_trace_is_there_for_who_asks(monkeypatch, capsys) -> None:
    failing(monkeypatch, ZeroDivisionError("division by zero"))
    monkeypatch.setenv("SIMENGINE_DEBUG", "1")
    assert run_words([]) == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="`head` is not there")
def test_a_reader_that_leaves_is_no_failure_to_talk_about(here: Path) -> None:
    with subprocess.Popen(
        program("show", "tiny/tiny.yaml"), cwd=here, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""


def test_signs_a_terminal_lacks_are_replaced(here: Path) -> None:
    call_program(here, "run", "tiny/tiny.yaml", "--paths", "20", "--jobs", "1")
    done = subprocess.run(
        program("summary", "tiny"),
        cwd=here,
        env={**environment(), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"+/-" in done.stdout
    assert done.stdout.isascii()
