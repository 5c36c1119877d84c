"""Ctrl-C, SIGTERM, and streams that are closed, in any command."""

import errno
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from simengine.cli import entry, run_words
from simengine.cli.interrupts import INTERRUPTED, WORDS, ending_at_once
from simengine.cli.streams import Unheard, mend_streams
from tests.helpers.cli.command_line import environment, program

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and descriptors of POSIX")


@posix
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_any_command_ends_alike(monkeypatch, capsys, sent: signal.Signals) -> None:
    before = signal.getsignal(sent)

    @click.command()
    def command() -> None:
        signal.raise_signal(sent)
        raise AssertionError

    monkeypatch.setattr(entry, "simengine", command)
    assert run_words([]) == INTERRUPTED
    assert capsys.readouterr() == ("", f"\n{WORDS}\n")
    assert signal.getsignal(sent) is before


@posix
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_before_anything_is_at_work_it_ends_at_once(sent: signal.Signals) -> None:
    def end() -> None:
        with ending_at_once():
            signal.raise_signal(sent)

    assert in_fork(end) == (INTERRUPTED, f"\n{WORDS}\n")


@posix
def test_who_uses_us_from_a_program_that_answers_signals_keeps_that(monkeypatch) -> None:
    heard = []
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append(1))
    try:
        with ending_at_once():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == [1]


@posix
def test_closed_streams_are_opened_to_nowhere() -> None:
    """A file that is opened next would else be what is told on stderr."""

    def close() -> None:
        for descriptor in (0, 1, 2):
            os.close(descriptor)
        sys.stdout = sys.stderr = None
        mend_streams()
        print("nothing")
        print("nothing", file=sys.stderr)
        os._exit(3 if os.open(os.devnull, os.O_RDONLY) > 2 and not sys.stderr.isatty() else 4)

    assert in_fork(close)[0] == 3


def test_what_stderr_refuses_ends_nothing() -> None:
    class Gone(io.StringIO):
        def write(self, text=""):
            raise OSError(errno.EPIPE, "Broken pipe")

        flush = write

    stream = Unheard(Gone())
    assert stream.write("lost") == 4
    stream.flush()
    assert stream.getvalue() == ""


@posix
def test_a_run_whose_stderr_is_closed_is_drawn(here: Path) -> None:
    words = program("run", "tiny/tiny.yaml", "--paths", "20", "--jobs", "1", "--engine", "reference")
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", *words], cwd=here, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0
    assert (here / "results" / "tiny" / "manifest.json").exists()


def in_fork(work) -> tuple[int, str]:
    """The exit code of a child that does some work, and what it says on stderr."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        for sent in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sent, signal.SIG_DFL)
        os.dup2(write, 2)
        sys.stderr = os.fdopen(os.dup(2), "w")
        work()
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        text = told.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text
