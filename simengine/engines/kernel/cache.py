"""Compiled kernels on the disk, so that a model is compiled once.

A module is stored under a hash of its text and of what compiles it. The compiler's own cache lies beside it; we add
the hashes of its files, and load nothing that is not as it was written. A lock keeps starts that come together apart.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import IO

from simengine.engines.kernel.module import Kernel

PLACE = "SIMENGINE_CACHE"
"""The environment variable that names another folder for compiled kernels."""
_SEAL = "seal.json"
Announce = Callable[[str], None]


def cache_folder() -> Path:
    """Where compiled kernels are kept."""
    if os.environ.get(PLACE):
        return Path(os.environ[PLACE])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "simengine" / "kernels"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simengine" / "kernels"


def load_kernel(kernel: Kernel, warm: Callable[[ModuleType], None], announce: Announce) -> ModuleType:
    """The compiled module of a kernel; `warm` calls its functions so that they are compiled or loaded.

    A folder that can't be written costs a word to `announce` and a compilation.
    """
    name = f"simengine_kernel_{_digest(kernel.text)}"
    if name in sys.modules:
        return sys.modules[name]
    folder = cache_folder() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_suffix(".lock")):
            return _from_folder(folder, name, kernel.text, warm, announce)
    except OSError as error:
        reason = error.strerror or error
        announce(f"compiled kernels can't be kept in {folder.parent}: {reason}; {PLACE} names another folder")
    with tempfile.TemporaryDirectory(prefix="simengine-") as spare:
        return _from_folder(Path(spare), name, kernel.text, warm, announce)


def _from_folder(
    folder: Path, name: str, text: str, warm: Callable[[ModuleType], None], announce: Announce
) -> ModuleType:
    file = folder / f"{name}.py"
    known = _is_sealed(folder)
    if not known:
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        file.write_text(text, encoding="utf-8")
        announce("compiling the model, once …")
    began = time.monotonic()
    try:
        module = _run(file, name)
        warm(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    if not known:
        announce(f"compiling the model, once: {time.monotonic() - began:.0f} s")
        _seal(folder)
    return module


def _run(file: Path, name: str) -> ModuleType:
    """Runs the module under its name: the compiler's cache looks it up there."""
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise OSError(f"{file} can't be run")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _digest(text: str) -> str:
    """Names a text and what compiles it: Python, numba, LLVM, and this processor."""
    import llvmlite  # noqa: PLC0415 (heavy, and only needed here)
    import llvmlite.binding as llvm  # noqa: PLC0415
    import numba  # noqa: PLC0415

    maker = (numba.__version__, llvmlite.__version__, sys.implementation.cache_tag, llvm.get_host_cpu_name())
    features = sorted(llvm.get_host_cpu_features().items())
    return hashlib.blake2b(repr((text, maker, features)).encode(), digest_size=12).hexdigest()


def _files(folder: Path) -> dict[str, str]:
    """What each file holds; of the text its date too, for the compiler's own cache goes by that."""
    return {
        file.relative_to(folder).as_posix(): _held(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != _SEAL and file.suffix != ".pyc"
    }


def _held(file: Path) -> str:
    digest = hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()
    return f"{digest} {file.stat().st_mtime_ns}" if file.suffix == ".py" else digest


def _seal(folder: Path) -> None:
    temporary = folder / f".{_SEAL}.{os.getpid()}"
    temporary.write_text(json.dumps(_files(folder) | {}), encoding="utf-8")
    temporary.replace(folder / _SEAL)


def _is_sealed(folder: Path) -> bool:
    """Whether everything in a folder is as it was when its kernel had been compiled."""
    try:
        sealed: object = json.loads((folder / _SEAL).read_bytes())
    except (OSError, ValueError):
        return False
    return sealed == _files(folder)


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    """One process at a time; the system lets go of the lock when a process ends."""
    with lock.open("a+b") as stream:
        _take(stream)
        yield


def _take(stream: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 (only there)

        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
    else:
        import fcntl  # noqa: PLC0415 (not on Windows)

        fcntl.flock(stream, fcntl.LOCK_EX)
