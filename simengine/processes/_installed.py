"""Processes that installed packages offer, by entry points: each is imported only where a scenario names its kind.

A package offers one by a line in its `pyproject.toml`, with its kind and where its class stands:

    [project.entry-points."simengine.processes"]
    tide = "tides.process:Tide"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from simengine.errors import SimengineError
from simengine.processes import processes
from simengine.processes._code_identity import code_digest
from simengine.processes._plugins import Plugin, all_processes, plugin_kinds
from simengine.processes._process import Process

GROUP = "simengine.processes"
Offers = Mapping[str, tuple[EntryPoint, ...]]


def offers() -> Offers:
    """What installed packages offer, by kind; imports none of them."""
    found: dict[str, tuple[EntryPoint, ...]] = {}
    for entry in entry_points(group=GROUP):
        found[entry.name] = (*found.get(entry.name, ()), entry)
    return found


def offered(kind: str, offers: Offers) -> Plugin:
    """The process of a kind among the offers, as a plug-in; imports its package.

    SimengineError if the kind comes with simengine, if two offer it, and for what can't be imported or is no such
    process.
    """
    entry, *others = offers[kind]
    if kind in processes():
        raise SimengineError(f"{_source(entry)}: there is a process {kind!r} already; it must offer another kind")
    if others:
        packages = " and ".join(map(_source, offers[kind]))
        raise SimengineError(f"{packages} offer the process {kind!r} both: uninstall one of them")
    found = _class_of(entry)
    return Plugin(_source(entry), code_digest(found), found)


def _class_of(entry: EntryPoint) -> type[Process]:
    source = _source(entry)
    try:
        found = entry.load()
    except Exception as error:  # whatever a package may do wrong is for its author to read
        reason = f"{type(error).__name__}: {error}"
        raise SimengineError(
            f"{source}, which offers the process {entry.name!r}, can't be imported: {reason}; mend or uninstall it"
        ) from error
    if not (isinstance(found, type) and issubclass(found, Process) and hasattr(found, "kind")):
        raise SimengineError(f"{source} is no kind of process: it must be a subclass of Process with a `kind`")
    if found.kind != entry.name:
        raise SimengineError(
            f"{source} is offered as {entry.name!r}, and its `kind` is {found.kind!r}: both must agree"
        )
    return found


def _source(entry: EntryPoint) -> str:
    """The package and the class, such as `tides 1.0 (tides.process:Tide)`."""
    package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "a package"
    return f"{package} ({entry.value})"


def every_process(plugins: Iterable[Plugin] = ()) -> Mapping[str, type[Process]]:
    """The processes that come with simengine, those of plug-ins, and all that installed packages offer.

    Raises as `plugin_kinds` and `offered`.
    """
    known, there = all_processes(plugins), offers()
    given = set(known) - set(processes())  # what a user names goes before what is installed
    return {**known, **plugin_kinds(offered(kind, there) for kind in there if kind not in given)}
