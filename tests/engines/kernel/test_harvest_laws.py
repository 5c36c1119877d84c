"""Every distribution's quantile function, and the normal copula, harvested and compiled: Python's bits."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from simengine.distributions import distributions
from simengine.distributions._base import LARGEST_CHANCE, SMALLEST_CHANCE, Distribution
from simengine.engines.kernel.harvest import Library
from simengine.randomness.correlation import correlate, correlated_uniforms, symmetric_root
from tests.engines.kernel.compiled import SEED, agree, bits, loop, module

THREE = {"5%": 1.0, "50%": 2.0, "95%": 5.0}
LAWS: list[tuple[str, object, float | None, float | None]] = [
    ("fixed", 3.5, None, None),
    ("uniform", [1.0, 3.0], None, None),
    ("triangular", [0.0, 1.0, 3.0], None, None),
    ("pert", [0.0, 1.0, 3.0], None, None),
    ("normal", {"mean": 1.0, "sd": 2.0}, None, None),
    ("lognormal", {"median": 1.0, "sigma": 0.5}, None, None),
    ("beta", {"alpha": 0.3, "beta": 0.2}, None, None),
    ("beta", {"alpha": 20.0, "beta": 3.0, "low": -1.0, "high": 4.0}, None, None),
    ("beta", {"alpha": 0.02, "beta": 800.0}, None, None),
    ("gamma", {"mean": 1.0, "sd": 3.0}, None, None),
    ("gamma", {"mean": 2.0, "sd": 0.5}, None, None),
    ("choice", {0: 0.25, 1: 0.5, 7: 0.25}, None, None),
    ("choice", {4: 1.0}, None, None),
    ("quantiles", THREE, None, None),
    ("quantiles", THREE, 0.0, None),
    ("quantiles", THREE, None, 9.0),
    ("quantiles", THREE, 0.0, 9.0),
]


def law(number: int) -> Distribution:
    tag, value, lower, upper = LAWS[number]
    return distributions()[tag].read(value, lower, upper)


def test_every_family_is_here() -> None:
    assert {tag for tag, *_ in LAWS} == set(distributions())


@pytest.fixture(scope="module")
def made() -> ModuleType:
    library, text = Library(), ""
    for number, (tag, *_) in enumerate(LAWS):
        inverse = library.name_of(distributions()[tag].inverse)
        constants = "".join(f"c[{j}], " for j in range(len(law(number).constants)))
        text += f"@njit(error_model='numpy')\ndef law_{number}(out, u, c):\n    constants = ({constants})\n"
        text += f"    for i in range(len(out)):\n        out[i] = {inverse}(u[i], constants)\n\n"
    text += loop("copula", f"{library.name_of(correlate)}(x0[i::len(out)], x1)", 2)
    return module("harvested_laws", library, text)


@pytest.mark.parametrize("number", range(len(LAWS)), ids=lambda number: f"{LAWS[number][0]}_{number}")
def test_same_bits(made: ModuleType, number: int) -> None:
    rng = np.random.default_rng([SEED, number])
    edges = [SMALLEST_CHANCE, LARGEST_CHANCE, 0.25, 0.5, 0.75, 1e-12, 1.0 - 1e-12]
    u = np.concatenate([edges, rng.random(700), np.exp(rng.uniform(-36.0, 0.0, 200))])
    drawn, constants = law(number), np.array(law(number).constants)
    compiled = vars(made)[f"law_{number}"]
    assert agree(drawn.quantile, lambda out, us: compiled(out, us, constants), [u]) == len(u)


def test_same_copula(made: ModuleType) -> None:
    rng = np.random.default_rng(SEED)
    root = symmetric_root(((1.0, 0.6, -0.3), (0.6, 1.0, 0.2), (-0.3, 0.2, 1.0)))
    uniforms = rng.random((3, 500))
    uniforms[:, :2] = SMALLEST_CHANCE, LARGEST_CHANCE
    wanted = [correlated_uniforms(uniforms[:, i].tolist(), root) for i in range(500)]
    made.copula(np.empty(500), uniforms.ravel(), np.array(root).ravel())
    assert np.array_equal(bits(uniforms.T.ravel()), bits(np.ravel(wanted)))
