"""The text of plain Python functions, taken from their sources with everything they need, for a compiler.

Each function becomes a function of one module under a name of its own, each module constant it uses a constant there;
what it takes from Python has its compiled form in `primitives.py`. Nothing is compiled here.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any, TypeGuard

import numpy as np

from simengine.engines.kernel.rewrite import may_be_long, parse, parsed, rewritten
from simengine.errors import SimengineError
from simengine.numerics import arrays
from simengine.numerics.room import room
from simengine.numerics.scaling import binary_parts, power_of_two

Function = Callable[..., Any]
Constant = float | np.float32 | tuple[Any, ...]

INSTEAD: dict[Function, str] = {
    abs: "abs",
    arrays.bits: "bits_of_single",
    arrays.from_bits: "single_of_bits",
    arrays.root: "np.sqrt",
    arrays.single: "np.float32",
    arrays.where: "where",
    arrays.whole: "np.int32",
    arrays.word: "np.uint32",
    binary_parts: "binary_parts",
    bool: "bool",
    float: "float",
    int: "int",
    len: "len",
    math.floor: "floor",
    math.isfinite: "math.isfinite",
    math.sqrt: "math.sqrt",
    max: "maximum",
    min: "minimum",
    power_of_two: "power_of_two",
    range: "range",
    room: "room",
}
"""What is not harvested, and how it is called in the generated module."""
PASTED = ("primitives.py", "random.py", "runtime.py")
"""The files of this folder whose text stands in every generated module."""


def primitives() -> str:
    """The text that stands above the harvested functions."""
    return Path(__file__).with_name("primitives.py").read_text(encoding="utf-8")


class Library:
    """Functions collected for one module; the same requests in the same order give the same text.

    `reserved` names are left to whoever writes the rest of the module.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = {*reserved, *dir(builtins), *keyword.kwlist}
        for file in PASTED:
            self._taken |= {*_top_names(Path(__file__).with_name(file).read_text(encoding="utf-8"))}
        self._names: dict[FunctionType, str] = {}
        self._constants: dict[str, str] = {}
        self._functions: dict[str, str] = {}

    def name_of(self, function: Function) -> str:
        """The name of a function in the module, which from now on holds it and whatever it calls.

        Raises:
            SimengineError: if its source is not to be had, or uses what has no form in a compiled module.
        """
        if function in INSTEAD:
            return INSTEAD[function]
        if not isinstance(function, FunctionType):
            raise SimengineError(f"{function!r} can't be compiled: it is not a plain Python function")
        if function not in self._names:
            self._names[function] = self._free(_candidates(function))
            self._functions[self._names[function]] = self._harvested(function)
        if self._names[function] not in self._functions:
            raise _refused(function, "it calls itself")
        return self._names[function]

    def text(self) -> str:
        """All constants, then all functions, each after those it calls."""
        constants = "\n".join(f"{name} = {value}" for name, value in self._constants.items())
        return "\n\n\n".join(part for part in (constants, *self._functions.values()) if part) + "\n"

    def _harvested(self, function: FunctionType) -> str:
        try:
            tree = parsed(function)
        except (OSError, TypeError, SyntaxError) as error:
            raise _refused(function, f"its source can't be read ({error})") from error
        if function.__closure__:
            raise _refused(function, f"{function.__code__.co_freevars[0]} has no compiled form")
        decorator = "routine" if may_be_long(tree) else "scalar"
        text = rewritten(tree, self._names[function], lambda name: self._resolved(function, name))
        return f"@{decorator}\n{text}"

    def _resolved(self, function: FunctionType, spelled: str) -> str:
        """The name in the module of what a function calls something outside it."""
        if spelled.startswith("float("):
            return _literal(float(ast.literal_eval(spelled[6:-1])))
        root, *rest = spelled.split(".")
        owner = function.__module__
        value = function.__globals__.get(root, vars(builtins).get(root))
        for part in rest:
            owner = getattr(value, "__name__", owner)
            value = getattr(value, part, None)
        if _is_constant(value):
            return self._constant(spelled.rpartition(".")[2], value, owner)
        if not callable(value) or not (isinstance(value, FunctionType) or value in INSTEAD):
            raise _refused(function, f"{spelled} has no compiled form")
        return self.name_of(value)

    def _constant(self, name: str, value: Constant, module: str) -> str:
        """The name of a constant, shared by all that have its name and its bits."""
        text = _literal(value)
        for found in _longer(name.lstrip("_"), module):
            if self._constants.get(found) == text:
                return found
            if found not in self._taken:
                self._taken.add(found)
                self._constants[found] = text
                return found
        raise AssertionError

    def _free(self, candidates: Iterable[str]) -> str:
        found = next(name for name in candidates if name not in self._taken)
        self._taken.add(found)
        return found


def _refused(function: FunctionType, reason: str) -> SimengineError:
    place = f"{function.__module__}.{function.__qualname__}"
    return SimengineError(f"{place} can't be compiled: {reason}; run it with --engine reference")


def _candidates(function: FunctionType) -> Iterator[str]:
    """Names for a function, the plainest first: `logit`, `held_look`, `mean_reversion_step`."""
    *owners, name = function.__qualname__.split(".")
    stem = function.__module__.rpartition(".")[2]
    plain = name.lstrip("_")
    if owners:
        plain = f"{_snake(owners[-1])}_{plain}"
    elif (name.startswith("_") or stem.startswith("_")) and stem.lstrip("_") != plain:
        plain = f"{stem.lstrip('_')}_{plain}"
    return _longer(plain, function.__module__)


def _longer(name: str, module: str) -> Iterator[str]:
    """A name, then the same after more and more of its module's, then numbered."""
    yield name
    parts = [part.lstrip("_") for part in module.split(".")]
    for start in range(len(parts) - 1, -1, -1):
        prefix = "_".join(parts[start:])
        yield f"{prefix.upper() if name.isupper() else prefix}_{name}"
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _is_constant(value: object) -> TypeGuard[Constant]:
    if isinstance(value, tuple):
        return all(map(_is_constant, value))
    return type(value) in (float, int, bool, np.float32)


def _literal(value: Constant) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_literal(one) for one in value)}{',' * (len(value) == 1)})"
    if isinstance(value, np.float32):
        return f"np.float32({float(value)!r})"
    if not math.isfinite(value):
        return "math.nan" if value != value else "math.inf" if value > 0 else "-math.inf"
    return repr(value)


def _top_names(text: str) -> Iterator[str]:
    """The names a module defines or imports."""
    for node in parse(text).body:
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (one.asname or one.name for one in names)
            case ast.FunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name))
