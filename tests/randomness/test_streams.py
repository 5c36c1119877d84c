"""Streams: the same number for the same place, by whichever function and beside whichever others it is drawn."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from simengine.randomness import keys, streams
from simengine.randomness.philox import philox
from tests.helpers.numerics import single_precision as single

KEY = keys.stream_key(20240630, "drivers", "tension")
NAMES = ["tension", "war", "visits", "shell_output", "momentum"]
KEYS = np.array([keys.stream_key(1, "drivers", name) for name in NAMES], dtype=np.uint32)
SLOTS = [0, 0, 1, 2, 7]
PATHS = [0, 1, 12345, 2**32 - 1, 2**32, 2**64 - 1]


def test_key_is_a_digest_of_seed_section_and_name() -> None:
    digest = hashlib.blake2b(b"\x02\x01" + bytes(14) + b"events\0caf\xc3\xa9", digest_size=8).digest()
    words = np.frombuffer(digest, dtype="<u4")
    assert keys.stream_key(0x0102, "events", "café") == tuple(words.tolist())


def test_keys_differ_by_seed_section_and_name() -> None:
    places = [
        (seed, section, name) for seed in (0, 1, 2**128 - 1) for section in ("events", "drivers") for name in "ab"
    ]
    assert len({keys.stream_key(*place) for place in places}) == len(places)


@pytest.mark.parametrize("seed", [-1, 2**128])
def test_seed_out_of_range(seed: int) -> None:
    with pytest.raises(ValueError, match=f"got {seed}"):
        keys.stream_key(seed, "events", "a")


@pytest.mark.parametrize("path", [-1, 2**64])
def test_path_out_of_range(path: int) -> None:
    with pytest.raises(ValueError, match=f"got {path}"):
        streams.step_normal(KEY, path, 0, 0)
    with pytest.raises(ValueError, match=f"got {path}"):
        streams.step_normals(KEY, path, 3, 0)


def test_uniform53_stays_inside_zero_and_one() -> None:
    top = 2**32 - 1
    assert streams.uniform53(0, 0) == 2.0**-54
    assert streams.uniform53(0, 2**11) == 1.5 * 2.0**-53
    assert streams.uniform53(2**31, 0) == 0.5  # the half cell is lost here: it is below the last place
    assert streams.uniform53(top, top) == 1.0 - 2.0**-53


def test_draws_lie_where_the_design_says() -> None:
    """Key, then counter (path low, path high, block or occurrence, slot); a step's word is k & 3."""
    path, low, high = 5 * 2**32 + 3, 3, 5
    block = philox((low, high, 2, 6), KEY)
    assert [streams.step_word(KEY, path, k, 6) for k in range(8, 12)] == list(block)
    assert streams.occurrence_uniform(KEY, path, 2, 6) == streams.uniform53(block[0], block[1])
    assert streams.step_normal(KEY, path, 8, 6) == single.normal_pair(block[0], block[1])[0]
    assert streams.step_normal(KEY, path, 11, 6) == single.normal_pair(block[2], block[3])[1]
    other = philox((low, high, 2, 7), KEY)
    assert streams.step_uniform(KEY, path, 10, 6) == streams.uniform53(block[2], other[2])
    first = philox((3, 5, 0, 0), KEY)
    assert streams.parameter_uniform(KEY, path) == streams.uniform53(first[0], first[1])


def test_draws_are_the_frozen_ones() -> None:
    """Results that were published must stay reproducible: these bits never change."""
    assert KEY == (1594603204, 3201769679)
    assert [x.hex() for x in streams.step_normals(KEY, 7, 4, 0).tolist()] == [
        "0x1.c514820000000p-1",
        "0x1.1388380000000p-1",
        "0x1.b45c6a0000000p-1",
        "-0x1.ca54ce0000000p-1",
    ]
    assert streams.occurrence_uniform(KEY, 7, 1, streams.BRANCH).hex() == "0x1.aa3234474f129p-2"


@pytest.mark.parametrize("path", PATHS)
def test_arrays_give_the_bits_of_the_scalar_forms(path: int) -> None:
    steps = 11
    words = streams.path_words(KEYS, path, steps, SLOTS)
    normals = streams.path_normals(KEYS, path, steps, SLOTS)
    uniforms = streams.path_uniforms(KEYS, path, steps, SLOTS)
    assert (words.dtype, normals.dtype, uniforms.dtype) == (np.uint32, np.float64, np.float64)
    for i, (pair, slot) in enumerate(zip(KEYS.tolist(), SLOTS, strict=True)):
        key = pair[0], pair[1]
        assert words[i].tolist() == [streams.step_word(key, path, k, slot) for k in range(steps)]
        assert normals[i].tolist() == [streams.step_normal(key, path, k, slot) for k in range(steps)]
        assert uniforms[i].tolist() == [streams.step_uniform(key, path, k, slot) for k in range(steps)]
        assert np.array_equal(words[i], streams.step_words(key, path, steps, slot))
        assert np.array_equal(normals[i], streams.step_normals(key, path, steps, slot))
        assert np.array_equal(uniforms[i], streams.step_uniforms(key, path, steps, slot))


def test_each_stream_and_group_of_steps_may_have_a_number_of_its_own() -> None:
    steps = 11
    numbers = np.array([[(i * 977 + group * 31) << (60 - i) & (1 << 64) - 1 for group in range(3)] for i in range(5)])
    given = numbers.astype(np.uint64)
    words = streams.path_words(KEYS, given, steps, SLOTS)
    normals = streams.path_normals(KEYS, given, steps, SLOTS)
    uniforms = streams.path_uniforms(KEYS, given, steps, SLOTS)
    for i, (pair, slot) in enumerate(zip(KEYS.tolist(), SLOTS, strict=True)):
        at = [((pair[0], pair[1]), int(given[i, k // streams.GROUP]), k, slot) for k in range(steps)]
        assert words[i].tolist() == [streams.step_word(*place) for place in at]
        assert normals[i].tolist() == [streams.step_normal(*place) for place in at]
        assert uniforms[i].tolist() == [streams.step_uniform(*place) for place in at]


@pytest.mark.parametrize("path", [-1, 2**63, 2**64])
def test_what_is_no_path(path: int) -> None:
    assert streams.check_path(2**63 - 1) == 2**63 - 1
    with pytest.raises(ValueError, match=rf"from 0 to 2\*\*63 - 1 \(got {path}\)"):
        streams.check_path(path)


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4, 5, 144])
def test_a_longer_path_begins_with_the_shorter(steps: int) -> None:
    for draw in (streams.path_words, streams.path_normals, streams.path_uniforms):
        whole = draw(KEYS, 3, 150, SLOTS)
        part = draw(KEYS, 3, steps, SLOTS)
        assert part.shape == (len(KEYS), steps)
        assert np.array_equal(part, whole[:, :steps])


def test_other_streams_change_nothing() -> None:
    together = streams.path_normals(KEYS, 3, 20, SLOTS)
    order = [4, 0, 2]
    assert np.array_equal(streams.path_normals(KEYS[order], 3, 20, [SLOTS[i] for i in order]), together[order])
