"""Ctrl-C in the middle of a run."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130
_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def interruptible() -> Iterator[None]:
    """Lets Ctrl-C, and a supervisor's SIGTERM, raise KeyboardInterrupt, so that the blocks at work are still stored.

    A second one ends the program at once: what is on the disk is whole at any time. One that the program was started
    to ignore, as a shell's `&` has it with Ctrl-C, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {sent: signal.signal(sent, _interrupt) for sent in _heard()}
    try:
        yield
    finally:
        for sent, handler in before.items():
            signal.signal(sent, handler)


def _interrupt(*_: object) -> None:
    for sent in _heard():
        signal.signal(sent, _end)
    raise KeyboardInterrupt


def _heard() -> list[signal.Signals]:
    return [sent for sent in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(sent) is not signal.SIG_IGN]


def _end(*_: object) -> None:
    if sys.stderr.isatty():  # a bar may have hidden it
        os.write(sys.stderr.fileno(), f"{_SHOW_CURSOR}\n".encode())
    os._exit(INTERRUPTED)
