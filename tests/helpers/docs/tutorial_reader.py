"""Follows docs/tutorial.md as a reader does, and writes anew what its commands print."""

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from simengine.cli import run_words
from tests.helpers.house.tree import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^(?=\w+:)", re.MULTILINE)
FILE = re.compile(r"# (\S+\.yaml)\n")
SECONDS = re.compile(r"drawn in [^;]*;")
PREPARED = re.compile(r"^preparing the engine, once .*\n", re.MULTILINE)  # only where it has not been prepared before


def followed(page: str, folder: Path) -> str:
    """The page with the output that its commands have in a folder, where its files are written."""
    shell = Reader(folder)
    return BLOCK.sub(lambda block: f"```{block[1]}\n{shell.do(block[1], block[2])}```", page)


class Reader:
    """Does what the blocks say, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "none.yaml"

    def do(self, kind: str, text: str) -> str:
        """The block as it should stand in the page."""
        if kind == "console":
            return "".join(self.printed(line) for line in text.splitlines() if line.startswith("$ "))
        assert kind == "yaml", f"nobody follows a block of {kind}"
        self.write(text)
        return text

    def write(self, text: str) -> None:
        """A new file, or sections added to the last one; a section that is there already is replaced."""
        named = FILE.match(text)
        if named:
            self.file = self.folder / named[1]
            self.file.write_text(text, encoding="utf-8")
            return
        there = SECTION.split(self.file.read_text(encoding="utf-8"))
        for section in filter(None, SECTION.split(text)):
            key = section.partition(":")[0] + ":"
            places = [i for i, old in enumerate(there) if old.startswith(key)]
            there[places[0] if places else len(there) :] = [section, *there[places[0] + 1 :]] if places else [section]
        self.file.write_text("".join(there), encoding="utf-8")

    def printed(self, line: str) -> str:
        """The command line and what it prints, on both streams."""
        program, *words = shlex.split(line.removeprefix("$ "))
        assert program == "simengine"
        stream = io.StringIO()
        with contextlib.ExitStack() as stack:
            stack.enter_context(contextlib.chdir(self.folder))
            stack.enter_context(mock.patch.dict(os.environ, COLUMNS="76"))  # as wide as a page of the site
            for module in ("cli.drawing_options", "results.comparison"):  # other processes would take longer to start
                stack.enter_context(mock.patch(f"simengine.{module}.cpus", return_value=1))
            stack.enter_context(contextlib.redirect_stdout(stream))
            stack.enter_context(contextlib.redirect_stderr(stream))
            run_words(words)
        text = PREPARED.sub("", SECONDS.sub("drawn in 2 s;", stream.getvalue()))
        return f"{line}\n{text.strip()}\n"


def commands(page: str) -> Iterator[str]:
    """The command lines of a page."""
    for block in BLOCK.finditer(page):
        yield from (line for line in block[2].splitlines() if block[1] == "console" and line.startswith("$ "))
