"""An engine for a plan: the prepared kernels, those of a user's own kinds, and the plan's table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import FunctionType

from simengine.engines.machine import cache
from simengine.engines.machine.engine import Machine
from simengine.engines.machine.kernels import Kernel, compile_objects, is_shipped, kernels, kernels_of
from simengine.engines.machine.library import Library
from simengine.engines.machine.lower import lower
from simengine.engines.machine.table import verify
from simengine.errors import SimengineError
from simengine.functions import memory_functions
from simengine.plan.plan import MemoryCell, Plan
from simengine.processes import Process
from simengine.processes._code_identity import code_digest
from simengine.processes._plugins import all_processes

Announce = Callable[[str], None]


def make_machine(plan: Plan, announce: Announce = cache.quiet, block: int | None = None) -> Machine:
    """The machine for a plan; `announce` is told while kernels are compiled.

    Raises:
        SimengineError: a kind of the user's own can't be compiled, or the prepared engine can't be used.
    """
    kinds = all_processes(plan.plugins)
    own = own_kinds(plan, kinds)
    library, known = _with_own(own, announce) if own else (library_of(_prepared(announce)), kernels())
    table = lower(plan, kinds, known)
    verify(table, known)
    return Machine(plan, table, library, block)


def own_kinds(plan: Plan, kinds: Mapping[str, type[Process]]) -> tuple[type, ...]:
    """The processes, functions with memory and distributions of a plan that do not come with simengine."""
    functions = {cell.function for cell in (*plan.look, *plan.note) if isinstance(cell, MemoryCell)}
    used: list[type] = [kinds[name] for name in dict.fromkeys(driver.process for driver in plan.drivers)]
    used += [memory_functions()[name] for name in sorted(functions)]
    used += {type(parameter.distribution).tag: type(parameter.distribution) for parameter in plan.parameters}.values()
    return tuple(kind for kind in used if not is_shipped(kind))


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


def _with_own(kinds: tuple[type, ...], announce: Announce) -> tuple[Library, Mapping[str, Kernel]]:
    """A library and the kernels there are, with those of a user's own kinds."""
    made = {kernel.name: kernel for kind in kinds for kernel in _kernels_of(kind)}
    names = ", ".join(kind.__name__ for kind in kinds)

    def compile_own() -> bytes:
        announce(f"compiling {names}, once …")
        found = compile_objects(tuple(made), lambda _: None, made)
        announce(f"compiling {names}, once: done")
        return found

    own = cache.extra(_key(kinds, made.values()), compile_own, announce)  # noqa: S610 (nothing of Django's)
    library = library_of((*_prepared(announce), own))
    _try(tuple(made.values()), library)
    return library, {**kernels(), **made}


def _key(kinds: tuple[type, ...], made: Iterable[Kernel]) -> str:
    """Names the code of some kinds."""
    codes = [part.__code__ for kernel in made for part in kernel.parts if isinstance(part, FunctionType)]
    text = [code_digest(kind) for kind in kinds] + [
        f"{code.co_code!r} {code.co_consts!r} {code.co_names}" for code in codes
    ]
    return hashlib.blake2b(" ".join(text).encode(), digest_size=16).hexdigest()


def _kernels_of(kind: type) -> tuple[Kernel, ...]:
    try:
        return tuple(kernels_of(kind))
    except (TypeError, ValueError, ArithmeticError) as error:
        raise SimengineError(f"{kind.__name__} can't be compiled: {error}; or run with --engine reference") from error


def _try(made: tuple[Kernel, ...], library: Library) -> None:
    """SimengineError for a kernel that does not do what its function does."""
    from simengine.engines.machine.trial import differences  # noqa: PLC0415 (only where there are kernels to try)

    for kernel in made:
        wrong = differences(kernel, library)
        if wrong:
            raise SimengineError(f"{kernel.name}: compiled code gives other bits: {wrong}; run with --engine reference")
