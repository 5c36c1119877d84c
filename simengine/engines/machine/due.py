"""Which of eight paths have something due, found at once.

Wide processors have an instruction for it, for which Python has no word.

Where a processor has no such instruction, LLVM looks at the paths one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from simengine.engines.machine.native import DOUBLES, WHOLES, Row, Words, intrinsic

EIGHT = 8
_DOUBLES, _WHOLES = ir.VectorType(ir.DoubleType(), EIGHT), ir.VectorType(ir.IntType(64), EIGHT)
_TRUTHS = ir.VectorType(ir.IntType(1), EIGHT)


def _eight_of(value: float) -> Any:
    return ir.Constant(_DOUBLES, [value] * EIGHT)


@intrinsic
def _due_among_eight(_: Any, first: Any, rate: Any, total: Any, limit: Any, due: Any, count: Any) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        first_, *rows, due_, count_ = arguments

        def eight(row: Any) -> Any:
            place = builder.bitcast(builder.gep(row, [first_]), _DOUBLES.as_pointer())
            return builder.load(place, align=EIGHT)

        rate_, total_, limit_ = map(eight, rows)
        bad = builder.fcmp_unordered("<", rate_, _eight_of(0.0))
        waits = builder.fcmp_ordered("<", limit_, _eight_of(math.inf))
        found = builder.or_(builder.fcmp_ordered(">", total_, limit_), builder.and_(bad, waits))
        return _append_found(builder, found, first_, due_, count_)

    return types.int64(types.int64, DOUBLES, DOUBLES, DOUBLES, WHOLES, types.int64), codegen


def _append_found(builder: Any, found: Any, first: Any, due: Any, count: Any) -> Any:
    """Writes the places of the paths that were found behind the `count` written so far; how many that makes."""
    lanes = ir.Constant(_WHOLES, list(range(EIGHT)))
    start = builder.insert_element(ir.Constant(_WHOLES, ir.Undefined), first, ir.IntType(32)(0))
    spread = builder.shuffle_vector(start, start, ir.Constant(ir.VectorType(ir.IntType(32), EIGHT), [0] * EIGHT))
    kind = ir.FunctionType(_WHOLES, [_WHOLES, _TRUTHS, _WHOLES])
    pack = cgutils.get_or_insert_function(builder.module, kind, f"llvm.experimental.vector.compress.v{EIGHT}i64")
    places = builder.add(spread, lanes)
    # All eight are stored, for storing some alone is slow on some processors; those beyond the count are overwritten.
    packed = builder.call(pack, [places, found, places])
    builder.store(packed, builder.bitcast(builder.gep(due, [count]), _WHOLES.as_pointer()), align=EIGHT)
    bits = builder.zext(builder.bitcast(found, ir.IntType(EIGHT)), ir.IntType(64))
    return builder.add(count, builder.ctpop(bits))


due_among_eight: Callable[[int, Row, Row, Row, Words, int], int] = _due_among_eight
"""Of the eight paths from `first` on, those whose sum has passed its limit or whose rate is bad while a limit waits.

Takes first, rate, total, limit, the places of what is due, and how many there are; gives how many there are now.
"""
