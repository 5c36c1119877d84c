"""What compiled code is written with: numba's options, and the few things Python has no words for."""

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
        def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(pointer))

        return pointer(types.int64), codegen

    return found


doubles: Callable[[int], Row] = _address(DOUBLES)
wholes: Callable[[int], Words] = _address(WHOLES)
naturals: Callable[[int], Naturals] = _address(NATURALS)
singles: Callable[[int], Singles] = _address(SINGLES)
floats: Callable[[int], Floats] = _address(FLOATS)
"""The array at an address."""


@intrinsic
def noalias(_: Any) -> Any:
    """Tells that no argument of the function it stands in overlaps another, and that its loops may use wide vectors."""

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        # An attribute with a value is none of those that llvmlite knows by name, so it is added past its check.
        set.add(builder.function.attributes, f'"prefer-vector-width"="{VECTOR_WIDTH}"')
        for argument in builder.function.args:
            if argument.name.startswith("arg.") and isinstance(argument.type, ir.PointerType):
                argument.add_attribute("noalias")
        return context.get_dummy_value()

    return types.void(), codegen


@intrinsic
def call(_: Any, kernel: Any, operands: Any, frame: Any) -> Any:
    """Calls the kernel at an address."""

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = context.call_conv.get_function_type(types.none, (WHOLES, WHOLES))
        callee = builder.inttoptr(arguments[0], kind.as_pointer())
        spare = [cgutils.alloca_once(builder, kind.args[index].pointee) for index in range(2)]
        builder.call(callee, [*spare, arguments[1], arguments[2]])
        return context.get_dummy_value()

    return types.void(types.int64, WHOLES, WHOLES), codegen


@intrinsic
def ticks(_: Any) -> Any:
    """The processor's counter."""

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(64), [])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.readcyclecounter"), [])

    return types.int64(), codegen


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

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        eight = context.get_constant(types.intp, 8)
        return view_of(context, builder, kind, arguments[0], [arguments[1]], [eight])

    return kind(DOUBLES, types.int64), codegen


@intrinsic
def matrix(_: Any, first: Any, rows: Any, stride: Any) -> Any:
    """An array of so many rows."""
    kind = types.Array(types.float64, 2, "C")

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        eight = context.get_constant(types.intp, 8)
        strides = [builder.mul(arguments[2], eight), eight]
        return view_of(context, builder, kind, arguments[0], [arguments[1], arguments[2]], strides)

    return kind(DOUBLES, types.int64, types.int64), codegen


def constant_loader(count: int) -> Any:
    """A function that loads so many numbers from an array."""
    kind = types.UniTuple(types.float64, count)

    @intrinsic
    def found(_: Any, at: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            places = [builder.gep(arguments[0], [ir.IntType(64)(j)]) for j in range(count)]
            return context.make_tuple(builder, kind, [builder.load(place) for place in places])

        return kind(DOUBLES), codegen

    return found


def compile_native(function: Callable[..., None], kind: Any = KERNEL) -> Any:
    """A function compiled for these arguments; numba's result, with its library."""
    return njit(kind, **_OPTIONS)(function).overloads[tuple(kind.args)]
