"""What each kernel does, in plain Python: path by path, by the functions that it was made of.

Arrays stand for rows: float64 [n] for `r`, `o`, `x`, [4, n] for `z` and `n`, [3, n] for `l`, [size, n] for `m`; a die
is the numbers of its paths.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.engines.machine.kernel import Kernel
from simengine.language.arithmetic import clip
from simengine.randomness.streams import occurrence_uniform, step_normal, step_uniform

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a kernel finds in the frame: paths, step, dt, steps a year, the clock, lanes."""

    n: int
    k: int
    dt: float
    per_year: float
    clock: tuple[float, ...]
    lanes: tuple[int, ...]


def run_plain(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    """Does what the kernel does to its operands; how many numbers came out not finite, or were clamped."""
    plain = _TEMPLATES[kernel.template if kernel.template != "noise" else kernel.name]
    with np.errstate(all="ignore"):
        return plain(kernel, operands, moment)


def _argument(letter: str, operand: Any, i: int, k: int) -> Any:
    """An operand on path i, as a function takes it."""
    if letter in "zu":
        return float(operand[k & 3][i])
    if letter == "l":
        from simengine.functions._memory_function import Log  # noqa: PLC0415 (its only use)

        return Log(*(float(row[i]) for row in operand))
    if letter == "m":
        return operand[:, i]
    return operand if letter in "ci" else float(operand[i])


def _arguments(letters: str, operands: Sequence[Any], i: int, k: int) -> list[Any]:
    return [_argument(letter, operand, i, k) for letter, operand in zip(letters, operands, strict=True)]


REFUSED = 0x7FF8_0000_0000_0DEA
"""The bits of a NaN that stands where Python refuses, for example to divide by zero."""
_REFUSED = float(np.int64(REFUSED).view(np.float64))


def _call_or_refused(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function gives, or the NaN that says that Python refused."""
    try:
        return function(*arguments)
    except Exception:  # noqa: BLE001 (whatever a user's function may raise)
        return _REFUSED


def _mapping(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    function, letters = kernel.parts
    for i in range(moment.n):
        operands[0][i] = _call_or_refused(function, *_arguments(letters, operands[1:], i, moment.k))
    return 0


def _moving(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    function, letters, *_ = kernel.parts
    for i in range(moment.n):
        given = _arguments(letters, operands[1:], i, moment.k)
        operands[0][i] = _call_or_refused(function, float(operands[0][i]), moment.dt, *given)
    return 0


def _preparing(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    function, letters, count = kernel.parts
    for i in range(moment.n):
        given = _call_or_refused(function, moment.dt, *_arguments(letters, operands[count:], i, moment.k))
        for out, value in zip(operands[:count], given if isinstance(given, tuple) else [given] * count, strict=True):
            out[i] = value
    return 0


def _any_non_finite(*values: float) -> bool:
    return not all(map(math.isfinite, values))


def _observing(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    (function,), (value, state), bad = kernel.parts, operands, 0
    for i in range(moment.n):
        value[i] = function(float(state[i]))
        bad += _any_non_finite(value[i], state[i])
    return bad


def _checking(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    return sum(_any_non_finite(operands[0][i]) for i in range(moment.n))


def _setting_state(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    (place, observe), (state, value, lowest, highest), bad = kernel.parts, operands, 0
    for i in moment.lanes:
        x = float(value[i])
        if math.isfinite(x):
            x = x if lowest is value else clip(x, float(lowest[i]), float(highest[i]))
        finite = math.isfinite(x)
        state[i] = place(x) if place and finite else x
        value[i] = observe(float(state[i])) if observe and finite else state[i]
        bad += _any_non_finite(state[i], value[i])
    return bad


def _clamping(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    function, letters = kernel.parts
    found = (_call_or_refused(function, *_arguments(letters, operands[1:], i, moment.k)) for i in range(moment.n))
    return sum(one == one and one != 0 for one in found)


def _remembering(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    look, letters = kernel.parts
    return _remember(look, letters, operands, moment)


def _remember(look: Callable[..., float], letters: str, operands: Sequence[Any], moment: Moment) -> int:
    for i in range(moment.n):
        memory = operands[1][:, i].tolist()
        given = _arguments(letters, operands[2:], i, moment.k)
        operands[0][i] = look(memory, moment.k, moment.per_year, *given)
        operands[1][:, i] = memory
    return 0


def _remembering_rows(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    """By `look`, which the kernel does not use."""
    _, letters, look = kernel.parts
    return _remember(look, letters, operands, moment)


def _quantile(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    u, constants, _ = operands
    for i in range(moment.n):
        u[i] = kernel.parts[0](float(u[i]), tuple(constants.tolist()))
    return 0


def _gathering(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    operands[0][: len(moment.lanes)] = operands[1][list(moment.lanes)]
    return 0


def _reading_clock(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    operands[0][: moment.n] = moment.clock[operands[1]]
    return 0


def _noise(draw: Callable[..., float]) -> Callable[..., int]:
    def draw_rows(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
        rows, numbers, slot, *key = operands
        first = moment.k // 4 * 4
        for q in range(4):
            for i in range(moment.n):
                rows[q][i] = draw(tuple(key), int(numbers[i]), first + q, slot)
        return 0

    return draw_rows


def _uniform(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    row, numbers, *key = operands
    for i in range(moment.n):
        row[i] = occurrence_uniform((key[0], key[1]), int(numbers[i]), 0, 0)
    return 0


def _mix(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    out, weights, _, *rows = operands
    for q in range(4):
        total = weights[0] * rows[0][q]
        for weight, row in zip(weights[1:], rows[1:], strict=True):
            total = total + weight * row[q]
        out[q, : moment.n] = total[: moment.n]
    return 0


def _weigh(kernel: Kernel, operands: Sequence[Any], moment: Moment) -> int:
    out, weights, _, *rows = operands
    total = np.zeros(len(out))
    for weight, row in zip(weights, rows, strict=True):
        total = total + weight * row
    out[: moment.n] = total[: moment.n]
    return 0


_TEMPLATES: Mapping[str, Callable[[Kernel, Sequence[Any], Moment], int]] = {
    "mapping": _mapping,
    "moving": _moving,
    "moving_rows": _moving,
    "preparing": _preparing,
    "observing": _observing,
    "checking": _checking,
    "setting_state": _setting_state,
    "clamping": _clamping,
    "remembering": _remembering,
    "remembering_rows": _remembering_rows,
    "quantile": _quantile,
    "gathering": _gathering,
    "reading_clock": _reading_clock,
    "normals": _noise(step_normal),
    "uniforms": _noise(step_uniform),
    "uniform": _uniform,
    "mix": _mix,
    "weigh": _weigh,
}
