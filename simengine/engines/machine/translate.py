"""Plain Python functions taken for compilation as they stand, with all they call; what would lose the bits is refused.

A function is compiled with globals of its own, in which the functions it calls are compiled ones, and what Python or
NumPy does by a library is done by what IEEE 754 fixes. Nothing is read from source text, so lambdas and functions of a
notebook are as good as others.
"""

from __future__ import annotations

import builtins
import dis
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from simengine.engines.machine import primitives
from simengine.engines.machine.native import routine, scalar
from simengine.errors import Setting, SimengineError, Worded
from simengine.numerics import arrays
from simengine.numerics.room import room
from simengine.numerics.scaling import binary_parts, power_of_two

INSTEAD: dict[Any, Any] = {
    arrays.bits: primitives.bits_of_single,
    arrays.from_bits: primitives.single_of_bits,
    arrays.root: primitives.root_of_single,
    arrays.single: primitives.single,
    arrays.where: primitives.where,
    arrays.whole: primitives.whole,
    arrays.word: primitives.word,
    binary_parts: primitives.binary_parts,
    float: primitives.as_float,
    math.floor: primitives.floor,
    max: primitives.maximum,
    min: primitives.minimum,
    power_of_two: primitives.power_of_two,
    room: primitives.room,
}
"""What is not taken as it stands, and what stands for it."""
KNOWN = frozenset((abs, bool, int, len, range, math.fabs, math.isfinite, math.isinf, math.isnan, math.sqrt))
"""What the compiler does with the same bits."""
_MATHS = "use simengine.numerics, whose functions have the same bits everywhere"
_COMPILERS_WORDS = ("Failed", "Traceback", "During", "Invalid use of", "No implementation", "There are", "- Of which")


def refused(function: FunctionType, reason: str) -> SimengineError:
    """What can't be compiled, in words."""
    code = function.__code__
    place = f"{Path(code.co_filename).name}:{code.co_firstlineno}: {function.__qualname__}"
    return SimengineError(Worded(f"{place} can't be compiled: {reason}; or run with ", Setting("engine", "reference")))


@cache
def compiled(function: FunctionType) -> Any:
    """The function as numba takes it. SimengineError for one that calls what has no bits of its own."""
    return _compiled(function, ())


def _compiled(function: FunctionType, callers: tuple[FunctionType, ...]) -> Any:
    if function in callers:
        raise refused(function, "it calls itself")
    if not isinstance(function, FunctionType):
        raise SimengineError(f"{function!r} can't be compiled: it is not a plain Python function")
    _check_operations(function)
    translation = _Translation(function, (*callers, function))
    code = function.__code__
    given = translation.outside(), function.__name__, translation.defaults(), translation.closure()
    translated = FunctionType(code, *given)
    translated.__module__, translated.__qualname__ = function.__module__, function.__qualname__
    return (routine if _may_be_long(code) else scalar)(translated)


def _check_operations(function: FunctionType) -> None:
    for part in function.__code__.co_consts:
        if isinstance(part, CodeType):
            raise refused(
                function, f"it holds a function of its own ({part.co_name}); write it as a function beside it"
            )
        if isinstance(part, complex):
            raise refused(function, f"it uses a complex number ({part})")
    for step in dis.get_instructions(function):
        if step.opname == "BINARY_OP" and step.argrepr.startswith("**"):
            raise refused(function, "** differs from machine to machine; write x * x, or exp(y * log(x))")
        if step.opname in _REFUSED_OPERATIONS:
            raise refused(function, _REFUSED_OPERATIONS[step.opname])
    if function.__code__.co_kwonlyargcount or function.__code__.co_flags & _VARIADIC:
        raise refused(function, "it takes *arguments or keyword-only ones; name its arguments one by one")


_RAISES = "it raises an error; let it give float('nan') instead, and the path ends as failed"
_REFUSED_OPERATIONS = {
    "IMPORT_NAME": "it imports something inside; import it at the top of the file",
    "RAISE_VARARGS": _RAISES,
    "LOAD_ASSERTION_ERROR": _RAISES,
}
_VARIADIC = 0x04 | 0x08


def _may_be_long(code: CodeType) -> bool:
    """Whether there is a loop other than one over the members of a tuple."""
    operations = {step.opname for step in dis.get_instructions(code)}
    return any(name.startswith("JUMP_BACKWARD") or "POP_JUMP_BACKWARD" in name for name in operations) and (
        "range" in code.co_names or "FOR_ITER" not in operations
    )


class _Translation:
    """Finds what a function takes from outside itself, each thing as compiled code may have it."""

    def __init__(self, function: FunctionType, callers: tuple[FunctionType, ...]) -> None:
        self._function = function
        self._callers = callers

    def outside(self) -> dict[str, Any]:
        """Globals for the function."""
        found: dict[str, Any] = {"__name__": self._function.__module__, "__builtins__": builtins}
        for root, rest in _dotted(self._function.__code__):
            value = self._function.__globals__.get(root, vars(builtins).get(root))
            if rest is not None and _holds_others(value):
                room_for = found.setdefault(root, ModuleType(root))
                setattr(room_for, rest, self._translate(getattr(value, rest, None), f"{root}.{rest}"))
            else:
                found[root] = self._translate(value, root)
        return found

    def defaults(self) -> tuple[Any, ...] | None:
        """The default values of the function's arguments."""
        names = self._function.__code__.co_varnames[: self._function.__code__.co_argcount]
        values = self._function.__defaults__ or ()
        for name, value in zip(names[len(names) - len(values) :], values, strict=True):
            if not _is_constant(value):
                raise refused(self._function, f"the default of {name} is no number; call what it is by its own name")
        return self._function.__defaults__

    def closure(self) -> tuple[CellType, ...] | None:
        """The values around a function defined inside another."""
        cells = self._function.__closure__
        if not cells:
            return None
        names = self._function.__code__.co_freevars
        found = zip(names, cells, strict=True)
        return tuple(CellType(self._translate(cell.cell_contents, name)) for name, cell in found)

    def _translate(self, value: Any, spelled: str) -> Any:
        if _is_constant(value):
            return value
        if isinstance(value, staticmethod):
            value = value.__func__
        try:
            if value in INSTEAD:
                return INSTEAD[value]
            if value in KNOWN:
                return value
        except TypeError as error:
            raise refused(self._function, f"{spelled} is no number and no function") from error
        if isinstance(value, FunctionType):
            return compiled(value) if value not in self._callers else _compiled(value, self._callers)
        if value is None:
            raise refused(self._function, f"{spelled} is not there")
        reason = f"it calls {spelled}" if callable(value) else f"{spelled} is no number and no function"
        of_a_library = getattr(value, "__module__", None) in ("math", "cmath", "numpy") or isinstance(value, np.ufunc)
        raise refused(self._function, f"{reason}; {_MATHS}" if of_a_library else reason)


def _dotted(code: CodeType) -> Iterator[tuple[str, str | None]]:
    """The global names of a function, each with the attribute taken of it, if one is."""
    steps = list(dis.get_instructions(code))
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            has_attribute = following is not None and following.opname in ("LOAD_ATTR", "LOAD_METHOD")
            yield step.argval, following.argval if has_attribute and following is not None else None


def _holds_others(value: Any) -> bool:
    return isinstance(value, ModuleType) or (isinstance(value, type) and value not in KNOWN and value not in INSTEAD)


def _is_constant(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_constant, value))
    return type(value) in (float, int, bool, str, np.float32)


def explained(function: Any, error: Exception) -> SimengineError:
    """What the compiler has against a function, in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    message = next((line for line in lines if not line.startswith(_COMPILERS_WORDS)), "its types can't be found out")
    return refused(
        function, f"{message[:160]} (allowed are numbers, comparisons, loops, and the functions of the docs)"
    )
