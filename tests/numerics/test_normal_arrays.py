"""The NumPy form of the normal pair gives the bits of the scalar one."""

from __future__ import annotations

import numpy as np
import pytest

from simengine.numerics import normal_pair
from simengine.numerics.arrays import Words, normal_pairs

EDGES = [0, 1, 2**29 - 1, 2**29, 2**30 - 1, 2**30, 3 * 2**29, 2**31 - 1, 2**31, 3 * 2**30, 7 * 2**29, 2**32 - 1]


def words(count: int) -> tuple[Words, Words]:
    """Random words in front, then every pair of edges."""
    random = np.random.default_rng(20240630).integers(0, 2**32, (2, count), dtype=np.uint32)
    edges = np.array([(a, b) for a in EDGES for b in EDGES], dtype=np.uint32).T
    a, b = np.concatenate([random, edges], axis=1)
    return a, b


@pytest.mark.parametrize("kind", [np.uint32, np.uint64])
def test_arrays_give_the_bits_of_the_scalar_form(kind: type[np.uint32] | type[np.uint64]) -> None:
    a, b = words(600_000 if kind is np.uint32 else 10_000)
    x, y = normal_pairs(a.astype(kind), b.astype(kind))
    expected = np.array([normal_pair(i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True)])
    assert np.array_equal(x.view(np.uint64), expected[:, 0].view(np.uint64))
    assert np.array_equal(y.view(np.uint64), expected[:, 1].view(np.uint64))


def test_bits_do_not_depend_on_the_length_of_the_array() -> None:
    a, b = words(1000)
    whole = normal_pairs(a, b)
    for start, stop in ((0, 1), (1, 4), (4, 11), (11, 500)):
        part = normal_pairs(a[start:stop], b[start:stop])
        assert all(np.array_equal(p, w[start:stop]) for p, w in zip(part, whole, strict=True))


def test_arrays_keep_their_shape() -> None:
    a, b = words(1000)
    x, y = normal_pairs(a[:24].reshape(2, 3, 4), b[:24].reshape(2, 3, 4))
    assert x.shape == y.shape == (2, 3, 4)
