"""Reads the text of a scenario from a file: regular, not too large, UTF-8."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Place, Problem, ScenarioError, did_you_mean, what_there_is
from simengine.yaml.document import parse_document
from simengine.yaml.nodes import MappingNode

LARGEST = 250_000
"""Bytes: ten times a large model, and a second or two of reading."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file read: `shown` is what messages call it, `digest` the BLAKE2b-256 of its bytes in hexadecimal.

    `size` counts its bytes. What is wrong with it and leaves no doubt of what was meant is `mended` in the tree.
    """

    path: Path
    shown: str
    digest: str
    tree: MappingNode
    size: int = 0
    mended: tuple[Problem, ...] = ()


class UnreadableError(Exception):
    """A file that can't be read as text; the message says why and what to do."""


def read_document(path: Path) -> MappingNode:
    """The tree of one file, whatever it extends left aside. Raises ScenarioError with all its problems."""
    try:
        return read_source(path, str(path)).tree
    except UnreadableError as error:
        raise ScenarioError([Problem(Place(str(path)), "", str(error))]) from error


def read_source(path: Path, shown: str) -> SourceFile:
    """The file with its tree. Raises UnreadableError if its text can't be had, ScenarioError if the text is wrong."""
    data = _read_bytes(path)
    digest = hashlib.blake2b(data, digest_size=32).hexdigest()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        message = f"not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8"
        raise ScenarioError([Problem(Place(shown, line, column), "", message)]) from error
    mended: list[Problem] = []
    tree = parse_document(text, shown, mended)
    return SourceFile(path, shown, digest, tree, len(data), tuple(mended))


def _read_bytes(path: Path) -> bytes:
    try:
        # Without blocking, so that a pipe can be opened, recognised and refused.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableError(f"{path.name!r} is not a regular file; name a scenario file (.yaml)")
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise UnreadableError(_missing(path)) from error
    except IsADirectoryError as error:
        raise UnreadableError(f"{path.name!r} is a folder; name a scenario file (.yaml) in it") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableError(f"{path.name!r} cannot be read: {reason}") from error
    if len(data) > LARGEST:
        raise UnreadableError(f"{path.name!r} is larger than {LARGEST // 1000} kB; that is no scenario")
    return data


def _missing(path: Path) -> str:
    if not path.parent.is_dir():
        return f"no folder {str(path.parent)!r}"
    try:
        neighbours = sorted(neighbour.name for neighbour in path.parent.iterdir())
    except OSError:
        neighbours = []
    alike = [name for name in neighbours if Path(name).suffix == path.suffix]
    return f"no file {path.name!r}{what_there_is(path.name, alike) if alike else did_you_mean(path.name, neighbours)}"
