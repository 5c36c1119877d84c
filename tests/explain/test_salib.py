"""Indices against SALib's, which computes them its own way: of Ishigami's function, Sobol's g and a sum."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample

from tests.helpers.compute.explained_models import ISHIGAMI, LINEAR, SOBOL_G, drawn, parameter, totals

Floats = NDArray[np.float64]
POINTS, THEIR_ERROR, BINNED = 4096, 0.015, 0.02
"""Where an answer swings, what it does within one of our twenty bins is no part of a first order."""
PI = 3.141592653589793


def ishigami(x: Floats) -> Floats:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def sobol_g(x: Floats) -> Floats:
    a = np.array([0.0, 1.0, 4.5, 9.0])
    return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1)


def linear(x: Floats) -> Floats:
    return x.sum(axis=1)


CASES: dict[str, tuple[str, Callable[[Floats], Floats], dict[str, list[float]], str]] = {
    "ishigami": (ISHIGAMI, ishigami, {name: [-PI, PI] for name in ("x1", "x2", "x3")}, "unif"),
    "sobol": (SOBOL_G, sobol_g, {f"x{at}": [0.0, 1.0] for at in range(4)}, "unif"),
    "linear": (LINEAR, linear, {"a": [0.0, 3.0], "b": [0.0, 2.0], "c": [0.0, 1.0], "noise": [0.0, 2.0]}, "norm"),
}


@pytest.mark.parametrize("case", CASES)
def test_salib_says_the_same(case: str, tmp_path: Path) -> None:
    text, function, bounds, law = CASES[case]
    problem = {"num_vars": len(bounds), "names": [*bounds], "bounds": [*bounds.values()], "dists": [law] * len(bounds)}
    theirs = analyze.analyze(problem, function(sample.sample(problem, POINTS, calc_second_order=False, seed=1)),
                             calc_second_order=False, num_resamples=20, seed=1)  # fmt: skip
    found = drawn(tmp_path, case, text).explain(paths=2000)
    for name, total, first in zip(bounds, theirs["ST"], theirs["S1"], strict=True):
        ours, error = totals(found)[name]
        assert ours == pytest.approx(total, abs=3.5 * error + THEIR_ERROR)
        if name != "noise":  # only a parameter has a first order
            alone = parameter(found, name).first_order
            assert alone.value == pytest.approx(first, abs=3.5 * alone.se + THEIR_ERROR + BINNED)
    wrong = totals(found)[min(bounds)][0]
    assert wrong != pytest.approx(theirs["ST"][1], abs=0.03)  # the control: another's index is told from one's own
