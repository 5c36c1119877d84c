"""Harvested functions as a compiled module, and what they give beside what Python gives, bit for bit."""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Callable, Iterable, Sequence
from inspect import signature
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.engines.kernel.harvest import Library, primitives

Floats = NDArray[np.float64]
Function = Callable[..., Any]
SEED = 20240630
EDGES = (
    0.0, -0.0, 1.0, -1.0, 0.5, 5e-324, -5e-324, 1e-310, -1e-310, 2.2250738585072014e-308, 1e-20, 1e-6, 1.0 - 2.0**-53,
    0.25, 0.75, 2.0, 3.0, 22.0, 38.75, 40.0, 709.78, 710.0, -708.4, -745.2, -746.0, 1e16, 1e300, -1e300,
    1.7976931348623157e308, math.inf, -math.inf, math.nan,
)  # fmt: skip


def module(name: str, library: Library, text: str) -> ModuleType:
    """A module of the library's functions and of `text`, below them."""
    made = ModuleType(name)
    sys.modules[name] = made  # before it runs, as numba wants it
    exec(compile(f"{primitives()}\n\n{library.text()}\n\n{text}", name, "exec"), vars(made))  # noqa: S102 (our own text)
    return made


def loop(name: str, result: str, arguments: int) -> str:
    """The text of `name(out, x0, x1, …)`, which puts the result for every element i into `out`."""
    names = "".join(f", x{j}" for j in range(arguments))
    return f"@njit(error_model='numpy')\ndef {name}(out{names}):\n    for i in range(len(out)):\n        {result}\n\n"


def bits(values: Iterable[float]) -> NDArray[np.uint64]:
    """The bits of doubles; all NaN alike."""
    found = np.array(list(values), dtype=np.float64)
    return np.where(np.isnan(found), np.nan, found).view(np.uint64)


def python(function: Function, *arguments: float) -> Any:
    """What Python gives, None where it raises: there the reference engine has no value either."""
    try:
        return function(*arguments)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def samples(arguments: int, count: int) -> list[Floats]:
    """Arguments: all pairs of edges, then `count` numbers of all sizes and signs, and bits at random."""
    rng = np.random.default_rng([SEED, arguments])
    edges = np.array(list(product(EDGES, repeat=min(arguments, 2)))).T
    columns = []
    for j in range(arguments):
        edge = edges[j] if j < len(edges) else rng.permutation(edges[0])
        sizes = np.exp(rng.uniform(-50.0, 50.0, count)) * rng.choice([-1.0, 1.0], count)
        share = rng.random(count)
        anything = rng.integers(0, 2**64, count, dtype=np.uint64).view(np.float64)
        wide = rng.uniform(-800.0, 800.0, count)
        columns.append(np.concatenate([edge, share, sizes, wide, anything]))
    return columns


def agree(function: Function, loop: Function, columns: Sequence[Floats], results: int = 1) -> int:
    """How many values were found equal, in a vectorised loop and one by one; AssertionError for one that is not."""
    expected = [python(function, *row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    known = np.array([value is not None for value in expected])
    wanted = bits(np.ravel(value)[r] for value in expected if value is not None for r in range(results))
    for pieces in (1, 3 + len(known) // 7):  # of fewer than eight elements, a vector of them
        out = np.empty((len(known), results))
        for part in np.array_split(np.arange(len(known)), pieces):
            found = np.empty((len(part), results) if results > 1 else len(part))
            loop(found, *(column[part] for column in columns))
            out[part] = found.reshape(-1, results)
        got = bits(out[known].ravel())
        wrong = np.flatnonzero(got != wanted)
        if len(wrong):
            row = np.flatnonzero(known)[wrong[0] // results]
            raise AssertionError(f"{function.__qualname__}{tuple(float(c[row]) for c in columns)}: {len(wrong)} differ")
    return int(known.sum())


def arity(function: Function) -> int:
    """How many arguments it takes."""
    return len(signature(function).parameters)


def one_bit_up(x: float) -> float:
    """The next double: what a comparison must not take for the same."""
    (number,) = struct.unpack("<q", struct.pack("<d", x))
    return float(struct.unpack("<d", struct.pack("<q", number + 1))[0])
