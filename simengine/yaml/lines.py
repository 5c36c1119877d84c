"""Where in a text's lines a character stands."""

from __future__ import annotations

import re
from bisect import bisect_right

_BREAK = re.compile(r"\r\n|\r|\n")


class Lines:
    """The lines of a text, whichever way they end."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def at(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at `index`; of the end of the text too."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1
