"""The elementary functions and the language's operations, harvested and compiled: Python's bits, and vector code."""

from __future__ import annotations

import re
from types import ModuleType

import numpy as np
import pytest

from simengine import numerics
from simengine.engines.kernel.harvest import Library
from simengine.language import arithmetic
from simengine.processes.logit_ornstein_uhlenbeck import LogitOrnsteinUhlenbeck
from simengine.processes.ornstein_uhlenbeck import OrnsteinUhlenbeck
from tests.engines.kernel.compiled import Function, agree, arity, loop, module, one_bit_up, samples

PURE = [
    numerics.exp, numerics.expm1, numerics.log, numerics.log1p, numerics.logistic, numerics.logit, numerics.tanh,
    numerics.normal_cdf, numerics.normal_quantile, arithmetic.clip, arithmetic.divide, arithmetic.larger,
    arithmetic.smaller, arithmetic.power, arithmetic.root, arithmetic.unequal, arithmetic.whole_steps,
]  # fmt: skip
POWERS = (-3, -1, 0, 1, 2, 3, 5, 10, 1024)
VECTORISED = [
    "exp",
    "log",
    "logistic",
    "logit",
    "expm1",
    "tanh",
    "normal_cdf",
    "clip",
    "whole_power_2",
    "ou",
    "logit_ou",
]


@pytest.fixture(scope="module")
def made() -> ModuleType:
    library, text = Library(), ""
    for function in PURE:
        name = library.name_of(function)
        given = ", ".join(f"x{j}[i]" for j in range(arity(function)))
        text += loop(f"all_{name}", f"out[i] = {name}({given})", arity(function))
    power = library.name_of(arithmetic.whole_power)
    for n in POWERS:
        text += loop(f"all_{power}_{n}".replace("-", "m"), f"out[i] = {power}(x0[i], {n})", 1)
    text += loop("all_sincos", f"out[i, 0], out[i, 1] = {library.name_of(numerics.sincos_turns)}(x0[i])", 1)
    ou, logit_ou = library.name_of(OrnsteinUhlenbeck.step), library.name_of(LogitOrnsteinUhlenbeck.step)
    text += loop("all_ou", f"out[i] = {ou}(x0[i], 0.1, 0.5, 0.9, 0.2, x1[i])", 2)
    text += loop("all_logit_ou", f"out[i] = {logit_ou}(x0[i], 0.1, x1[i], 0.9, 0.2, x2[i])", 3)
    return module("harvested_numerics", library, text)


@pytest.mark.parametrize("function", PURE, ids=lambda function: function.__name__)
def test_same_bits(made: ModuleType, function: Function) -> None:
    compiled = vars(made)[f"all_{function.__name__}"]
    columns = samples(arity(function), 800)
    assert agree(function, compiled, columns) > 0.6 * len(columns[0])


@pytest.mark.parametrize("n", POWERS)
def test_same_bits_of_powers(made: ModuleType, n: int) -> None:
    columns = samples(1, 800)
    compiled = vars(made)[f"all_whole_power_{n}".replace("-", "m")]
    assert agree(lambda x: arithmetic.whole_power(x, n), compiled, columns) == len(columns[0])


def test_same_bits_of_turns(made: ModuleType) -> None:
    turns = np.concatenate([np.random.default_rng(3).random(2000), np.arange(64) / 64])
    assert agree(numerics.sincos_turns, made.all_sincos, [turns], 2) == len(turns)


def test_one_bit_is_seen(made: ModuleType) -> None:
    with pytest.raises(AssertionError, match="1 differ"):
        agree(lambda x: one_bit_up(numerics.exp(x)) if x == 2.0 else numerics.exp(x), made.all_exp, samples(1, 10))


@pytest.mark.parametrize("name", VECTORISED)
def test_loops_are_vectorised(made: ModuleType, name: str) -> None:
    compiled = vars(made)[f"all_{name}"]
    if not compiled.signatures:
        column = np.linspace(0.1, 0.9, 64)
        compiled(column.copy(), *[column] * (len(compiled.py_func.__code__.co_varnames) - 2))
    (text,) = compiled.inspect_llvm().values()
    assert re.search(r"(fmul|fcmp [a-z]+) <[248] x double>", text)
