"""Python's operations as compiled code has them, with the same bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import overload

from simengine.engines.machine.native import intrinsic, scalar, view_of

PAST_MANTISSA = np.uint64(52)
ONE = np.uint64(0x3FF0000000000000)
LARGE = np.uint64(0x4330000000000000)  # 2**52: a whole number below it in its last bits is added to it
FROM_ROOT_HALF = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)


def _recast(to: Any, of: Any, kind: Any) -> Any:
    @intrinsic
    def recast(_: Any, x: Any) -> Any:
        return to(of), lambda context, builder, signature, arguments: builder.bitcast(arguments[0], kind)

    return recast


bits_of: Callable[[float], np.uint64] = _recast(types.uint64, types.float64, ir.IntType(64))
double_of: Callable[[Any], float] = _recast(types.float64, types.uint64, ir.DoubleType())
bits_of_single = _recast(types.uint32, types.float32, ir.IntType(32))
single_of_bits = _recast(types.float32, types.uint32, ir.FloatType())


@scalar
def power_of_two(k: float) -> float:
    """2**k for a whole k from -1022 to 1023; after adding 2**52 + 1023 its exponent stands in the last bits."""
    return double_of(bits_of(k + 4503599627371519.0) << PAST_MANTISSA)


@scalar
def binary_parts(x: float) -> tuple[float, float]:
    """(m, k) with x = 2**k * m, m in [sqrt(1/2), sqrt(2)) and a whole k; for 0 < x < inf."""
    subnormal = x < 2.2250738585072014e-308
    bits = bits_of(x * 18014398509481984.0 if subnormal else x)
    biased = (bits + FROM_ROOT_HALF) >> PAST_MANTISSA
    m = double_of(bits - (biased << PAST_MANTISSA) + ONE)
    return m, double_of(biased | LARGE) - (4503599627371573.0 if subnormal else 4503599627371519.0)


@scalar
def minimum(a: float, b: float, c: float | None = None, d: float | None = None) -> float:
    """Python's min of two to four numbers; what is not given costs nothing."""
    least = b if b < a else a
    if c is not None:
        least = c if c < least else least
    if d is not None:
        least = d if d < least else least
    return least


@scalar
def maximum(a: float, b: float, c: float | None = None, d: float | None = None) -> float:
    """Python's max of two to four numbers."""
    most = b if b > a else a
    if c is not None:
        most = c if c > most else most
    if d is not None:
        most = d if d > most else most
    return most


@scalar
def floor(x: float) -> Any:
    """math.floor(x), as a double."""
    return np.floor(x) + 0.0


@scalar
def where(condition: bool, yes: Any, no: Any) -> Any:
    """One of two values; both have been computed."""
    return yes if condition else no


@scalar
def single(x: int) -> np.float32:
    """A whole number as a single."""
    return np.float32(x)


@scalar
def whole(x: int) -> np.int32:
    """The lowest 32 bits, with a sign."""
    return np.int32(x)


@scalar
def word(x: int) -> np.uint32:
    """The lowest 32 bits, without a sign."""
    return np.uint32(x)


@scalar
def root_of_single(x: np.float32) -> Any:
    """The square root of a single, correctly rounded."""
    return np.sqrt(x)


@intrinsic
def room(_: Any, size: Any) -> Any:
    """Zeros to compute in, on the stack of the function that asks: it can't be a function of its own."""
    view = types.Array(types.float64, 1, "C")

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        count = builder.sext(arguments[0], ir.IntType(64)) if arguments[0].type.width < 64 else arguments[0]
        space = builder.alloca(ir.DoubleType(), size=count)
        cgutils.memset(builder, space, builder.mul(count, ir.IntType(64)(8)), 0)
        eight = context.get_constant(types.intp, 8)
        return view_of(context, builder, view, space, [count], [eight])

    return view(size), codegen


def as_float(x: Any) -> float:
    """float(x), of a text too."""
    return float(x)


@overload(as_float, prefer_literal=True, strict=False)  # type: ignore[untyped-decorator]
def _as_float(x: Any) -> Any:
    if isinstance(x, types.StringLiteral):
        value = float(x.literal_value)
        return lambda x: value
    return lambda x: float(x)  # noqa: PLW0108 (numba compiles a function of Python's)
