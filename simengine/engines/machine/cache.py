"""The machine's object files on the disk: compiled once for a computer, found again, never trusted when damaged.

All files of a machine are stored as one, with their sizes and hashes before them, under a hash of all that they depend
on. It is put there whole, and read once. No address is in it, nor anything that Python would run.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import itertools
import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import IO

from simengine.engines.machine.compile_pool import compile_in_workers
from simengine.engines.machine.private_folder import CACHE_VARIABLE, Folder, open_folder
from simengine.errors import SimengineError

BUILD = "simengine.engines.machine.kernel_build"
_REMEDY = f"it is prepared anew each time unless {CACHE_VARIABLE} names another folder"
PREPARING = "preparing the engine, once for this machine"
WAITING = "another start is preparing the engine; waiting for it"
Announce = Callable[[str], None]
"""Told what has begun that takes long, by a text that ends in …, and what is done."""

Objects = tuple[bytes, ...]

_PACKAGE = Path(__file__).parents[2]
_FORMAT = b"simengine objects 1\n"
_NAME = re.compile(r"([0-9a-f]{32})(?:\.[0-9a-f]{16,128})?\.(machine|extra)(?:\.new)?")
_MACHINES, _EXTRAS = 2, 100
"""How many are kept, by when they were last used."""
_SECONDS = 0.1


def quiet(_: str) -> None:
    """Announces nothing."""


def load_or_compile(announce: Announce = quiet, module: str = BUILD, *, must_keep: bool = False) -> Objects:
    """The object files of this machine, found or compiled; `module` builds them.

    Where they can't be kept, `announce` is told why, and they are compiled for this process; with `must_keep` they are
    not, and there are none.

    Raises:
        SimengineError: a worker failed, a kernel does not do what it should, or the folder is not the user's alone.
    """
    key = machine_key(module)

    def make(keeps: bool) -> Objects:
        if must_keep and not keeps:
            return ()
        began = time.monotonic()
        build = importlib.import_module(module)
        made = compile_in_workers(
            module,
            build.names(),
            lambda done, of: announce(f"{PREPARING}: {done} of {of} …"),
            weights=build.WEIGHTS,
        )
        build.check(made)
        if machine_key(module) != key:
            raise SimengineError("simengine's own files changed while the engine was prepared from them: start again")
        announce(f"{PREPARING}: {time.monotonic() - began:.0f} s")
        return made

    return _load_or_make(f"{key}.machine", make, announce)


def load_or_make_extra(key: str, make: Callable[[], bytes], announce: Announce = quiet, module: str = BUILD) -> bytes:
    """An object file of a user's own, found or made; `key` is a hash, in hexadecimal, of what it is made of.

    Raises:
        SimengineError: the folder is not the user's alone; and what `make` raises.
    """
    name = f"{machine_key(module)}.{key}.extra"
    if not _NAME.fullmatch(name):
        raise ValueError(f"a key is 16 to 128 hexadecimal digits (got {key!r})")
    (data,) = _load_or_make(name, lambda _: (make(),), announce)
    return data


def is_prepared(module: str = BUILD) -> bool:
    """Whether the object files lie there, whole. SimengineError if the folder is not the user's alone."""
    with suppress(OSError), open_folder(cache_folders()) as folder:
        return _read(folder, f"{machine_key(module)}.machine") is not None
    return False


def machine_key(module: str = BUILD) -> str:
    """Names what object files depend on: the text of the kernels, what compiles them, and the processor."""
    import llvmlite.binding as llvm  # noqa: PLC0415 — takes a moment, and not every command needs it

    try:
        features = sorted(llvm.get_host_cpu_features().items())
    except RuntimeError:  # not known on every processor
        features = []
    makers = (sys.implementation.cache_tag, metadata.version("numba"), metadata.version("llvmlite"))
    host = (llvm.get_default_triple(), platform.machine(), llvm.get_host_cpu_name(), features)
    build = importlib.import_module(module)
    digest = hashlib.blake2b(repr((_FORMAT, makers, host, build.names())).encode(), digest_size=16)
    for file in _files(build.SOURCES):
        text = file.read_bytes()
        digest.update(f"{file.relative_to(_PACKAGE).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()


def cache_folders() -> tuple[Path, ...]:
    """The folder object files are kept in, after those above it that are ours. FileNotFoundError without a home."""
    if named := os.environ.get(CACHE_VARIABLE):
        return (Path(named).absolute(),)
    above = Path(os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", ""))
    if not above.is_absolute():
        with suppress(RuntimeError):
            above = Path.home() / ".cache"
    if not above.is_absolute():
        raise FileNotFoundError(errno.ENOENT, "this user has no home folder")
    return above / "simengine", above / "simengine" / "machine"


def _files(sources: Sequence[str]) -> Iterator[Path]:
    for source in sources:
        place = _PACKAGE / source
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _load_or_make(name: str, make: Callable[[bool], Objects], announce: Announce) -> Objects:
    """Object files that lie under a name, or are made and put there; `make` is told whether they can be kept."""
    folder, found = None, None
    with ExitStack() as open_files:
        try:
            folder = open_files.enter_context(open_folder(cache_folders()))
            found = _read(folder, name)
            if found is None:
                open_files.enter_context(_locked(folder, name.rpartition(".")[2], announce))
                found = _read(folder, name)
        except OSError as error:
            announce(_not_kept_text(error))
            folder = None
        if found is None:
            found = make(folder is not None)
            if folder is not None:
                _store(folder, name, found, announce)
    return found


def _read(folder: Folder, name: str) -> Objects | None:
    """The object files of a name if they are there as they were written."""
    data = folder.read(name) or b""
    begin = data.find(b"\n", len(_FORMAT)) + 1
    try:
        sizes = [int(size) for size, _ in json.loads(data[len(_FORMAT) : begin])["objects"]]
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
    ends = list(itertools.accumulate(sizes, initial=begin))
    objects = tuple(data[first:last] for first, last in itertools.pairwise(ends))
    return objects if ends[-1] == len(data) and _header(name, objects) == data[:begin] else None


def _header(name: str, objects: Objects) -> bytes:
    """Lines that stand before object files and tell the name, and size and hash of each."""
    hashes = [(len(one), hashlib.blake2b(one, digest_size=32).hexdigest()) for one in objects]
    return _FORMAT + json.dumps({"name": name, "objects": hashes}).encode() + b"\n"


def _store(folder: Folder, name: str, objects: Objects, announce: Announce) -> None:
    try:
        folder.write(name, b"".join((_header(name, objects), *objects)))
    except OSError as error:
        announce(_not_kept_text(error))
    with suppress(OSError):
        for old in _no_longer_needed(folder.last_used_first(), name):
            folder.remove(old)


def _no_longer_needed(last_used_first: Sequence[str], stored: str) -> list[str]:
    """Which files of other machines, and which extras, need not be kept any longer."""
    ours = [found for found in map(_NAME.fullmatch, last_used_first) if found]
    machines = [found[1] for found in ours if found[0].endswith(".machine")][:_MACHINES]
    kept = {*machines, stored.partition(".")[0]}
    extras = [found[0] for found in ours if found[0].endswith(".extra") and found[1] in kept]
    return [found[0] for found in ours if found[1] not in kept] + extras[_EXTRAS:]


def _not_kept_text(error: OSError) -> str:
    with suppress(OSError):
        return f"the prepared engine can't be kept in {cache_folders()[-1]}: {error.strerror or error}; {_REMEDY}"
    return f"the prepared engine can't be kept: {error.strerror}; {_REMEDY}"


@contextmanager
def _locked(folder: Folder, name: str, announce: Announce) -> Iterator[None]:
    """One process at a time; the system lets go of the lock when a process ends."""
    with os.fdopen(folder.open(f"{name}.lock", os.O_RDWR | os.O_CREAT), "r+b") as stream:
        if not _try_lock(stream):
            announce(WAITING)
            while not _try_lock(stream):
                time.sleep(_SECONDS)
        yield


def _try_lock(stream: IO[bytes]) -> bool:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 (only there)

        with suppress(PermissionError):
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            return True
    else:
        import fcntl  # noqa: PLC0415 (not on Windows)

        with suppress(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
