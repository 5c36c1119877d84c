"""What the functions give at the ends of their domains, and that the scalar ones need no NumPy."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable

import pytest

from simengine.numerics import (
    cos,
    exp,
    expm1,
    log,
    log1p,
    logistic,
    logit,
    normal_cdf,
    normal_quantile,
    sin,
    sincos_turns,
    tanh,
)

INF = math.inf
NAN = math.nan
LARGEST = sys.float_info.max
SMALLEST = 5e-324
Function = Callable[[float], float]
ONE_ARGUMENT: list[Function] = [exp, expm1, log, log1p, tanh, logistic, logit, normal_cdf, normal_quantile, sin, cos]


@pytest.mark.parametrize(
    ("function", "x", "value"),
    [
        (exp, INF, INF), (exp, -INF, 0.0), (exp, 710.0, INF), (exp, LARGEST, INF), (exp, -746.0, 0.0),
        (exp, -LARGEST, 0.0), (exp, 0.0, 1.0), (exp, -745.0, SMALLEST), (exp, SMALLEST, 1.0),
        (expm1, INF, INF), (expm1, -INF, -1.0), (expm1, 710.0, INF), (expm1, -LARGEST, -1.0), (expm1, 0.0, 0.0),
        (expm1, SMALLEST, SMALLEST), (expm1, -SMALLEST, -SMALLEST),
        (log, INF, INF), (log, 0.0, -INF), (log, -0.0, -INF), (log, 1.0, 0.0), (log, -1.0, NAN), (log, -0.5, NAN),
        (log, -INF, NAN), (log, -SMALLEST, NAN),
        (log1p, INF, INF), (log1p, -1.0, -INF), (log1p, 0.0, 0.0), (log1p, SMALLEST, SMALLEST), (log1p, -1.5, NAN),
        (log1p, -INF, NAN),
        (tanh, INF, 1.0), (tanh, -INF, -1.0), (tanh, 0.0, 0.0), (tanh, 20.0, 1.0), (tanh, -SMALLEST, -SMALLEST),
        (sin, INF, NAN), (sin, -INF, NAN), (cos, INF, NAN), (cos, -INF, NAN), (sin, 0.0, 0.0), (cos, 0.0, 1.0),
        (cos, SMALLEST, 1.0), (sin, SMALLEST, SMALLEST), (sin, -SMALLEST, -SMALLEST),
        (logistic, INF, 1.0), (logistic, -INF, 0.0), (logistic, 0.0, 0.5), (logistic, 40.0, 1.0),
        (logistic, -745.0, SMALLEST), (logistic, -LARGEST, 0.0),
        (logit, 0.0, -INF), (logit, 1.0, INF), (logit, 0.5, 0.0), (logit, -0.1, NAN), (logit, 1.1, NAN),
        (logit, INF, NAN), (logit, -INF, NAN),
        (normal_cdf, -INF, 0.0), (normal_cdf, INF, 1.0), (normal_cdf, 0.0, 0.5), (normal_cdf, -LARGEST, 0.0),
        (normal_cdf, LARGEST, 1.0), (normal_cdf, -38.48, SMALLEST), (normal_cdf, -38.49, 0.0), (normal_cdf, 8.3, 1.0),
        (normal_cdf, SMALLEST, 0.5),
        (normal_quantile, 0.0, -INF), (normal_quantile, 1.0, INF), (normal_quantile, 0.5, 0.0),
        (normal_quantile, -0.1, NAN), (normal_quantile, 1.1, NAN), (normal_quantile, INF, NAN),
        (normal_quantile, -INF, NAN),
    ],
)  # fmt: skip
def test_values_at_the_edges(function: Function, x: float, value: float) -> None:
    got = function(x)
    assert math.isnan(got) if math.isnan(value) else got == value


@pytest.mark.parametrize("function", ONE_ARGUMENT)
def test_nan_passes(function: Function) -> None:
    assert math.isnan(function(NAN))


@pytest.mark.parametrize("function", [expm1, log1p, tanh, sin])
def test_minus_zero_stays(function: Function) -> None:
    assert math.copysign(1.0, function(-0.0)) == -1.0


def test_quarters_of_a_turn_are_exact() -> None:
    assert [sincos_turns(t) for t in (0.0, 0.25, 0.5, 0.75)] == [(0, 1), (1, 0), (0, -1), (-1, 0)]


def test_scalar_functions_do_not_import_numpy() -> None:
    code = "import sys, simengine.numerics; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
