"""What stands at the top of every generated module: Python's operations as the compiler shall understand them.

This text is pasted, not imported, so that a module holds all it depends on. The scalar functions that follow it there
are those the reference engine calls; what they take from Python gives the same bits here.
"""

import math
from collections import namedtuple

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

Log = namedtuple("Log", ["times", "first", "last"])

# Called by compiled code only, so without wrappers for Python. What has no loop of unknown length becomes part of its
# caller, for a loop over paths can't be vectorised around a call.
routine = njit(error_model="numpy", nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
scalar = njit(error_model="numpy", nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)

PAST_MANTISSA = np.uint64(52)
ONE = np.uint64(0x3FF0000000000000)
LARGE = np.uint64(0x4330000000000000)  # 2**52: a whole number below it in its last bits is added to it
FROM_ROOT_HALF = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)


@intrinsic
def bits_of(typing, x):
    """The bits of a double, as an unsigned integer."""
    return types.uint64(types.float64), lambda context, builder, sig, args: builder.bitcast(args[0], ir.IntType(64))


@intrinsic
def double_of(typing, bits):
    """The double with these bits."""
    return types.float64(types.uint64), lambda context, builder, sig, args: builder.bitcast(args[0], ir.DoubleType())


@scalar
def power_of_two(k):
    """2**k for a whole k from -1022 to 1023; after adding 2**52 + 1023 its exponent stands in the last bits."""
    return double_of(bits_of(k + 4503599627371519.0) << PAST_MANTISSA)


@scalar
def binary_parts(x):
    """(m, k) with x = 2**k * m, m in [sqrt(1/2), sqrt(2)) and a whole k; for 0 < x < inf."""
    subnormal = x < 2.2250738585072014e-308
    bits = bits_of(x * 18014398509481984.0 if subnormal else x)
    biased = (bits + FROM_ROOT_HALF) >> PAST_MANTISSA
    m = double_of(bits - (biased << PAST_MANTISSA) + ONE)
    return m, double_of(biased | LARGE) - (4503599627371573.0 if subnormal else 4503599627371519.0)


@scalar
def minimum(a, b):
    """Python's min(a, b)."""
    return b if b < a else a


@scalar
def maximum(a, b):
    """Python's max(a, b)."""
    return b if b > a else a


@scalar
def room(size):
    """Zeros to compute in."""
    return np.zeros(size)


@scalar
def floor(x):
    """math.floor(x), as a double."""
    return np.floor(x) + 0.0
