"""What a kind of process is made of: a digest of its code, wherever that stands.

It holds what a path can depend on: the functions' instructions with their constants, the values of closures, the
module's globals that are read, and the variables and fields of the class. It does not hold names of files, numbers of
lines, comments, docstrings, units, nor what else the file says. What belongs to simengine, to Python or to an installed
package stands in it by its name.

Instructions are those of the running Python: another version of it (3.12 after 3.11) gives other digests.
"""

from __future__ import annotations

import copyreg
import dis
import hashlib
import site
import struct
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from enum import Enum
from types import CodeType, FunctionType, ModuleType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from simengine.errors import SimengineError

_GLOBAL, _ATTRIBUTE = ("LOAD_GLOBAL", "LOAD_NAME"), ("LOAD_ATTR", "LOAD_METHOD")
_SHAPE = 0x04 | 0x08 | 0x20 | 0x80 | 0x200  # *arguments, **arguments, and what makes a generator or a coroutine
_NO_BEHAVIOUR = {"_abc_impl", "model_config", "field_units"}
_ANNOTATIONS = {"__annotate__", "__annotate_func__"}
_INSTALLED = tuple(
    {
        *(sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), site.getusersitepackages()),
        *(place for place in sys.path if place.rstrip("/\\").endswith(("site-packages", "dist-packages"))),
    }
)
_PLAIN = (type(None), bool, int, complex, str, bytes, type(Ellipsis), type(NotImplemented))
_WRAPPED = {staticmethod: ("__func__",), classmethod: ("__func__",), property: ("fget", "fset", "fdel")}


def code_digest(kind: type) -> str:
    """The digest of a class's code: BLAKE2b-128 in hexadecimal.

    SimengineError if the code reads a value that can't be told from others, such as an open file.
    """
    return hashlib.blake2b(_Encoding(kind).of(kind), digest_size=16).hexdigest()


class _Encoding:
    """Code and the values it uses as bytes, each with its type and length. What was met before stands by its number."""

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self._met: dict[int, tuple[int, object]] = {}  # with the thing itself, lest its id be given to another

    def of(self, value: Any) -> bytes:
        """The bytes of a value."""
        kind = type(value)
        if isinstance(value, _PLAIN):
            return _tagged(kind.__name__, repr(value).encode())
        if isinstance(value, float):
            return _tagged("float", struct.pack(">d", value))
        if isinstance(value, ModuleType):
            return _tagged("module", value.__name__.encode())
        if kind in (tuple, list):
            return self._all(kind.__name__, value)
        if kind in (set, frozenset):
            return _tagged("set", b"".join(sorted(map(self.of, value))))
        if isinstance(value, Mapping):
            return self._all("mapping", [part for item in value.items() for part in item])
        return self._thing(value)

    def _all(self, tag: str, values: Any) -> bytes:
        return _tagged(tag, b"".join(map(self.of, values)))

    def _thing(self, value: Any) -> bytes:
        """What may refer to itself in a circle: functions, classes and objects."""
        if id(value) in self._met:
            return _tagged("again", str(self._met[id(value)][0]).encode())
        self._met[id(value)] = len(self._met), value
        if get_origin(value) is not None:
            return self._all("type", (str(get_origin(value)), *self._telling(get_args(value))))
        if isinstance(value, type | FunctionType):
            if not self._is_own(value.__module__):
                return _named(value)
            return self._class(value) if isinstance(value, type) else self._function(value)
        return self._object(value)

    def _is_own(self, module: str | None) -> bool:
        """Whether a module is of the user's making: the kind's, or none that is installed."""
        package = (module or "").partition(".")[0]
        if package == self._kind.__module__.partition(".")[0]:
            return True
        file = getattr(sys.modules.get(module or ""), "__file__", None) or ""
        return not (package in {"simengine", *sys.stdlib_module_names} or file.startswith(_INSTALLED))

    def _class(self, value: type) -> bytes:
        variables = {
            name: item
            for base in reversed(value.__mro__)
            if self._is_own(base.__module__)
            for name, item in sorted(vars(base).items())
            if _counts(name, item)
        }
        foreign = [base for base in value.__mro__ if not self._is_own(base.__module__)]
        names = [part for base in foreign for part in (base.__module__, base.__qualname__)]
        return self._all("class", (names, variables, list(self._fields(value, foreign))))

    def _fields(self, value: type, foreign: list[type]) -> Iterator[object]:
        """The fields that a model has beside those of its foreign bases, in their order, which is that of inputs."""
        if issubclass(value, BaseModel):
            models = [base for base in foreign if issubclass(base, BaseModel)]
            known = {name: repr(field) for base in models for name, field in base.model_fields.items()}
            for name, field in value.model_fields.items():
                if known.get(name) != repr(field):
                    yield from (name, field)

    def _function(self, function: FunctionType) -> bytes:
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        given = self._all("given", (function.__defaults__, function.__kwdefaults__, cells))
        return _tagged("function", self._code(function.__code__, function.__globals__) + given)

    def _code(self, code: CodeType, known: Mapping[str, Any]) -> bytes:
        """Instruction by instruction, so that where a constant stands among the others is no matter."""
        shape = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & _SHAPE)
        parts = [self._all("shape", (*shape, code.co_exceptiontable))]
        instructions = list(dis.get_instructions(code))
        for at, instruction in enumerate(instructions):
            parts.append(_tagged("does", instruction.opname.encode()))
            if isinstance(instruction.argval, CodeType):
                parts.append(self._code(instruction.argval, known))
            else:
                parts.append(self.of(instruction.argval))
            if instruction.opname in _GLOBAL and instruction.argval in known:
                parts.append(self._global(known[instruction.argval], instructions[at + 1 :]))
        return _tagged("code", b"".join(parts))

    def _global(self, value: Any, following: list[dis.Instruction]) -> bytes:
        """A global that is read; of a module of the user's, what is read of it."""
        for instruction in following:
            own = isinstance(value, ModuleType) and self._is_own(value.__name__)
            if not own or instruction.opname not in _ATTRIBUTE:
                break
            value = getattr(value, instruction.argval, None)
        return self.of(value)

    def _telling(self, values: Any) -> list[object]:
        """What stands beside a type, without what is for people."""
        return [value for value in values if not isinstance(value, WithJsonSchema)]

    def _object(self, value: Any) -> bytes:
        """An object by what it wraps, or by what pickle would keep of it."""
        if isinstance(value, FieldInfo):
            parts = (value.annotation, self._telling(value.metadata), value.default, value.default_factory)
            return self._all("field", parts)
        if isinstance(value, Enum):
            kept = value.value if self._is_own(type(value).__module__) else None
            return self._all("member", (type(value).__qualname__, value.name, kept))
        wrapped = _WRAPPED.get(type(value), ("__wrapped__",) if hasattr(value, "__wrapped__") else ())
        if wrapped:
            return self._all(type(value).__name__, [getattr(value, name) for name in wrapped])
        try:
            registered = copyreg.dispatch_table.get(type(value))
            kept = registered(value) if registered else value.__reduce_ex__(4)
        except (TypeError, AttributeError, ValueError) as error:
            what = f"reads a {type(value).__name__}, which can't be told from another"
            raise SimengineError(
                f"the code of {self._kind.__qualname__} {what}: let it read numbers, texts, tuples or functions"
            ) from error
        return _named(value) if isinstance(kept, str) else self._all("object", [_listed(part) for part in kept])


def _counts(name: str, value: object) -> bool:
    """Whether a variable of a class takes part: all but what Python, pydantic and readers keep there."""
    if name.startswith("__"):
        return isinstance(value, FunctionType) and name not in _ANNOTATIONS and name != "__hash__"
    return name not in _NO_BEHAVIOUR


def _listed(part: object) -> object:
    """A part of what pickle keeps; it gives items by iterators."""
    return list(part) if isinstance(part, Iterator) else part


def _named(value: Any) -> bytes:
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or repr(value)
    return _tagged("named", f"{getattr(value, '__module__', '')}.{name}".encode())


def _tagged(tag: str, data: bytes) -> bytes:
    return f"{tag} {len(data)} ".encode() + data
