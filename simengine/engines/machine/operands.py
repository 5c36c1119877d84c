"""How a kernel finds its operands, and what a function is given of them on each lane.

Operands have letters: `r` a row that is read, `o` one that is written, `x` one that is changed in place, `z` the row of
this step among four of random numbers, `l` the three rows of an event's log, `m` a memory (its first row and how many),
`c` a number, `i` a whole number.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import DOUBLES, WHOLES, intrinsic, view_of
from simengine.functions._memory_function import Log, LogRows

_LOG = types.NamedUniTuple(types.float64, 3, Log)
_COLUMN = types.Array(types.float64, 1, "A")
_MEMORY = types.Tuple((DOUBLES, types.int64, types.int64))


def _kind_of(letter: str) -> Any:
    return {"c": types.float64, "i": types.int64, "l": types.UniTuple(DOUBLES, 3), "m": _MEMORY}.get(letter, DOUBLES)


def operand_loader(letters: str) -> Any:
    """A function that loads operands: (operands, first, frame) to one tuple of pointers and numbers."""
    found_kind = types.Tuple([_kind_of(letter) for letter in letters])

    @intrinsic
    def found(_: Any, at: Any, first: Any, frame: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            reader = _Reader(context, builder, arguments)
            return context.make_tuple(builder, found_kind, [reader.read(letter) for letter in letters])

        return found_kind(WHOLES, types.int64, WHOLES), codegen

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
        if letter in "zu":
            quarter = builder.and_(self._of_frame(Word.STEP), self._word(3))
            bytes_on = builder.mul(builder.mul(quarter, self._of_frame(Word.STRIDE)), self._word(8))
            return self._pointer(builder.add(self._take(), bytes_on))
        return self._pointer(self._take())


def lane_arguments(letters: str) -> Any:
    """A function that takes loaded operands to the arguments on lane i: numbers, logs, columns of memory."""
    kinds = {"i": types.int64, "l": _LOG, "m": _COLUMN}
    given_kind = types.Tuple([kinds.get(letter, types.float64) for letter in letters])

    @intrinsic
    def found(_: Any, given: Any, i: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            whole, index = arguments
            values = []
            for place, letter in enumerate(letters):
                part = builder.extract_value(whole, place)
                values.append(_on_lane(context, builder, letter, part, index))
            return context.make_tuple(builder, given_kind, values)

        return given_kind(given, types.int64), codegen

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


def row_arguments(letters: str) -> Any:
    """A function that takes loaded operands to arrays of whole rows, and whole numbers as they are."""
    row = types.Array(types.float64, 1, "C")
    log = types.NamedUniTuple(row, 3, LogRows)
    given_kind = types.Tuple([{"i": types.int64, "l": log}.get(letter, row) for letter in letters])

    @intrinsic
    def found(_: Any, given: Any, stride: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
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

        return given_kind(given, types.int64), codegen

    return found


@intrinsic
def store(_: Any, rows: Any, i: Any, values: Any) -> Any:
    """Puts a tuple of numbers into as many rows, on lane i."""

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows_, index, values_ = arguments
        for place in range(values.count):
            value = context.cast(builder, builder.extract_value(values_, place), values[place], types.float64)
            builder.store(value, builder.gep(builder.extract_value(rows_, place), [index]))
        return context.get_dummy_value()

    return types.void(rows, types.int64, values), codegen
