"""Reads the text of a scenario, or of a table it names, from a file: regular, not too large, UTF-8."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Place, Problem, ScenarioError, did_you_mean, what_there_is
from simengine.yaml.document import parse_document
from simengine.yaml.nodes import MappingNode

LARGEST = 250_000
"""Bytes: ten times a large model, and a second or two of reading."""


NO_FILE = Path("scenario")
"""Where a scenario counts as lying that comes from no file: in the current folder."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file should be: as a message names it, the most bytes that are read, and what to do about more."""

    wanted: str
    largest: int
    too_large: str


SCENARIO_FILE = FileKind("a scenario file (.yaml)", LARGEST, "that is no scenario")
CSV_FILE = FileKind("a table (.csv)", 5_000_000, "keep the columns and rows that are used")


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


def real_path(path: Path) -> Path:
    """A path with its links followed. Raises UnreadableError."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, a zero byte
        raise UnreadableError(f"{path.name!r} cannot be read: {error}") from error


def in_its_form(path: Path) -> Path:
    """A path as the disk spells it: texts here are composed (NFC), a file's name may have been saved decomposed."""
    try:
        if path.name.isascii() or path.exists():
            return path
        same = [one for one in path.parent.iterdir() if unicodedata.normalize("NFC", one.name) == path.name]
    except (OSError, ValueError):
        return path
    return same[0] if same else path


def read_document(path: Path) -> MappingNode:
    """The tree of one file, whatever it extends left aside. Raises ScenarioError with all its problems."""
    try:
        return read_source(path, str(path)).tree
    except UnreadableError as error:
        raise ScenarioError([Problem(Place(str(path)), "", str(error))]) from error


def read_source(path: Path, shown: str) -> SourceFile:
    """The file with its tree. Raises UnreadableError if its text can't be had, ScenarioError if the text is wrong."""
    data = read_bytes(path, SCENARIO_FILE)
    mended: list[Problem] = []
    tree = parse_document(decoded(data, shown), shown, mended)
    return SourceFile(path, shown, digest_of(data), tree, len(data), tuple(mended))


def source_of_text(text: str, shown: str, path: Path = NO_FILE) -> SourceFile:
    """A text as if a file held it, by default one in the current folder. Raises ScenarioError."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > LARGEST:
        message = f"larger than {LARGEST // 1000} kB; {SCENARIO_FILE.too_large}"
        raise ScenarioError([Problem(Place(shown), "", message)])
    mended: list[Problem] = []
    return SourceFile(path, shown, digest_of(data), parse_document(text, shown, mended), len(data), tuple(mended))


def digest_of(data: bytes) -> str:
    """The BLAKE2b-256 of a file's bytes, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def decoded(data: bytes, shown: str) -> str:
    """The text of bytes that are UTF-8. Raises ScenarioError at the first that isn't."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        message = f"not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8"
        raise ScenarioError([Problem(Place(shown, line, column), "", message)]) from error


def read_bytes(path: Path, kind: FileKind) -> bytes:
    """The bytes of a regular file. Raises UnreadableError."""
    try:
        # Without blocking, so that a pipe can be opened, recognised and refused.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableError(f"{path.name!r} is not a regular file; name {kind.wanted}")
            data = file.read(kind.largest + 1)
    except FileNotFoundError as error:
        raise UnreadableError(_missing(path)) from error
    except IsADirectoryError as error:
        raise UnreadableError(f"{path.name!r} is a folder; name {kind.wanted} in it") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableError(f"{path.name!r} cannot be read: {reason}") from error
    if len(data) > kind.largest:
        raise UnreadableError(f"{path.name!r} is larger than {kind.largest // 1000:,} kB; {kind.too_large}")
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
