"""Ctrl-C and SIGTERM, at any moment of any command."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

INTERRUPTED = 130
WORDS = "simengine: interrupted"
_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def interruptible() -> Iterator[None]:
    """Lets Ctrl-C, and a supervisor's SIGTERM, raise KeyboardInterrupt, so that the blocks at work are still stored.

    A second one ends the program at once: what is on the disk is whole at any time. One that the program was started
    to ignore, as a shell's `&` has it with Ctrl-C, stays ignored.
    """
    with _answered(_interrupt):
        yield


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Lets them end the program at once, with the same words and exit code, where nothing is at work yet.

    Where somebody else has said what they do, as who uses us from a program of their own, that stays.
    """
    with _answered(_end) if _ours() else _answered(None):
        yield


def end_at_once() -> None:
    """The same from now on: a program that has done its work is only to leave."""
    for sent in _heard():
        signal.signal(sent, _end)


@contextmanager
def _answered(answer: Callable[..., None] | None) -> Iterator[None]:
    if answer is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {sent: signal.signal(sent, answer) for sent in _heard()}
    try:
        yield
    finally:
        for sent, handler in before.items():
            signal.signal(sent, handler)


def _interrupt(*_: object) -> None:
    end_at_once()
    raise KeyboardInterrupt


def _heard() -> list[signal.Signals]:
    return [sent for sent in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(sent) is not signal.SIG_IGN]


def _ours() -> bool:
    known = (signal.default_int_handler, signal.SIG_DFL, signal.SIG_IGN)
    return all(signal.getsignal(sent) in known for sent in (signal.SIGINT, signal.SIGTERM))


def _end(*_: object) -> None:
    cursor = _SHOW_CURSOR if sys.stderr and sys.stderr.isatty() else ""  # a bar may have hidden it
    try:
        os.write(2, f"{cursor}\n{WORDS}\n".encode())
    finally:
        os._exit(INTERRUPTED)
