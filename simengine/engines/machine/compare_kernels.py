"""Kernels tried against the functions they are made of, bit by bit, on edge values and random ones.

Where Python refuses to compute, as it does to divide by zero, compiled code must give nothing finite.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.distributions import distributions
from simengine.engines.machine.frame import Word
from simengine.engines.machine.kernel import Kernel
from simengine.engines.machine.library import Library
from simengine.engines.machine.plain_kernels import REFUSED, Moment, run_plain
from simengine.functions import memory_functions
from simengine.language.types import TRUTH

N, STRIDE = 61, 80
"""Paths of a trial: no multiple of any vector's length."""
DT, PER_YEAR = 1.0 / 12.0, 12.0
CLOCK = (DT, PER_YEAR, 1.75, 2026.5, 7.0)
STEPS = 7
EDGES = (
    math.nan, 0.0, -0.0, math.inf, -math.inf, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
    1.0, -1.0, 0.5, 1e-300, 1e300, -1e300, 1.0 + 2.0**-52, 1.0 - 2.0**-53, 709.78, -745.2, 600.0,
)  # fmt: skip
NUMBERS = (0, 1, 7, 2**32 - 1, 2**32, 2**40 + 3, 2**62, 2**63 + 5)
Run = Callable[[Kernel, Sequence[Any], Moment], int]
_SIZES = {"z": 4, "u": 4, "n": 4, "l": 3}


@dataclass(slots=True)
class _Case:
    """Operands of a kernel, as `plain_kernels` takes them, and the moment it is run at."""

    operands: list[Any]
    moment: Moment


class _TrialNumbers(Random):
    """Random numbers for a trial; a `tame` one has none but what a model may well come upon."""

    def __init__(self, seed: str, tame: bool) -> None:
        super().__init__(seed)
        self.tame = tame


def differences(kernel: Kernel, library: Library, run: Run = run_plain, tame: bool = False) -> str:
    """In what a kernel differs from its function, in a few words; empty if in nothing.

    Functions with memory are tried over some steps, on the memory that the step before left. A user's own function is
    tried on `tame` numbers, finite and up to ten million: it may loop on what it is given.
    """
    rng = _TrialNumbers(kernel.name, tame)
    for attempt in range(3):
        case = _case(kernel, rng, bounded=attempt > 0)
        for k in range(STEPS if kernel.template.startswith("remembering") else 1):
            case.moment = _moment(rng, k if kernel.template.startswith("remembering") else rng.choice((0, 3, 14, 26)))
            expected = deepcopy(case.operands)
            found = _run_compiled(kernel, library, case)
            counted = run(kernel, _aliased(case.operands, expected), case.moment)
            wrong = _difference(kernel, case.operands, expected, case.moment)
            if wrong:
                return wrong
            if kernel.template in ("observing", "checking", "setting_state", "clamping") and found != counted:
                return f"it counts {found}, and there are {counted}"
            _next_step(kernel, case, rng)
    return ""


def _moment(rng: _TrialNumbers, k: int) -> Moment:
    return Moment(N, k, DT, PER_YEAR, CLOCK, tuple(sorted(rng.sample(range(N), 9))))


def _aliased(originals: Sequence[Any], copies: list[Any]) -> list[Any]:
    """Copies, of which those of one array are one."""
    seen: dict[int, Any] = {}
    return [seen.setdefault(id(one), copy) for one, copy in zip(originals, copies, strict=True)]


# Operands


def _case(kernel: Kernel, rng: _TrialNumbers, bounded: bool) -> _Case:
    takes = _truth_operands(kernel)
    operands = [_operand(kernel, place, letter, rng, takes) for place, letter in enumerate(_letters(kernel))]
    if kernel.template == "setting_state" and not bounded:
        operands[2] = operands[3] = operands[1]
    if kernel.template in ("mapping", "setting_state"):
        _make_some_equal(operands, rng)
    return _Case(operands, _moment(rng, 0))


def _letters(kernel: Kernel) -> str:
    return kernel.letters + (kernel.letters[-1] * 2 if kernel.repeated else "")


def _truth_operands(kernel: Kernel) -> dict[int, str]:
    """Places of operands that are truths."""
    if not kernel.template.startswith("remembering"):
        return {0: "truth"} if kernel.name.partition(".")[0] in ("and", "or", "not") else {}
    function = memory_functions()[kernel.name.partition(".")[2]]
    return {2 + place: "truth" for place, kind in enumerate(function.signature.takes) if kind == TRUTH}


def _operand(kernel: Kernel, place: int, letter: str, rng: _TrialNumbers, takes: Mapping[int, str]) -> Any:
    base = kernel.name.partition(".")[0]
    if letter == "d":
        return np.array([rng.choice(NUMBERS) + i for i in range(STRIDE)], dtype=np.uint64)
    if letter == "i":
        return _whole(kernel, place, rng)
    if letter == "c":
        return rng.choice([*EDGES, *(rng.uniform(-3, 3) for _ in range(20))]) if base != "whole_steps" else PER_YEAR
    if letter == "C":
        return _constants(kernel, rng)
    if letter == "m":
        return _memory(kernel, rng)
    if letter == "x" and kernel.template == "quantile":
        return np.array([rng.choice((2.0**-54, 1.0 - 2.0**-53, rng.random(), rng.random())) for _ in range(STRIDE)])
    if letter == "l":
        return _log()
    if letter in "zu" and rng.tame:
        return np.array([[_noise(letter, rng) for _ in range(STRIDE)] for _ in range(4)])
    if letter in _SIZES or kernel.name == "mix":
        return np.array([_numbers(rng) for _ in range(_SIZES.get(letter, 4))])
    if takes.get(place) or base in ("and", "or", "not"):
        return np.array([float(rng.random() < 0.6) for _ in range(STRIDE)])
    if kernel.template == "moving" and place == 0 and "m" in kernel.letters:
        return np.array([float(rng.randrange(3)) for _ in range(STRIDE)])
    return np.array(_numbers(rng))


def _numbers(rng: _TrialNumbers) -> list[float]:
    """Edge values, and others of a size that models have."""
    if rng.tame:
        numbers = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            5e-324,
            *(rng.choice((-1, 1)) * 10 ** rng.uniform(-6, 7) for _ in range(9)),
        ]
        numbers += [rng.choice((rng.gauss(0, 1), rng.random(), rng.gauss(0, 30))) for _ in range(STRIDE - len(numbers))]
        rng.shuffle(numbers)
        return numbers
    ordinary = [rng.choice((rng.gauss(0, 1), rng.random(), rng.gauss(0, 30))) for _ in range(STRIDE - len(EDGES))]
    numbers = [*EDGES, *ordinary]
    rng.shuffle(numbers)
    return numbers


def _noise(letter: str, rng: _TrialNumbers) -> float:
    return max(rng.random(), 2.0**-54) if letter == "u" else max(-6.7, min(rng.gauss(0, 1), 6.7))


def _make_some_equal(operands: list[Any], rng: _TrialNumbers) -> None:
    """Makes some numbers of different rows equal, some of them zeros of either sign."""
    rows = [one for one in operands[1:] if isinstance(one, np.ndarray) and one.shape == (STRIDE,)]
    for row in rows[1:]:
        for i in rng.sample(range(STRIDE), 12):
            row[i] = rows[0][i]
        for i, zero in zip(rng.sample(range(N), 6), (0.0, -0.0) * 3, strict=True):
            rows[0][i], row[i] = zero, -zero


def _whole(kernel: Kernel, place: int, rng: _TrialNumbers) -> int:
    if kernel.template == "noise":
        return rng.randrange(2**32) if kernel.letters[place - 1 : place] in ("i", "d") and place > 2 else 2
    if kernel.template == "reading_clock":
        return 2
    if kernel.template == "quantile":
        return -1  # how many constants there are is seen when it is called
    return {"look.value_at": 1}.get(kernel.name, 2 + (place == len(kernel.letters) - 1)) if "look" in kernel.name else 0


def _constants(kernel: Kernel, rng: _TrialNumbers) -> NDArray[np.float64]:
    if kernel.template == "quantile":
        law = distributions()[kernel.name.partition(".")[2]]
        return np.array(law.read(law.example).constants)
    return np.array([rng.uniform(-1, 1) for _ in range(kernel.letters.count("r") + kernel.letters.count("r") * 2)][:3])


def _memory(kernel: Kernel, rng: _TrialNumbers) -> NDArray[np.float64]:
    """A memory as it is before the first step, or numbers of a wide process for three regimes."""
    if kernel.template not in ("remembering", "remembering_rows"):
        rates = np.array([[rng.choice((0.0, rng.random(), 3 * rng.random())) for _ in range(STRIDE)] for _ in range(9)])
        if kernel.template == "moving":
            rates = np.cumsum(rates / 9, axis=0)
        rates[:, rng.sample(range(STRIDE), 5)] = math.nan
        return rates
    function = memory_functions()[kernel.name.partition(".")[2]]
    windows = [_whole(kernel, place, rng) for place, letter in enumerate(_letters(kernel)) if letter == "i"]
    past = tuple(rng.uniform(-2, 2) for _ in range(rng.randrange(4)))
    memory = [0.0] * (function.size(*windows) + (len(past) if function.keeps_past else 0))
    function.begin(memory, past, *windows)
    return np.repeat(np.array(memory)[:, None], STRIDE, axis=1)


def _log() -> NDArray[np.float64]:
    log = np.full((3, STRIDE), math.nan)
    log[0] = 0.0
    return log


def _next_step(kernel: Kernel, case: _Case, rng: _TrialNumbers) -> None:
    """What a function with memory sees at the next step: other numbers, and some events."""
    if not kernel.template.startswith("remembering"):
        return
    takes = _truth_operands(kernel)
    for place, letter in enumerate(_letters(kernel)):
        if letter == "l":
            for i in range(STRIDE):
                if rng.random() < 0.3:
                    step = case.moment.k + rng.randrange(2)
                    log = case.operands[place]
                    log[0, i] += 1.0
                    log[1, i] = step if log[0, i] == 1.0 else log[1, i]
                    log[2, i] = step
        elif letter == "r":
            case.operands[place] = _operand(kernel, place, letter, rng, takes)


# Running


def _run_compiled(kernel: Kernel, library: Library, case: _Case) -> int:
    """Runs the compiled kernel on the operands; what it counted."""
    frame = np.zeros(Word.SIZE, dtype=np.int64)
    clock, lanes = np.array(CLOCK), np.array(case.moment.lanes, dtype=np.int64)
    clamps, alive = np.zeros(1, dtype=np.int64), np.ones(STRIDE)
    dice, scratch = np.zeros(8, dtype=np.int64), np.zeros(3 * STRIDE)
    words: list[int] = []
    for letter, operand in zip(_letters(kernel), case.operands, strict=True):
        words += _words(letter, operand, dice)
    if kernel.template == "quantile":
        words[-1] = len(case.operands[1])
    if kernel.repeated:
        words[2] = len(case.operands[1])
    for word, value in (
        (Word.WIDTH, N), (Word.STEP, case.moment.k), (Word.STRIDE, STRIDE), (Word.CLOCK, clock.ctypes.data),
        (Word.DICE, dice.ctypes.data), (Word.LANES, lanes.ctypes.data), (Word.COUNT, len(lanes)),
        (Word.SCRATCH, scratch.ctypes.data), (Word.CLAMPS, clamps.ctypes.data), (Word.ALIVE, alive.ctypes.data),
    ):  # fmt: skip
        frame[word] = value
    operands = np.array(words, dtype=np.int64)
    library.call(kernel.name, operands.ctypes.data, frame.ctypes.data)
    return int(frame[Word.NON_FINITE_COUNT] + clamps[0])


def _words(letter: str, operand: Any, dice: NDArray[np.int64]) -> Iterable[int]:
    if letter == "d":
        dice[:] = operand.ctypes.data
        return [0]
    if letter == "c":
        return [int(np.float64(operand).view(np.int64))]
    if letter == "i":
        return [int(operand)]
    address = operand.ctypes.data
    if letter == "l":
        return [address + 8 * STRIDE * j for j in range(3)]
    return [address, len(operand)] if letter == "m" else [address]


def _difference(kernel: Kernel, found: Sequence[Any], expected: Sequence[Any], moment: Moment) -> str:
    for place, (letter, a, b) in enumerate(zip(_letters(kernel), found, expected, strict=True)):
        if letter in ("oxn" if kernel.template == "remembering_rows" else "oxnm"):  # such have a memory of their own
            refused = (b.view(np.int64) == REFUSED) & ~np.isfinite(a)  # no model goes on from there
            same = ((_bits(a) == _bits(b)) | refused)[..., :N]
            if not same.all():
                i = int(np.argwhere(~same)[0][-1])
                return f"operand {place} on path {i} at step {moment.k}: {_at(a, i)}, not {_at(b, i)}"
    return ""


def _bits(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where(np.isnan(values), math.nan, values).view(np.int64)


def _at(values: NDArray[np.float64], i: int) -> str:
    return ", ".join(float(x).hex() for x in np.atleast_2d(values)[:, i])
