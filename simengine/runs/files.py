"""Files that are there whole or not at all, and a folder that only one run works in at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from simengine.errors import Setting, SimengineError, Worded


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
    """Writes under a temporary name, forces it to the disk and renames. SimengineError if that can't be done."""
    temporary = file.with_name(f".{file.name}.tmp")
    with disk_errors(file):
        try:
            with temporary.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(file)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Forces the names in a folder to the disk, where the system can do that."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def only_one(lock: Path, what: str) -> Iterator[None]:
    """Holds a lock that the system lets go of when the process ends, however that comes.

    SimengineError if another process holds it.
    """
    with disk_errors(lock):
        stream = lock.open("wb")
    try:
        try:
            _take(stream)
        except OSError as error:
            raise SimengineError(f"another process is computing {what}: wait for it, or end it first") from error
        try:
            yield
        finally:
            if sys.platform != "win32":  # there an open file can't be removed; it is empty and may stay
                lock.unlink(missing_ok=True)
    finally:
        stream.close()


def _take(stream: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 (only there)

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 (not on Windows)

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
