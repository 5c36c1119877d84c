"""PyYAML's parser in Python, taught what libyaml does otherwise with `?`, `:` and tabs.

It is used where PyYAML came without libyaml. A scenario is to be read on every machine or on none.
"""

from __future__ import annotations

import re

from yaml import Mark
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

_BLANKS = re.compile(r"[ \t]*")
_DOCUMENT = re.compile(r"(?:---|\.\.\.)(?=[\0 \t\r\n])")
_BLOCK_WORD = re.compile(r"(?:[^\0 \t\r\n:]|:(?![\0 \t\r\n]))+")
_FLOW_WORD = re.compile(r"(?:[^\0 \t\r\n:,\[\]{}]|:(?![\0 \t\r\n,?\[\]{}]))+")


class PythonParser(Reader, Scanner, Parser):
    """The events of a text. Line breaks of YAML 1.1 (U+0085, U+2028, U+2029) must not be in it."""

    allow_simple_key: bool  # whether a key may begin here

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Skip white space and comments; a tab counts as white space where no line is being indented."""
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0\r\n":
                    self.forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain(self) -> ScalarToken:
        """A scalar without quotes; its line breaks are folded."""
        word = _FLOW_WORD if self.flow_level else _BLOCK_WORD
        start = end = self.get_mark()
        parts, space = list[str](), ""
        while self.peek() != "#" and (found := word.match(self.buffer, self.pointer)):
            self.allow_simple_key = False
            parts += (space, found.group())
            self.forward(len(found.group()))
            end = self.get_mark()
            self._refuse_colon(start)
            space = self._folded_space()
            if not space or (not self.flow_level and self.column <= self.indent):
                break
        return ScalarToken("".join(parts), True, start, end)

    def _refuse_colon(self, start: Mark) -> None:
        """Within brackets a `:` must not stand against another bracket or a comma."""
        if self.flow_level and self.peek() == ":" and self.peek(1) in ",?[]{}":
            raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", self.get_mark())

    def _folded_space(self) -> str:
        """What the white space here stands for; nothing if there is none, or if the document ends behind it."""
        blanks: str = _BLANKS.match(self.buffer, self.pointer).group()  # type: ignore[union-attr]  # matches always
        self.forward(len(blanks))
        breaks = 0
        while self.peek() in "\r\n" or (breaks and self.peek() in " \t"):
            if self.scan_line_break():
                breaks += 1
                self.allow_simple_key = True
                if _DOCUMENT.match(self.buffer, self.pointer):
                    return ""
            else:
                self.forward()
        return ("\n" * (breaks - 1) or " ") if breaks else blanks
