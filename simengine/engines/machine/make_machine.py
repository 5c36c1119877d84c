"""An engine for a plan: the prepared kernels, those of a user's own kinds, and the plan's table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import FunctionType

from simengine.engines.machine import cache
from simengine.engines.machine.engine import Machine
from simengine.engines.machine.kernel import Kernel
from simengine.engines.machine.kernel_build import compile_objects
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.engines.machine.library import Library
from simengine.engines.machine.plan_kernels import make_table, own_kernels, own_kinds
from simengine.errors import Setting, SimengineError, Worded
from simengine.plan.later import with_later
from simengine.plan.plan import Plan
from simengine.processes import Process
from simengine.processes._code_identity import code_digest

Announce = Callable[[str], None]


def make_machine(plan: Plan, announce: Announce = cache.quiet, block: int | None = None) -> Machine:
    """The machine for a plan; `announce` is told while kernels are compiled.

    Raises:
        SimengineError: a kind of the user's own can't be compiled, or the prepared engine can't be used.
    """
    plan = with_later(plan)
    own = own_kinds(plan)
    library, known = _library_with_own(own, announce) if own else (library_of(_load_objects(announce)), kernels())
    return Machine(plan, make_table(plan, known), library, block)


class _Announcer:
    """Whom to tell of the preparing; all count as one, so that object files are loaded once a process."""

    def __init__(self, announce: Announce) -> None:
        self.announce = announce

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Announcer)


def _load_objects(announce: Announce) -> tuple[bytes, ...]:
    return _load_objects_once(_Announcer(announce))


@lru_cache(maxsize=1)
def _load_objects_once(announcer: _Announcer) -> tuple[bytes, ...]:
    return cache.load_or_compile(announcer.announce)


@lru_cache(maxsize=2)
def library_of(objects: tuple[bytes, ...]) -> Library:
    """The library of some object files, loaded once."""
    return Library(objects)


def _library_with_own(kinds: tuple[type, ...], announce: Announce) -> tuple[Library, Mapping[str, Kernel]]:
    """A library and the kernels there are, with those of a user's own kinds."""
    made = own_kernels(kinds)
    names = ", ".join(kind.__name__ for kind in kinds)

    def compile_own() -> bytes:
        from simengine.engines.machine.translate import compiled  # noqa: PLC0415 (brings numba)

        announce(f"compiling {names}, once …")
        compiled.cache_clear()  # what a function reads from outside may have changed since it was compiled
        found = compile_objects(tuple(made), lambda _: None, made)
        _check_own(tuple(made.values()), Library((*_load_objects(announce), found)))  # what is wrong is not kept
        announce(f"compiling {names}, once: done")
        return found

    own = cache.load_or_make_extra(_key(kinds, made.values()), compile_own, announce)
    return library_of((*_load_objects(announce), own)), {**kernels(), **made}


def _key(kinds: tuple[type, ...], made: Iterable[Kernel]) -> str:
    """Names the code of some kinds: a process as for the identity of a run, and every function that is reached."""
    reached: dict[FunctionType, str] = {}
    for kernel in made:
        for part in kernel.parts:
            _collect_functions(part, reached)
    text = [code_digest(kind) if issubclass(kind, Process) else kind.__qualname__ for kind in kinds]
    return hashlib.blake2b(" ".join([*text, *reached.values()]).encode(), digest_size=16).hexdigest()


def _collect_functions(part: object, reached: dict[FunctionType, str]) -> None:
    """Enters a function with its code and the numbers it reads, and the functions it finds, wherever they are from."""
    if isinstance(part, FunctionType) and part not in reached:
        code, found = part.__code__, {name: part.__globals__.get(name) for name in part.__code__.co_names}
        numbers = {name: value for name, value in found.items() if isinstance(value, int | float | tuple)}
        reached[part] = f"{code.co_code!r} {code.co_consts!r} {code.co_names} {numbers}"
        for value in found.values():
            _collect_functions(value, reached)


def _check_own(made: tuple[Kernel, ...], library: Library) -> None:
    """SimengineError for a kernel that does not do what its function does."""
    from simengine.engines.machine.compare_kernels import differences  # noqa: PLC0415 (only where there are kernels to try)

    for kernel in made:
        wrong = differences(kernel, library, tame=True)
        if wrong:
            what = f"{kernel.name}: compiled code gives other bits: {wrong}"
            raise SimengineError(Worded(f"{what}; run with ", Setting("engine", "reference")))
