"""Processes from a user's own file, loaded only where the user names the file: it is code, and it is run."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from simengine.errors import SimengineError
from simengine.language.registry import subclasses_in
from simengine.processes import processes
from simengine.processes._base import Process


@dataclass(frozen=True, slots=True)
class Plugin:
    """A file of processes: its absolute path, and the BLAKE2b-128 of its text, so that it is what it was."""

    path: str
    digest: str


def find_plugin(path: str | Path) -> Plugin:
    """The plug-in of a file, not yet run. SimengineError if it can't be read."""
    found = Path(path).absolute()
    return Plugin(str(found), _digest(_text(str(found))))


def all_processes(plugins: Iterable[Plugin] = ()) -> Mapping[str, type[Process]]:
    """The processes that come with simengine and those of plug-ins, by kind; runs the files of these.

    Raises:
        SimengineError: if a file can't be run, has changed, holds no process, or one of a kind there is already.
    """
    known = dict(processes())
    for plugin in plugins:
        for kind, found in _kinds(plugin).items():
            if kind in known:
                raise SimengineError(f"{plugin.path}: there is a process {kind!r} already; choose another kind")
            known[kind] = found
    return known


@cache
def _kinds(plugin: Plugin) -> Mapping[str, type[Process]]:
    text = _text(plugin.path)
    if _digest(text) != plugin.digest:
        raise SimengineError(f"{plugin.path} has changed since the run began; start it again")
    module = _run(plugin, text)
    found = {process.kind: process for process in subclasses_in(module, Process) if hasattr(process, "kind")}
    if not found:
        raise SimengineError(f"{plugin.path} defines no process; docs/extending.md shows one")
    return found


def _run(plugin: Plugin, text: bytes) -> ModuleType:
    name = f"simengine_plugin_{plugin.digest}"
    spec = importlib.util.spec_from_loader(name, loader=None, origin=plugin.path)
    if spec is None:
        raise SimengineError(f"{plugin.path} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where pydantic looks up the names in annotations
    try:
        exec(compile(text, plugin.path, "exec"), vars(module))  # noqa: S102 (the user named this file to be run)
    except Exception as error:  # whatever a user's file may do wrong is theirs to read
        del sys.modules[name]
        raise SimengineError(f"{plugin.path} can't be run: {type(error).__name__}: {error}") from error
    return module


def _text(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise SimengineError(f"{path} can't be read: {error.strerror}; name a Python file with a process") from error


def _digest(text: bytes) -> str:
    return hashlib.blake2b(text, digest_size=16).hexdigest()
