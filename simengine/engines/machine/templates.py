"""The shapes of kernels: what each makes of a plain function. Importing this brings numba."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import FunctionType
from typing import Any

from simengine.engines.machine.filling import filling
from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import (
    Row,
    Words,
    constant_loader,
    doubles,
    matrix,
    noalias,
    routine,
    vector,
    wholes,
)
from simengine.engines.machine.operands import lane_arguments, operand_loader, row_arguments, store
from simengine.engines.machine.translate import compiled
from simengine.language.arithmetic import clip

Function = Callable[..., Any]
clipped: Callable[[float, float, float], float] = compiled(clip)


def mapping(function: FunctionType, letters: str) -> Function:
    """out = f(operands); the operands of the kernel are the row of out, then those that `letters` name."""
    f, load, arguments_on = compiled(function), operand_loader(letters), lane_arguments(letters)

    @routine
    def loop(n: int, out: Row, loaded: Any) -> None:
        noalias()
        for i in range(n):
            out[i] = f(*arguments_on(loaded, i))

    def kernel(at: Words, frame: Words) -> None:
        loop(frame[Word.WIDTH], doubles(at[0]), load(at, 1, frame))

    return kernel


def moving(function: FunctionType, letters: str) -> Function:
    """A process's `step`, in place: state = f(state, dt, operands)."""
    f, load, arguments_on = compiled(function), operand_loader(letters), lane_arguments(letters)

    @routine
    def loop(n: int, dt: float, state: Row, loaded: Any) -> None:
        noalias()
        for i in range(n):
            state[i] = f(state[i], dt, *arguments_on(loaded, i))

    def kernel(at: Words, frame: Words) -> None:
        loop(frame[Word.WIDTH], doubles(frame[Word.CLOCK])[0], doubles(at[0]), load(at, 1, frame))

    return kernel


def moving_rows(step: FunctionType, letters: str, rows: FunctionType) -> Function:  # noqa: ARG001 (for `plain_kernels`)
    """The same of a process that moves whole rows itself."""
    f, load, rows_of = compiled(rows), operand_loader(letters), row_arguments(letters)

    @routine
    def loop(n: int, dt: float, stride: int, state: Row, loaded: Any) -> None:
        noalias()
        f(vector(state, stride), n, dt, *rows_of(loaded, stride))

    def kernel(at: Words, frame: Words) -> None:
        loop(frame[Word.WIDTH], doubles(frame[Word.CLOCK])[0], frame[Word.STRIDE], doubles(at[0]), load(at, 1, frame))

    return kernel


def preparing(function: FunctionType, letters: str, count: int) -> Function:
    """A process's `prepare`: `count` rows are written, or none where it fills a memory itself."""
    if not count:
        return filling(function, letters)
    f, arguments_on = compiled(function), lane_arguments(letters)
    load_outs, load = operand_loader("o" * count), operand_loader(letters)

    @routine
    def loop(n: int, dt: float, out: Row, loaded: Any) -> None:
        noalias()
        for i in range(n):
            store(out, i, f(dt, *arguments_on(loaded, i)))

    def kernel(at: Words, frame: Words) -> None:
        loop(frame[Word.WIDTH], doubles(frame[Word.CLOCK])[0], load_outs(at, 0, frame), load(at, count, frame))

    return kernel


def observing(function: FunctionType) -> Function:
    """value = observe(state), and how many of both are not finite."""
    f = compiled(function)

    @routine
    def loop(n: int, value: Row, state: Row) -> int:
        noalias()
        bad = 0
        for i in range(n):
            x = state[i]
            y = f(x)
            value[i] = y
            bad += 0 if (abs(x) < math.inf) & (abs(y) < math.inf) else 1
        return bad

    def kernel(at: Words, frame: Words) -> None:
        frame[Word.NON_FINITE_COUNT] += loop(frame[Word.WIDTH], doubles(at[0]), doubles(at[1]))

    return kernel


def checking() -> Function:
    """How many numbers of a row are not finite: of a state that is its own value."""

    @routine
    def loop(n: int, state: Row) -> int:
        noalias()
        bad = 0
        for i in range(n):
            bad += 0 if abs(state[i]) < math.inf else 1
        return bad

    def kernel(at: Words, frame: Words) -> None:
        frame[Word.NON_FINITE_COUNT] += loop(frame[Word.WIDTH], doubles(at[0]))

    return kernel


def reading_clock() -> Function:
    """A number of the clock on every path."""

    def kernel(at: Words, frame: Words) -> None:
        out, value = doubles(at[0]), doubles(frame[Word.CLOCK])[at[1]]
        for i in range(frame[Word.WIDTH]):
            out[i] = value

    return kernel


def gathering() -> Function:
    """Values of a row on some lanes, side by side: the leaves of a lane program."""

    def kernel(at: Words, frame: Words) -> None:
        out, values, lanes = doubles(at[0]), doubles(at[1]), wholes(frame[Word.LANES])
        for j in range(frame[Word.COUNT]):
            out[j] = values[lanes[j]]

    return kernel


def setting_state(place: FunctionType | None, observe: FunctionType | None) -> Function:
    """Puts drivers where their values say, on some lanes: brought inside bounds, placed, and observed again.

    Operands: state, value, lowest, highest (no row where there are no bounds). Without `place` or `observe` a state is
    its value.
    """
    placed = compiled(place) if place else None
    observed = compiled(observe) if observe else None
    if placed is None:
        placed = compiled(_same)
    if observed is None:
        observed = compiled(_same)

    @routine
    def within_bounds(x: float, lowest: Row, highest: Row, bounded: bool, i: int) -> float:
        if bounded and abs(x) < math.inf:
            return clipped(x, lowest[i], highest[i])
        return x

    @routine
    def kernel(at: Words, frame: Words) -> None:
        state, value, lanes = doubles(at[0]), doubles(at[1]), wholes(frame[Word.LANES])
        lowest, highest, bounded = doubles(at[2]), doubles(at[3]), at[2] != at[1]
        for j in range(frame[Word.COUNT]):
            i = lanes[j]
            x = within_bounds(value[i], lowest, highest, bounded, i)
            s = placed(x) if abs(x) < math.inf else x
            y = observed(s) if abs(x) < math.inf else x
            state[i] = s
            value[i] = y
            frame[Word.NON_FINITE_COUNT] += 0 if (abs(s) < math.inf) & (abs(y) < math.inf) else 1

    def entry(at: Words, frame: Words) -> None:
        kernel(at, frame)

    return entry


def _same(x: float) -> float:
    return x


def clamping(function: FunctionType, letters: str) -> Function:
    """How many paths have an input out of range: counted for a driver, whose number is the first operand."""
    f, load, arguments_on = compiled(function), operand_loader(letters), lane_arguments(letters)

    @routine
    def loop(n: int, goes_on: Row, loaded: Any) -> int:
        noalias()
        hits = 0
        for i in range(n):
            hits += 1 if (goes_on[i] != 0.0) & (f(*arguments_on(loaded, i)) != 0) else 0
        return hits

    def kernel(at: Words, frame: Words) -> None:
        wholes(frame[Word.CLAMPS])[at[0]] += loop(frame[Word.WIDTH], doubles(frame[Word.ALIVE]), load(at, 1, frame))

    return kernel


def remembering(look: FunctionType, letters: str) -> Function:
    """A function with memory, path by path: out, memory, then its arguments and windows."""
    f, load, arguments_on = compiled(look), operand_loader(letters), lane_arguments(letters)
    memory_of, column_of = operand_loader("m"), lane_arguments("m")

    @routine
    def loop(n: int, out: Row, k: int, per_year: float, memory: Row, loaded: Any) -> None:
        noalias()
        for i in range(n):
            out[i] = f(column_of(memory, i)[0], k, per_year, *arguments_on(loaded, i))

    def kernel(at: Words, frame: Words) -> None:
        per_year = doubles(frame[Word.CLOCK])[1]
        loop(frame[Word.WIDTH], doubles(at[0]), frame[Word.STEP], per_year, memory_of(at, 1, frame), load(at, 3, frame))

    return kernel


def remembering_rows(rows: FunctionType, letters: str, look: FunctionType) -> Function:  # noqa: ARG001 (for `plain_kernels`)
    """A function with memory that goes over whole rows itself: out, memory, then its arguments and windows."""
    f, load, rows_of = compiled(rows), operand_loader(letters), row_arguments(letters)

    @routine
    def loop(n: int, stride: int, out: Row, memory: Row, size: int, k: int, per_year: float, loaded: Any) -> None:
        noalias()
        f(vector(out, stride), n, matrix(memory, size, stride), k, per_year, *rows_of(loaded, stride))

    def kernel(at: Words, frame: Words) -> None:
        n, stride, k, per_year = frame[Word.WIDTH], frame[Word.STRIDE], frame[Word.STEP], doubles(frame[Word.CLOCK])[1]
        loop(n, stride, doubles(at[0]), doubles(at[1]), at[2], k, per_year, load(at, 3, frame))

    return kernel


def quantile(inverse: FunctionType, count: int) -> Function:
    """A distribution's quantile function, in place; operands: the row, where its constants are, how many.

    With a `count` the constants come as a tuple of so many, else as an array.
    """
    f = compiled(inverse)
    if count:
        load = constant_loader(count)

        @routine
        def loop(n: int, u: Row, constants: Row) -> None:
            noalias()
            law = load(constants)
            for i in range(n):
                u[i] = f(u[i], law)

        def kernel(at: Words, frame: Words) -> None:
            loop(frame[Word.WIDTH], doubles(at[0]), doubles(at[1]))

        return kernel

    @routine
    def loop_over_any(n: int, u: Row, constants: Row) -> None:
        for i in range(n):
            u[i] = f(u[i], constants)

    def kernel_of_any(at: Words, frame: Words) -> None:
        loop_over_any(frame[Word.WIDTH], doubles(at[0]), vector(doubles(at[1]), at[2]))

    return kernel_of_any
