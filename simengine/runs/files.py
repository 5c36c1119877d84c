"""Files that are there whole or not at all, and a folder that only one run works in at a time."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from simengine.errors import Setting, SimengineError, Worded

_NO_LINK = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"))
_NO_WAIT = sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"))
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK)
_NOT_FOR_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES)


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turns what the system says of a disk into a SimengineError that tells what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        what = f"can't write {error.filename or place}: {reason}"
        advice = Worded("free space or choose another folder with ", Setting("out", ...))
        raise SimengineError(Worded(f"{what}; ", advice)) from error


def write_whole(file: Path, data: bytes | memoryview) -> None:
    """Writes under a temporary name, forces it to the disk and renames. SimengineError if that can't be done.

    What lies under the temporary name, be it a link, is removed and never written to.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
    with written_whole(file) as temporary, os.fdopen(os.open(temporary, flags, 0o666), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    with disk_errors(file):
        sync_folder(file.parent)


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """A name to write under; the file is put in its place if that succeeds, and else nothing is left of it.

    What lies under that name, be it a link, is removed first.
    """
    temporary = file.with_name(f".{file.name}.tmp")
    with disk_errors(file):
        try:
            temporary.unlink(missing_ok=True)
            yield temporary
            temporary.replace(file)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def open_regular(file: Path) -> BufferedReader:
    """A file to read from. OSError, as the system has it, also for a pipe or a device, which might never end."""
    stream = os.fdopen(os.open(file, os.O_RDONLY | _NO_WAIT), "rb")
    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return stream
    stream.close()
    raise OSError(errno.EINVAL, "it is no regular file", str(file))


def read_regular(file: Path) -> bytes:
    """What is in a file; OSError as `open_regular`."""
    with open_regular(file) as stream:
        return stream.read()


def sync_folder(folder: Path) -> None:
    """Forces the names in a folder to the disk, where the system can do that."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NOT_FOR_FOLDERS:
                raise
        finally:
            os.close(descriptor)


def remove_tree(folder: Path) -> None:
    """Removes a folder with all in it; of a link to one the link alone. OSError if that can't be done."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


@contextmanager
def only_one(lock: Path, what: str) -> Iterator[None]:
    """Holds a lock that the system lets go of when the process ends, however that comes.

    What was looked at before may have changed until it is held: look again. SimengineError if another process holds it,
    or if there are no locks in this folder.
    """
    descriptor = None
    with disk_errors(lock):
        while descriptor is None:
            descriptor = _held(lock, what)
    try:
        try:
            yield
        finally:
            if sys.platform != "win32":  # there an open file can't be removed; it is empty and may stay
                with suppress(OSError):  # what was done is done; the next to hold it removes it
                    lock.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _held(lock: Path, what: str) -> int | None:
    """The lock's file, open and held; None if it is no longer the one that lies there."""
    descriptor = _opened(lock)
    try:
        try:
            _take(descriptor)
        except OSError as error:
            raise _not_taken(lock, what, error) from error
        if _lies_at(lock, descriptor):
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _opened(lock: Path) -> int:
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o666)
    except OSError as error:
        if lock.is_symlink():
            raise SimengineError(f"{lock} is a link, which no lock of simengine's is: remove it") from error
        raise


def _not_taken(lock: Path, what: str, error: OSError) -> SimengineError:
    if error.errno in _TAKEN:
        return SimengineError(f"another process is computing {what}: wait for it, or end it first")
    reason = f"can't lock {lock}: {error.strerror or error}"
    return SimengineError(Worded(f"{reason}; choose a folder on another disk with ", Setting("out", ...)))


def _lies_at(lock: Path, descriptor: int) -> bool:
    """Whether an open file is the one of this name: who held it before has removed it."""
    try:
        there = lock.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(descriptor))


def _take(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 (only there)

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 (not on Windows)

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
