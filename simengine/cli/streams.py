"""Standard streams that are closed, or whose reader has left: what is told on the way must not end the work."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import IO, Any


class Unheard:
    """A stream that loses what can't be written, and says nothing of it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Writes a text if that can be done."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Brings it on its way if that can be done."""
        with suppress(OSError):
            self._stream.flush()


def mend_streams() -> None:
    """Opens closed ones to nowhere, else a file of ours would take their place; from now on stderr may fail."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest that is free
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = Unheard(sys.stderr or _nowhere())


def _nowhere() -> IO[str]:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 (it stays open as long as the program)
