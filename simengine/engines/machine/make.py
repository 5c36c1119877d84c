"""An engine for a plan: the prepared kernels, those of a user's own kinds, and the plan's table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache

from simengine.engines.machine import cache
from simengine.engines.machine.engine import Machine
from simengine.engines.machine.kernels import Kernel, compile_objects, kernels, process_kernels
from simengine.engines.machine.library import Library
from simengine.engines.machine.lower import lower
from simengine.engines.machine.table import verify
from simengine.errors import SimengineError
from simengine.plan.plan import Plan
from simengine.processes import Process
from simengine.processes._code_identity import code_digest
from simengine.processes._plugins import all_processes, plugin_kinds

Announce = Callable[[str], None]


def make_machine(plan: Plan, announce: Announce = cache.quiet, block: int | None = None) -> Machine:
    """The machine for a plan; `announce` is told while kernels are compiled.

    Raises:
        SimengineError: a process of the user's own can't be compiled, or the prepared engine can't be used.
    """
    own = plugin_kinds(plan.plugins)
    used = {driver.process for driver in plan.drivers}
    wanted = {kind: own[kind] for kind in sorted(used & set(own))}
    library, known = library_of(_prepared(announce)), kernels()
    if wanted:
        library, known = _with_own(wanted, announce)
    table = lower(plan, all_processes(plan.plugins), known)
    verify(table, known)
    return Machine(plan, table, library, block)


class _Told:
    """Whom to tell of the preparing; all are alike, so that what is prepared is asked for once a process."""

    def __init__(self, announce: Announce) -> None:
        self.announce = announce

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told)


def _prepared(announce: Announce) -> tuple[bytes, ...]:
    return _found(_Told(announce))


@lru_cache(maxsize=1)
def _found(told: _Told) -> tuple[bytes, ...]:
    return cache.prepared(told.announce)


@lru_cache(maxsize=2)
def library_of(objects: tuple[bytes, ...]) -> Library:
    """The library of some object files, loaded once."""
    return Library(objects)


def _with_own(kinds: Mapping[str, type[Process]], announce: Announce) -> tuple[Library, Mapping[str, Kernel]]:
    """A library and the kernels there are, with those of a user's own processes."""
    made = {kernel.name: kernel for kind in kinds.values() for kernel in _kernels_of(kind)}
    key = hashlib.blake2b(" ".join(map(code_digest, kinds.values())).encode(), digest_size=16).hexdigest()

    def compile_own() -> bytes:
        announce(f"compiling {', '.join(kinds)}, once …")
        found = compile_objects(tuple(made), lambda _: None, made)
        announce(f"compiling {', '.join(kinds)}, once: done")
        return found

    own = cache.extra(key, compile_own, announce)
    library = library_of((*_prepared(announce), own))
    _try(tuple(made.values()), library)
    return library, {**kernels(), **made}


def _kernels_of(kind: type[Process]) -> tuple[Kernel, ...]:
    try:
        return tuple(process_kernels(kind))
    except (TypeError, ValueError, ArithmeticError) as error:
        raise SimengineError(f"the process {kind.kind} can't be compiled: {error}; or run with --engine reference") from error


def _try(made: tuple[Kernel, ...], library: Library) -> None:
    """SimengineError for a kernel that does not do what its function does."""
    from simengine.engines.machine.trial import differences  # noqa: PLC0415 (only where there are kernels to try)

    for kernel in made:
        wrong = differences(kernel, library)
        if wrong:
            raise SimengineError(f"{kernel.name}: compiled code gives other bits: {wrong}; run with --engine reference")
