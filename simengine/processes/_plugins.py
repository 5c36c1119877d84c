"""Processes of a user's own: from a file, which is code and is run only where the user names it, or a class."""

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
from simengine.language.registry import by_word, subclasses_in
from simengine.processes import processes
from simengine.processes._code_identity import code_digest
from simengine.processes._process import Process

Given = str | Path | type[Process]
"""What a user names as a plug-in: a file, or from Python a class."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """Where processes of a user's own come from: a file by its absolute path, or a class, `kind`.

    The `path` of a class is its name, or the installed package that offers it. `digest` is the BLAKE2b-128 of the
    file's text, so that it is what it was, or of the class's code.
    """

    path: str
    digest: str
    kind: type[Process] | None = None


def find_plugin(given: Given) -> Plugin:
    """The plug-in of a file, not yet run, or of a class.

    SimengineError if the file can't be read, or the class is no process.
    """
    if isinstance(given, type):
        return _plugin_of(given)
    found = Path(given).absolute()
    return Plugin(str(found), _digest(_text(str(found))))


def _plugin_of(kind: type) -> Plugin:
    name = kind.__qualname__
    if not issubclass(kind, Process) or not hasattr(kind, "kind"):
        raise SimengineError(f"{name} is no kind of process: make it a subclass of Process with a `kind`")
    return Plugin(name, code_digest(kind), kind)


def all_processes(plugins: Iterable[Plugin] = ()) -> Mapping[str, type[Process]]:
    """The processes that come with simengine and those of plug-ins, by kind. Raises as `plugin_kinds`."""
    return {**processes(), **plugin_kinds(plugins)}


def plugin_kinds(plugins: Iterable[Plugin]) -> Mapping[str, type[Process]]:
    """The processes of plug-ins by kind; runs their files.

    Raises:
        SimengineError: if a file can't be run, has changed, holds no process, or one of a kind there is already.
    """
    known: dict[str, type[Process]] = {}
    for plugin in plugins:
        for kind, found in _kinds(plugin).items():
            if kind in known or kind in processes():
                raise SimengineError(f"{plugin.path}: there is a process {kind!r} already; choose another kind")
            known[kind] = found
    return known


def _kinds(plugin: Plugin) -> Mapping[str, type[Process]]:
    return _kinds_of_file(plugin) if plugin.kind is None else {plugin.kind.kind: plugin.kind}


@cache
def _kinds_of_file(plugin: Plugin) -> Mapping[str, type[Process]]:
    text = _text(plugin.path)
    if _digest(text) != plugin.digest:
        raise SimengineError(f"{plugin.path} has changed since the run began; start it again")
    module = _run(plugin, text)
    found = [process for process in subclasses_in(module, Process) if hasattr(process, "kind")]
    if not found:
        raise SimengineError(f"{plugin.path} defines no process; docs/extending.md shows one")
    try:
        return by_word(found, "kind")
    except SimengineError as error:
        raise SimengineError(f"{plugin.path}: {error}") from error


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
