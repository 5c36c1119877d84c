"""The random numbers of a kernel are those of `simengine.randomness.streams`, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from simengine.numerics import box_muller
from simengine.randomness import streams
from tests.engines.kernel.random_module import random_module
from tests.numerics.test_box_muller import words

KEYS = np.array([streams.stream_key(1, "drivers", name) for name in ("war", "visits", "momentum")], dtype=np.uint32)
SLOTS = np.array([0, 1, 7], dtype=np.uint32)
BLOCK = 64
PATHS = {
    "one": [12345],
    "few": [0, 1, 2, 3, 4, 5, 6],
    "a vector and one": list(range(100, 117)),
    "full": list(range(BLOCK)),
    "across 2**32": list(range(2**32 - 9, 2**32 + 12)),
    "beyond": list(range(2**40 + 7, 2**40 + 40)),
    "the last": list(range(2**64 - 20, 2**64)),
    "scattered": [5, 2**33, 2**33 + 1, 6, 7, 2**63, 0, 2**32 - 1, 2**32, 3],
}
UNTOUCHED = -7.0
widths = pytest.mark.parametrize("width", [128, 256, 512])
paths = pytest.mark.parametrize("paths", PATHS.values(), ids=PATHS)


def same(got, expected) -> bool:
    return got.tobytes() == np.asarray(expected).tobytes()


@widths
@paths
def test_normal_numbers(width: int, paths: list[int]) -> None:
    n, steps = len(paths), 20
    noise = np.full((4, len(SLOTS), BLOCK), UNTOUCHED, dtype=np.float32)
    scratch = np.empty((4, BLOCK), dtype=np.uint32)
    path = np.array(paths, dtype=np.uint64)
    expected = np.array([streams.path_normals(KEYS, one, steps, SLOTS) for one in paths])
    for index in range(steps // 4):
        random_module(width).draw_normals(noise, scratch, path, index, KEYS, SLOTS, n)
        here = expected[:, :, 4 * index : 4 * index + 4].transpose(2, 1, 0)
        assert same(noise[:, :, :n].astype(np.float64), here.copy())
    assert np.all(noise[:, :, n:] == UNTOUCHED)


@widths
@paths
def test_uniform_numbers(width: int, paths: list[int]) -> None:
    n, steps = len(paths), 20
    uniforms = np.full((4, len(SLOTS), BLOCK), UNTOUCHED)
    scratch = np.empty((2, 4, BLOCK), dtype=np.uint32)
    path = np.array(paths, dtype=np.uint64)
    expected = np.array([streams.path_uniforms(KEYS, one, steps, SLOTS) for one in paths])
    for index in range(steps // 4):
        random_module(width).draw_uniforms(uniforms, scratch[0], scratch[1], path, index, KEYS, SLOTS, n)
        here = expected[:, :, 4 * index : 4 * index + 4].transpose(2, 1, 0)
        assert same(uniforms[:, :, :n].copy(), here.copy())
    assert np.all(uniforms[:, :, n:] == UNTOUCHED)


@widths
@paths
@pytest.mark.parametrize("slot", [streams.CLOCK, streams.BRANCH])
def test_occurrences(width: int, paths: list[int], slot: int) -> None:
    n, at, key = len(paths), 5, (int(KEYS[0, 0]), int(KEYS[0, 1]))
    path = np.array(paths, dtype=np.uint64)
    for occurrence in (0, 1, 2**20):
        expected = [streams.occurrence_uniform(key, one, occurrence, slot) for one in paths]
        out = np.full(BLOCK + 10, UNTOUCHED)
        random_module(width).draw_occurrences(out, at, path, occurrence, slot, KEYS[0, 0], KEYS[0, 1], n)
        assert same(out[at : at + n].copy(), expected)
        assert np.all(out[:at] == UNTOUCHED)
        assert np.all(out[at + n :] == UNTOUCHED)
        one = [random_module(width).draw_occurrence(*KEYS[0], p, occurrence, slot) for p in path]
        assert same(np.array(one), expected)


@widths
def test_normal_pairs_of_many_words(width: int) -> None:
    """The text that NumPy runs, compiled: random words, words of every size, edges."""
    a, b = words(200_000)
    x, y = np.empty(a.size, dtype=np.float32), np.empty(a.size, dtype=np.float32)
    _all_pairs(width)(a, b, x, y)
    expected = box_muller.normal_pair(a, b)
    assert same(x, expected[0])
    assert same(y, expected[1])


def test_uniform_numbers_reach_no_end() -> None:
    module = random_module()
    top = 2**32 - 1

    @module.njit
    def uniform(high, low):
        return module_uniform(high, low)

    module_uniform = module.uniform_of
    cases = [(0, 0), (0, 2**11), (2**31, 0), (top, top), (top, 2**11 - 1), (top, 2**32 - 2**11)]
    for high, low in cases:
        assert uniform(np.uint32(high), np.uint32(low)) == streams.uniform53(high, low)


def _all_pairs(width: int):
    module = random_module(width)
    wide, normal_pair = module.wide, module.normal_pair

    @module.njit(error_model="numpy")
    def pairs(a, b, x, y):
        wide()
        for i in range(a.size):
            x[i], y[i] = normal_pair(a[i], b[i])

    return pairs


@pytest.mark.parametrize("width", [256, 512])
def test_the_width_of_vectors_is_asked_for(width: int) -> None:
    pairs = _all_pairs(width)
    pairs(*(np.zeros(3, dtype=np.uint32),) * 2, *(np.zeros(3, dtype=np.float32),) * 2)
    (text,) = pairs.inspect_llvm().values()
    assert f'"prefer-vector-width"="{width}"' in text
