"""Functions of arrays have the bits of those of one number."""

import math

import numpy as np
import pytest

from simengine.numerics import exp, log, log1p
from simengine.numerics.elementwise import exps, log1ps, logs

EDGES = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 5e-324, 1e-310, 1e308, -5e-324, 745.2, -745.2, 709.9, 0.5]


@pytest.mark.parametrize(("many", "one"), [(logs, log), (log1ps, log1p), (exps, exp)])
def test_bits(many, one):
    rng = np.random.default_rng(1)
    sizes = rng.uniform(-700, 700, 4_000), rng.normal(size=4_000), np.exp(rng.uniform(-700, 700, 4_000)), EDGES
    x = np.concatenate(sizes)
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        found = many(x)
    expected = np.array([one(value) for value in x.tolist()])
    assert (found.view(np.int64) == expected.view(np.int64))[~np.isnan(expected)].all()
    assert (np.isnan(found) == np.isnan(expected)).all()
