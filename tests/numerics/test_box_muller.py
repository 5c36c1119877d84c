"""The normal pair: right, and the same bits in single precision wherever it is computed."""

from __future__ import annotations

import mpmath as mp
import numpy as np

from simengine.numerics import box_muller
from simengine.numerics.arrays import Words
from tests.helpers.numerics import single_precision as single

EDGES = [0, 1, 2, 3 * 2**30, 2**30 - 1, 2**30, 2**31 - 1, 2**31, 3 * 2**30 - 1, 2**32 - 2, 2**32 - 1]
EDGES += [2**29 - 1, 2**29, 3 * 2**29 - 1, 3 * 2**29, 5 * 2**29, 7 * 2**29 - 1, 7 * 2**29]
AROUND_ROOT_HALF = 0xB504F334
EDGES += [AROUND_ROOT_HALF + i for i in (-256, -129, -128, -1, 0, 1, 127, 128, 256)]
WITHIN = 4e-7


def words(count: int) -> tuple[Words, Words]:
    """Random words in front, then words of every size, then every pair of edges."""
    rng = np.random.default_rng(20240630)
    random = rng.integers(0, 2**32, (2, count), dtype=np.uint32)
    small = np.exp2(rng.uniform(0.0, 32.0, (2, count))).astype(np.uint32)
    edges = np.array([(a, b) for a in EDGES for b in EDGES], dtype=np.uint32).T
    a, b = np.concatenate([random, small, ~small, edges], axis=1)
    return a, b


def test_bits_are_those_of_a_second_implementation() -> None:
    a, b = words(10_000)
    x, y = box_muller.normal_pair(a, b)
    expected = np.array([single.normal_pair(i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True)])
    assert (x.dtype, y.dtype) == (np.float32, np.float32)
    assert np.array_equal(x.view(np.uint32), expected[:, 0].astype(np.float32).view(np.uint32))
    assert np.array_equal(y.view(np.uint32), expected[:, 1].astype(np.float32).view(np.uint32))


def test_bits_do_not_depend_on_the_length_of_the_array() -> None:
    a, b = words(1000)
    whole = box_muller.normal_pair(a, b)
    for start, stop in ((0, 1), (1, 4), (4, 11), (11, 500)):
        part = box_muller.normal_pair(a[start:stop], b[start:stop])
        assert all(np.array_equal(p, w[start:stop]) for p, w in zip(part, whole, strict=True))


def test_arrays_keep_their_shape() -> None:
    a, b = words(1000)
    x, y = box_muller.normal_pair(a[:24].reshape(2, 3, 4), b[:24].reshape(2, 3, 4))
    assert x.shape == y.shape == (2, 3, 4)


def worst(factor: float = 1.0) -> float:
    """The largest relative error of a component, were it larger by this factor."""
    a, b = words(1500)
    pair = box_muller.normal_pair(a, b)
    errors = []
    with mp.workdps(30):
        for i, j, *components in zip(a.tolist(), b.tolist(), *(part.tolist() for part in pair), strict=True):
            r = mp.sqrt(-2 * mp.log(mp.ldexp(2 * i + 1, -33)))
            angle = mp.ldexp(2 * j + 1, -32)
            exact = r * mp.cospi(angle), r * mp.sinpi(angle)
            errors += [abs(got * factor / true - 1) for got, true in zip(components, exact, strict=True)]
    return float(max(errors))


def test_components_are_right_relatively() -> None:
    """Also those near 0: at quarter turns, and where the radius is small."""
    assert worst() < WITHIN


def test_the_measure_finds_an_error() -> None:
    """The negative control: four parts in ten million."""
    assert worst(1.0 + WITHIN) > WITHIN
