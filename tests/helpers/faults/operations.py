"""Operations on files, counted; the n-th of them kills the process, fails, or brings a signal."""

import ctypes
import functools
import io
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

KILL, FAIL, SIGNAL = range(3)
SOURCE = Path(__file__).with_name("shim.c")


@dataclass(frozen=True)
class Deed:
    """What happens at an operation: KILL, FAIL with an errno (`lasting`: from then on, as on a full disk), SIGNAL."""

    what: int
    number: int = 0
    lasting: bool = False

    def __str__(self) -> str:
        told = {KILL: "killed", FAIL: os.strerror(self.number), SIGNAL: f"signal {self.number}"}
        return told[self.what] + (" for good" if self.lasting else "")


class Operations(Protocol):
    """Counts operations on paths with a mark in them while it is armed."""

    def arm(self, mark: str, at: int, deed: Deed) -> None:
        """From now on; `at` is counted from 1, 0 for none."""

    def disarm(self) -> list[str]:
        """What was done since."""


class Preloaded:
    """By a library that stands before the C library, so that it sees what any code does; see `build`."""

    def __init__(self, library: str) -> None:
        self._shim = ctypes.CDLL(library)
        self._shim.faults_names.restype = ctypes.c_char_p

    def arm(self, mark: str, at: int, deed: Deed) -> None:
        self._shim.faults_arm(
            mark.encode(), ctypes.c_long(at), deed.what, ctypes.c_int(int(deed.number)), int(deed.lasting)
        )

    def disarm(self) -> list[str]:
        self._shim.faults_disarm()
        found: list[str] = self._shim.faults_names().decode(errors="replace").splitlines()
        return found


def build(folder: Path) -> Path | None:
    """The library, compiled; None where there is no compiler for it."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)
    return library if done.returncode == 0 else None


class Patched:
    """By functions in the place of Python's, for a machine without a compiler: it sees what Python's code does."""

    NAMES = ("open", "mkdir", "rename", "replace", "unlink", "remove", "rmdir", "link", "listdir", "scandir", "stat")
    ON_FILES = ("fsync", "write")

    def __init__(self) -> None:
        self._mark, self._at, self._deed, self._done, self._armed = "", 0, Deed(KILL), list[str](), False
        for name in self.NAMES:
            setattr(os, name, self._watched(getattr(os, name), name, lambda args: self._mark in _path(args)))
        for name in self.ON_FILES:
            setattr(os, name, self._watched(getattr(os, name), name, lambda _: True))
        io.open = self._watched(io.open, "io.open", lambda args: self._mark in _path(args))

    def arm(self, mark: str, at: int, deed: Deed) -> None:
        self._mark, self._at, self._deed, self._done, self._armed = mark, at, deed, [], True

    def disarm(self) -> list[str]:
        self._armed = False
        return self._done

    def _watched(
        self, function: Callable[..., Any], name: str, concerns: Callable[[tuple[Any, ...]], bool]
    ) -> Callable[..., Any]:
        @functools.wraps(function)
        def watched(*args: Any, **settings: Any) -> Any:
            if self._armed and concerns(args):
                self._done.append(f"{name} {_path(args)}")
                self._strike(len(self._done))
            return function(*args, **settings)

        return watched

    def _strike(self, now: int) -> None:
        deed = self._deed
        if not self._at or not (now == self._at or (deed.lasting and now > self._at)):
            return
        if deed.what == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        elif deed.what == SIGNAL:
            signal.raise_signal(deed.number)
        else:
            raise OSError(deed.number, os.strerror(deed.number))


def _path(args: tuple[Any, ...]) -> str:
    return (
        os.fspath(args[-1 if len(args) == 2 and isinstance(args[1], str | os.PathLike) else 0])
        if args and isinstance(args[0], str | os.PathLike)
        else ""
    )
