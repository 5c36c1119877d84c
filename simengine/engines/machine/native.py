"""What compiled code is written with: numba's options, and the few things Python has no words for.

Operands of a kernel have letters: `r` a row that is read, `o` one that is written, `x` one that is changed in place,
`z` the row of this step among four of random numbers, `l` the three rows of an event's log, `m` a memory (its first row
and how many), `c` a number, `i` a whole number.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, MutableSequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from llvmlite import ir
from numba import extending, njit, types
from numba.core import cgutils
from numba.core.typing import signature as typed
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.np.arrayobj import make_array, populate_array

from simengine.engines.machine.frame import Word
from simengine.functions._base import Log, LogRows

Words: TypeAlias = MutableSequence[int]
Row: TypeAlias = MutableSequence[float]
Natural: TypeAlias = np.uint64
Naturals: TypeAlias = MutableSequence[np.uint64]
Singles: TypeAlias = MutableSequence[np.uint32]
Floats: TypeAlias = MutableSequence[np.float32]
"""What the arrays at addresses hold, for readers and type checkers; numba finds out by itself."""
F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = {"error_model": "numpy", "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
routine: Callable[[F], F] = njit(**_OPTIONS)
"""For functions that may be long."""
scalar: Callable[[F], F] = njit(**_OPTIONS, forceinline=True)
"""For those that become part of a loop, which can't be vectorised around a call."""
intrinsic: Callable[[Callable[..., Any]], Any] = extending.intrinsic
"""For what is written in LLVM's instructions."""
DOUBLES = types.CPointer(types.float64)
WHOLES = types.CPointer(types.int64)
NATURALS = types.CPointer(types.uint64)
SINGLES = types.CPointer(types.uint32)
FLOATS = types.CPointer(types.float32)
KERNEL = types.void(WHOLES, WHOLES)
"""A kernel's operands, and the frame."""
_LOG = types.NamedUniTuple(types.float64, 3, Log)
_COLUMN = types.Array(types.float64, 1, "A")
_MEMORY = types.Tuple((DOUBLES, types.int64, types.int64))
VECTOR_WIDTH = "512"


@infer_global(operator.getitem)
class _ReadMember(AbstractTemplate):  # type: ignore[misc] # numba ships no types
    """`array[Word.WIDTH]`: a member of an enumeration names a place."""

    def generic(self, args: Any, kws: Any) -> Any:
        """The kind of what is read, or None where other rules hold."""
        array, place = args
        member = isinstance(array, types.CPointer) and isinstance(place, types.IntEnumMember)
        return typed(array.dtype, array, types.intp) if member else None


@infer_global(operator.setitem)
class _WriteMember(AbstractTemplate):  # type: ignore[misc]
    """`array[Word.WIDTH] = 1`."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Likewise for what is written."""
        array, place, _ = args
        member = isinstance(array, types.CPointer) and isinstance(place, types.IntEnumMember)
        return typed(types.none, array, types.intp, array.dtype) if member else None


def _address(pointer: Any) -> Any:
    @intrinsic
    def found(_: Any, address: Any) -> Any:
        def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(pointer))

        return pointer(types.int64), lowered

    return found


doubles: Callable[[int], Row] = _address(DOUBLES)
wholes: Callable[[int], Words] = _address(WHOLES)
naturals: Callable[[int], Naturals] = _address(NATURALS)
singles: Callable[[int], Singles] = _address(SINGLES)
floats: Callable[[int], Floats] = _address(FLOATS)
"""The array at an address."""


@intrinsic
def alone(_: Any) -> Any:
    """Tells that no argument of the function it stands in overlaps another, and that its loops may use wide vectors."""

    def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        # An attribute with a value is none of those that llvmlite knows by name, so it is added past its check.
        set.add(builder.function.attributes, f'"prefer-vector-width"="{VECTOR_WIDTH}"')
        for argument in builder.function.args:
            if argument.name.startswith("arg.") and isinstance(argument.type, ir.PointerType):
                argument.add_attribute("noalias")
        return context.get_dummy_value()

    return types.void(), lowered


@intrinsic
def call(_: Any, kernel: Any, operands: Any, frame: Any) -> Any:
    """Calls the kernel at an address."""

    def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = context.call_conv.get_function_type(types.none, (WHOLES, WHOLES))
        callee = builder.inttoptr(arguments[0], kind.as_pointer())
        spare = [cgutils.alloca_once(builder, kind.args[index].pointee) for index in range(2)]
        builder.call(callee, [*spare, arguments[1], arguments[2]])
        return context.get_dummy_value()

    return types.void(types.int64, WHOLES, WHOLES), lowered


@intrinsic
def ticks(_: Any) -> Any:
    """The processor's counter."""

    def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(64), [])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.readcyclecounter"), [])

    return types.int64(), lowered


def _kind_of(letter: str) -> Any:
    return {"c": types.float64, "i": types.int64, "l": types.UniTuple(DOUBLES, 3), "m": _MEMORY}.get(letter, DOUBLES)


def words_of(letters: str) -> int:
    """How many words operands take."""
    return sum({"l": 3, "m": 2}.get(letter, 1) for letter in letters)


def operands(letters: str) -> Any:
    """A function that finds operands: (operands, first, frame) to one tuple of pointers and numbers."""
    found_kind = types.Tuple([_kind_of(letter) for letter in letters])

    @intrinsic
    def found(_: Any, at: Any, first: Any, frame: Any) -> Any:
        def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            reader = _Reader(context, builder, arguments)
            return context.make_tuple(builder, found_kind, [reader.read(letter) for letter in letters])

        return found_kind(WHOLES, types.int64, WHOLES), lowered

    return found


class _Reader:
    """Reads the words of a kernel's operands one after the other."""

    def __init__(self, context: Any, builder: Any, arguments: Any) -> None:
        self._context, self._builder = context, builder
        self._at, self._next, self._frame = arguments
        self._word = ir.IntType(64)

    def _take(self) -> Any:
        value = self._builder.load(self._builder.gep(self._at, [self._next]))
        self._next = self._builder.add(self._next, self._word(1))
        return value

    def _pointer(self, word: Any) -> Any:
        return self._builder.inttoptr(word, self._context.get_value_type(DOUBLES))

    def _of_frame(self, word: Word) -> Any:
        return self._builder.load(self._builder.gep(self._frame, [self._word(int(word))]))

    def read(self, letter: str) -> Any:
        builder = self._builder
        if letter == "c":
            return builder.bitcast(self._take(), ir.DoubleType())
        if letter == "i":
            return self._take()
        if letter == "l":
            kind = _kind_of(letter)
            return self._context.make_tuple(builder, kind, [self._pointer(self._take()) for _ in range(3)])
        if letter == "m":
            parts = [self._pointer(self._take()), self._take(), self._of_frame(Word.STRIDE)]
            return self._context.make_tuple(builder, _MEMORY, parts)
        if letter == "z":
            quarter = builder.and_(self._of_frame(Word.STEP), self._word(3))
            bytes_on = builder.mul(builder.mul(quarter, self._of_frame(Word.STRIDE)), self._word(8))
            return self._pointer(builder.add(self._take(), bytes_on))
        return self._pointer(self._take())


def lane(letters: str) -> Any:
    """A function that takes what `operands` found to the arguments on lane i: numbers, logs, columns of memory."""
    kinds = {"i": types.int64, "l": _LOG, "m": _COLUMN}
    given_kind = types.Tuple([kinds.get(letter, types.float64) for letter in letters])

    @intrinsic
    def found(_: Any, given: Any, i: Any) -> Any:
        def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            whole, index = arguments
            values = []
            for place, letter in enumerate(letters):
                part = builder.extract_value(whole, place)
                values.append(_on_lane(context, builder, letter, part, index))
            return context.make_tuple(builder, given_kind, values)

        return given_kind(given, types.int64), lowered

    return found


def _on_lane(context: Any, builder: Any, letter: str, part: Any, index: Any) -> Any:
    if letter in "ci":
        return part
    if letter == "l":
        rows = [builder.extract_value(part, j) for j in range(3)]
        return context.make_tuple(builder, _LOG, [builder.load(builder.gep(row, [index])) for row in rows])
    if letter == "m":
        first, size, stride = (builder.extract_value(part, j) for j in range(3))
        return _column(context, builder, builder.gep(first, [index]), size, stride)
    return builder.load(builder.gep(part, [index]))


def _column(context: Any, builder: Any, first: Any, size: Any, stride: Any) -> Any:
    """A memory on one path."""
    return view_of(context, builder, _COLUMN, first, [size], [builder.mul(stride, ir.IntType(64)(8))])


def view_of(context: Any, builder: Any, kind: Any, first: Any, shape: list[Any], strides: list[Any]) -> Any:
    """An array that owns nothing, so that a loop over such is still a plain loop."""
    view = make_array(kind)(context, builder)
    size = context.get_constant(types.intp, 8)
    populate_array(view, data=first, shape=shape, strides=strides, itemsize=size, meminfo=None)
    return view._getvalue()  # noqa: SLF001 (numba's own way to the value)


@intrinsic
def vector(_: Any, first: Any, size: Any) -> Any:
    """An array of so many numbers."""
    kind = types.Array(types.float64, 1, "C")

    def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        eight = context.get_constant(types.intp, 8)
        return view_of(context, builder, kind, arguments[0], [arguments[1]], [eight])

    return kind(DOUBLES, types.int64), lowered


@intrinsic
def matrix(_: Any, first: Any, rows: Any, stride: Any) -> Any:
    """An array of so many rows."""
    kind = types.Array(types.float64, 2, "C")

    def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        eight = context.get_constant(types.intp, 8)
        strides = [builder.mul(arguments[2], eight), eight]
        return view_of(context, builder, kind, arguments[0], [arguments[1], arguments[2]], strides)

    return kind(DOUBLES, types.int64, types.int64), lowered


def whole_rows(letters: str) -> Any:
    """A function that takes what `operands` found to arrays of whole rows, and whole numbers as they are."""
    row = types.Array(types.float64, 1, "C")
    log = types.NamedUniTuple(row, 3, LogRows)
    given_kind = types.Tuple([{"i": types.int64, "l": log}.get(letter, row) for letter in letters])

    @intrinsic
    def found(_: Any, given: Any, stride: Any) -> Any:
        def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            eight = context.get_constant(types.intp, 8)

            def array(first: Any) -> Any:
                return view_of(context, builder, row, first, [arguments[1]], [eight])

            values = []
            for place, letter in enumerate(letters):
                part = builder.extract_value(arguments[0], place)
                if letter == "l":
                    rows = [array(builder.extract_value(part, j)) for j in range(3)]
                    values.append(context.make_tuple(builder, log, rows))
                else:
                    values.append(part if letter == "i" else array(part))
            return context.make_tuple(builder, given_kind, values)

        return given_kind(given, types.int64), lowered

    return found


@intrinsic
def store(_: Any, rows: Any, i: Any, values: Any) -> Any:
    """Puts a tuple of numbers into as many rows, on lane i."""

    def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows_, index, values_ = arguments
        for place in range(values.count):
            value = context.cast(builder, builder.extract_value(values_, place), values[place], types.float64)
            builder.store(value, builder.gep(builder.extract_value(rows_, place), [index]))
        return context.get_dummy_value()

    return types.void(rows, types.int64, values), lowered


def numbers(count: int) -> Any:
    """A function that loads so many numbers from an array."""
    kind = types.UniTuple(types.float64, count)

    @intrinsic
    def found(_: Any, at: Any) -> Any:
        def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            places = [builder.gep(arguments[0], [ir.IntType(64)(j)]) for j in range(count)]
            return context.make_tuple(builder, kind, [builder.load(place) for place in places])

        return kind(DOUBLES), lowered

    return found


def native(function: Callable[..., None], kind: Any = KERNEL) -> Any:
    """A function compiled for these arguments; numba's result, with its library."""
    return njit(kind, **_OPTIONS)(function).overloads[tuple(kind.args)]
