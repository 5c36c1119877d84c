"""The kernels there are. Knowing them costs nothing; compiling them (`object_file`) brings numba."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simengine.distributions import distributions
from simengine.distributions._distribution import Distribution
from simengine.engines.machine.kernel import Kernel
from simengine.functions import memory_functions
from simengine.functions._memory_function import MemoryFunction
from simengine.language import arithmetic
from simengine.language.types import CONSTANTS, EVENT
from simengine.numerics import cos, exp, log, logistic, logit, normal_cdf, normal_quantile, sin, tanh
from simengine.processes import processes
from simengine.processes._process import Draw, Process
from simengine.randomness.correlation import LARGEST_UNIFORM, SMALLEST_UNIFORM

_PACKAGE = Path(__file__).parents[2]

ELEMENTWISE: Mapping[str, tuple[Callable[..., float], tuple[str, ...]]] = {
    "copy": (lambda a: a, ("r", "c")),
    "add": (lambda a, b: a + b, ("rr", "rc")),
    "subtract": (lambda a, b: a - b, ("rr", "rc", "cr")),
    "multiply": (lambda a, b: a * b, ("rr", "rc")),
    "multiply_add": (lambda a, b, c: a * b + c, ("rrr", "rcr", "rrc", "rcc")),
    "multiply_multiply": (lambda a, b, c: a * b * c, ("rrr",)),
    "multiply_subtract": (lambda a, b, c: a * b - c, ("rrr",)),
    "subtract_product": (lambda a, b, c: a - b * c, ("rrr",)),
    "add_products": (lambda a, b, c, d: a * b + c * d, ("rrrr",)),
    "subtract_subtract": (lambda a, b, c: a - b - c, ("rrr",)),
    "subtract_add": (lambda a, b, c: a - b + c, ("rrr",)),
    "divide": (arithmetic.divide, ("rr", "cr")),
    "over": (lambda a, b: a / b, ("rc",)),
    "negative": (lambda a: -a, ("r",)),
    "absolute": (lambda a: abs(a), ("r",)),  # noqa: PLW0108 (a function of Python's is what is compiled)
    "less": (lambda a, b: a < b, ("rr", "rc", "cr")),
    "at_most": (lambda a, b: a <= b, ("rr", "rc", "cr")),
    "equal": (lambda a, b: a == b, ("rr", "rc")),
    "unequal": (arithmetic.unequal, ("rr", "rc")),
    "not": (lambda a: 1.0 - a, ("r",)),
    "and": (lambda a, b: a * b, ("rr",)),
    "or": (lambda a, b: 1.0 if (a != 0.0) | (b != 0.0) else 0.0, ("rr",)),
    "choose": (lambda c, a, b: a if c != 0.0 else b, ("rrr", "rcr", "rrc", "rcc")),
    "smaller": (arithmetic.smaller, ("rr", "rc", "cr")),
    "larger": (arithmetic.larger, ("rr", "rc", "cr")),
    "clip": (arithmetic.clip, ("rrr", "rcc")),
    "first_known": (arithmetic.first_known, ("rr", "rc")),
    "sooner": (arithmetic.sooner, ("rr",)),
    "floor": (arithmetic.floor, ("r",)),
    "exp": (exp, ("r",)),
    "log": (log, ("r",)),
    "root": (arithmetic.root, ("r",)),
    "rate_of": (arithmetic.rate_of, ("r",)),
    "sin": (sin, ("r",)),
    "cos": (cos, ("r",)),
    "tanh": (tanh, ("r",)),
    "logistic": (logistic, ("r",)),
    "logit": (logit, ("r",)),
    "power": (arithmetic.power, ("rr", "rc", "cr")),
    "whole_steps": (arithmetic.whole_steps, ("rc",)),
    "normal_quantile": (normal_quantile, ("r",)),
    "normal_chance": (lambda x: min(max(normal_cdf(x), SMALLEST_UNIFORM), LARGEST_UNIFORM), ("r",)),
}
"""The operations of the language, each with the forms of its operands."""


def _elementwise() -> Iterable[Kernel]:
    for name, (function, forms) in ELEMENTWISE.items():
        for form in forms:
            yield Kernel(f"{name}.{form}", f"o{form}", "mapping", (function, form))


def _random_kernels() -> Iterable[Kernel]:
    for name, letters, repeated in (
        ("normals", "ndiii", False),
        ("uniforms", "ndiii", False),
        ("uniform", "odii", False),
        ("mix", "nCir", True),
        ("weigh", "oCir", True),
    ):
        yield Kernel(name, letters, "noise", repeated=repeated)
    yield Kernel("clock", "oi", "reading_clock")
    yield Kernel("gather", "or", "gathering")
    yield Kernel("check", "r", "checking")
    yield Kernel("set_state", "xxrr", "setting_state", (None, None))


def function_of(owner: type, name: str) -> Any:
    """A plain function that a class holds as a static method; None if it has none of its own."""
    found = inspect.getattr_static(owner, name, None)
    return found.__func__ if isinstance(found, staticmethod) else found


@dataclass(frozen=True, slots=True)
class ProcessShape:
    """How many direct inputs `step` takes, how many `prepare` is fed, and how many numbers this gives."""

    direct: int
    fed: int
    numbers: int
    observes: bool
    places: bool


def _needed(function: Any) -> int:
    """How many arguments a function must be given."""
    return sum(one.default is one.empty for one in inspect.signature(function).parameters.values())


@cache
def shape_of(kind: type[Process]) -> ProcessShape:
    """The shape of a process, from its functions."""
    prepare, step = function_of(kind, "prepare"), function_of(kind, "step")
    if kind.wide or prepare is None:
        fed = numbers = 0
    else:
        fed = _needed(prepare) - 1
        numbers = len(prepare(1.0 / 12.0, *[0.5] * fed))
    taken = _needed(step) - 2 - numbers - len(kind.draws) - kind.wide
    observe, place = (function_of(kind, name) is not function_of(Process, name) for name in ("observe", "place"))
    return ProcessShape(taken, fed, numbers, observe, place)


def process_kernels(kind: type[Process]) -> Iterable[Kernel]:
    """The kernels of a process."""
    shape, name = shape_of(kind), kind.kind
    held = "m" if kind.wide else "r" * shape.numbers
    step = "r" * shape.direct + held + "".join("u" if draw is Draw.UNIFORM else "z" for draw in kind.draws)
    rows = function_of(kind, "step_rows")
    template, parts = ("moving", ()) if rows is None else ("moving_rows", (rows,))
    yield Kernel(f"step.{name}", "x" + step, template, (function_of(kind, "step"), step, *parts))
    for which in ("prepare", "prepare_once"):
        prepare = function_of(kind, which)
        if prepare is not None:
            fed = "mm" if kind.wide else "r" * shape.fed
            yield Kernel(f"{which}.{name}", "o" * shape.numbers + fed, "preparing", (prepare, fed, shape.numbers))
    observe = function_of(kind, "observe") if shape.observes else None
    place = function_of(kind, "place") if shape.places else None
    if observe:
        yield Kernel(f"observe.{name}", "or", "observing", (observe,))
    if observe or place:
        yield Kernel(f"set_state.{name}", "xxrr", "setting_state", (place, observe))
    clamped = function_of(kind, "clamped")
    if clamped is not None:
        yield Kernel(f"clamped.{name}", "i" + "r" * shape.direct, "clamping", (clamped, "r" * shape.direct))


def memory_letters(function: type[MemoryFunction]) -> tuple[str, int]:
    """The letters of a function's arguments, and how many windows follow them."""
    takes = function.signature.takes
    windows = sum(kind in CONSTANTS for kind in takes)
    return "".join("l" if kind == EVENT else "r" for kind in takes if kind not in CONSTANTS), windows


def memory_kernels(function: type[MemoryFunction]) -> Iterable[Kernel]:
    """The kernel of a function with memory."""
    letters, windows = memory_letters(function)
    rows, look = function_of(function, "rows"), function_of(function, "look")
    given = letters + "i" * windows
    if rows is not None:
        yield Kernel(f"look.{function.name}", "om" + given, "remembering_rows", (rows, given, look))
    else:
        yield Kernel(f"look.{function.name}", "om" + given, "remembering", (look, given))


def quantile_kernel(distribution: type[Distribution]) -> Kernel:
    """The kernel of a distribution."""
    return Kernel(
        f"quantile.{distribution.tag}",
        "xCi",
        "quantile",
        (function_of(distribution, "inverse"), distribution.constant_count),
    )


def kernels_of(kind: type[Any]) -> Iterable[Kernel]:
    """The kernels of a process, a function with memory or a distribution. TypeError or ValueError if it has none."""
    if issubclass(kind, Process):
        return process_kernels(kind)
    if issubclass(kind, MemoryFunction):
        return memory_kernels(kind)
    return [quantile_kernel(kind)]


def is_shipped(kind: type) -> bool:
    """Whether a kind comes with simengine."""
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return file is not None and _PACKAGE in Path(file).parents


@cache
def kernels() -> Mapping[str, Kernel]:
    """Every kernel that comes with simengine, by name."""
    found = [*_elementwise(), *_random_kernels()]
    found += [Kernel(f.__name__, "irr", "clamping", (f, "rr")) for f in (arithmetic.crossed, arithmetic.misplaced)]
    for kind in (*processes().values(), *memory_functions().values(), *distributions().values()):
        if is_shipped(kind):
            found += kernels_of(kind)
    return {kernel.name: kernel for kernel in found}
