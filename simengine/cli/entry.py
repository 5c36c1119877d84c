"""From the words of a command line to an exit code, whatever happens on the way."""

from __future__ import annotations

import errno
import io
import os
import shlex
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from simengine.cli.group import simengine
from simengine.cli.interrupts import INTERRUPTED, WORDS, end_at_once, interruptible
from simengine.cli.output import note
from simengine.cli.streams import mend_streams
from simengine.errors import SimengineError

DEBUG = "SIMENGINE_DEBUG"


def main() -> NoReturn:
    """Do what the command line says, and exit with its code."""
    mend_streams()
    code = run_words(sys.argv[1:])
    end_at_once()
    sys.exit(code)


def run_words(words: Sequence[str]) -> int:
    """Do what the words say; whatever goes wrong becomes a message on stderr and an exit code.

    0 done, 1 failed, 2 wrong usage or scenario, 130 interrupted.
    """
    try:
        with interruptible():
            return _code_of(words)
    except (KeyboardInterrupt, click.Abort):
        note(WORDS)
        return INTERRUPTED


def _code_of(words: Sequence[str]) -> int:
    try:
        line = shlex.join(["simengine", *words])
        return int(simengine.main(list(words), prog_name="simengine", standalone_mode=False, obj=line) or 0)
    except click.ClickException as error:
        error.show(told := io.StringIO())
        note(told.getvalue().removesuffix("\n"))
        return error.exit_code
    except click.Abort:
        raise
    except SimengineError as error:
        note(error.message)
        return error.exit_code
    except OSError as error:
        note(f"simengine: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
        return 2 if error.errno == errno.ENAMETOOLONG else _with_trace(error)
    except Exception as error:  # noqa: BLE001 — the last one to hear of it must not print a page of code
        note(f"simengine: this is a mistake in simengine, not in your files: {_error_text(error)}")
        note(f"Please report it with the command and the scenario; {DEBUG}=1 before the command shows where it was.")
        return _with_trace(error)


def _error_text(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"


def _with_trace(error: Exception) -> int:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    return 1
