"""A folder that is the user's alone, for what is executed later.

Whoever can write here can make us run code. So a folder and every file in it is looked at after it was opened and used
by what was opened, never by a name that may have come to mean something else; no link is followed. Windows has no such
calls; there a folder of the user's profile is guarded by what it inherits, and links are refused by name.
"""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import SimengineError

CACHE_VARIABLE = "SIMENGINE_CACHE"
"""The environment variable that names another folder for compiled kernels."""

_BY_DESCRIPTOR = os.open in os.supports_dir_fd
_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT")
_SAFELY = sum(getattr(os, flag, 0) for flag in _FLAGS)  # a pipe is opened without waiting, then refused
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _SAFELY


class RefusedError(SimengineError):
    """A folder or file that somebody else may have put there or may change."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was looked at and is open. Names are names in it. Raises OSError as the system does."""

    path: Path
    descriptor: int | None

    def open(self, name: str, flags: int) -> int:
        """A descriptor of a regular file that is ours alone; RefusedError if it is anything else."""
        where = self.path / name
        if not _BY_DESCRIPTOR and os.path.lexists(where):
            _check(where, os.lstat(where), "file")
        try:
            descriptor = os.open(self._named(name), flags | _SAFELY, 0o600, dir_fd=self.descriptor)
        except OSError as error:
            raise _with_whole_name(where, "file", error) from error
        try:
            _check(where, os.fstat(descriptor), "file")
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def read(self, name: str) -> bytes | None:
        """What a file holds; None if there is none. Notes that it was used."""
        try:
            descriptor = self.open(name, os.O_RDONLY)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            if os.utime in os.supports_fd:
                with suppress(OSError):  # a folder that can only be read
                    os.utime(descriptor)
            return file.read()

    def write(self, name: str, data: bytes) -> None:
        """Puts a whole file there at once. One process at a time may write one name."""
        new = f"{name}.new"
        self.remove(new)
        with os.fdopen(self.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self._named(new), self._named(name), src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)

    def remove(self, name: str) -> None:
        """Removes a file, or a link and not what it leads to, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(self._named(name), dir_fd=self.descriptor)

    def last_used_first(self) -> list[str]:
        """The names of the regular files there."""
        names = os.listdir(self.path if self.descriptor is None else self.descriptor)
        found = {name: os.stat(self._named(name), dir_fd=self.descriptor, follow_symlinks=False) for name in names}
        return sorted((n for n in names if stat.S_ISREG(found[n].st_mode)), key=lambda n: -found[n].st_mtime_ns)

    def _named(self, name: str) -> str:
        return str(self.path / name) if self.descriptor is None else name


@contextmanager
def open_folder(paths: Sequence[Path]) -> Iterator[Folder]:
    """The last of some folders, each in the one before; those that are not there are made, for the user alone.

    Raises:
        RefusedError: one of them is a link, belongs to another user, or can be written by others.
        OSError: one of them can't be made or opened.
    """
    folder = Folder(paths[0].parent, None)
    for above in reversed(paths[0].parents):
        if not above.exists():
            above.mkdir(mode=0o700, exist_ok=True)
    for path in paths:
        inner = _open_inside(folder, path)
        _close(folder)
        folder = inner
    try:
        yield folder
    finally:
        _close(folder)


def _open_inside(outer: Folder, path: Path) -> Folder:
    name = str(path) if outer.descriptor is None else path.name
    if not os.path.lexists(path):
        with suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=outer.descriptor)
    if not _BY_DESCRIPTOR:
        _check(path, os.lstat(path), "folder")
        return Folder(path, None)
    try:
        descriptor = os.open(name, _FOLDER, dir_fd=outer.descriptor)
    except OSError as error:
        raise _with_whole_name(path, "folder", error) from error
    try:
        _check(path, os.fstat(descriptor), "folder")
    except BaseException:
        os.close(descriptor)
        raise
    return Folder(path, descriptor)


def _close(folder: Folder) -> None:
    if folder.descriptor is not None:
        os.close(folder.descriptor)


def _check(where: Path, status: os.stat_result, kind: str) -> None:
    """RefusedError unless this is a file or folder that nobody but its user, or root, can change."""
    if _is_link(status):
        raise _refusal(where, kind, "is a link")
    if not (stat.S_ISDIR if kind == "folder" else stat.S_ISREG)(status.st_mode):
        raise _refusal(where, kind, f"is no {kind}")
    if sys.platform == "win32":
        return
    if status.st_uid not in {0, os.geteuid()}:
        raise _refusal(where, kind, f"belongs to another user, {status.st_uid}")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        reason = f"can be written by others (mode {stat.S_IMODE(status.st_mode):o})"
        if kind == "file":
            raise _refusal(where, kind, reason)
        shared = status.st_mode & stat.S_ISVTX  # as /tmp is, and must stay
        mended = f"look through it and `chmod 700 {shlex.quote(str(where))}`, or "
        raise _refusal(where, kind, reason, "" if shared else mended)


def _is_link(status: os.stat_result) -> bool:
    """A symbolic link, or what Windows calls a junction."""
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == junction


def _with_whole_name(where: Path, kind: str, error: OSError) -> Exception:
    """The same error with the whole name, or a refusal if it came from a link that was not followed."""
    with suppress(OSError):
        if _is_link(os.lstat(where)):
            return _refusal(where, kind, "is a link")
    return OSError(error.errno, error.strerror, str(where))


def _refusal(where: Path, kind: str, reason: str, remedy: str = "remove it, or ") -> RefusedError:
    return RefusedError(
        f"{where} {reason}: a {kind} with code that will be executed must be yours alone; "
        f"{remedy}let {CACHE_VARIABLE} name another folder"
    )
