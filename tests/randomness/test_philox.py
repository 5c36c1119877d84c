"""Philox against the published answers, and against a second implementation written from the paper."""

from __future__ import annotations

import numpy as np
import pytest

from simengine.randomness.philox import Counter, Key, philox, philox_array

# Random123, tests/kat_vectors, the lines `philox4x32 10`.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


def philox_from_paper(counter: list[int], key: list[int], rounds: int = 10) -> list[int]:
    """Salmon et al. 2011, section 3.3: a substitution of two multiplications, then a permutation, round by round.

    A pair (L, R) becomes (mullo(R, M), mulhi(R, M) ^ k ^ L); between rounds the R of one pair go to the other.
    """
    if rounds == 0:
        return counter
    r0, l0, r1, l1 = counter
    high0, low0 = divmod(r0 * 0xD2511F53, 2**32)
    high1, low1 = divmod(r1 * 0xCD9E8D57, 2**32)
    mixed = [high1 ^ key[0] ^ l0, low1, high0 ^ key[1] ^ l1, low0]
    bumped = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
    return philox_from_paper(mixed, bumped, rounds - 1)


def cases(count: int) -> list[tuple[Counter, Key]]:
    """Counters and keys of random words and of the smallest and largest."""
    rng = np.random.default_rng(7)
    words = rng.integers(0, 2**32, (count, 6))
    edges = rng.choice([0, 1, 2**31, 2**32 - 1], (count, 6))
    rows = np.where(rng.random((count, 6)) < 0.7, words, edges).tolist()
    return [((c0, c1, c2, c3), (k0, k1)) for c0, c1, c2, c3, k0, k1 in rows]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_known_answers(counter: str, key: str, answer: str) -> None:
    c0, c1, c2, c3 = words(counter)
    k0, k1 = words(key)
    assert list(philox((c0, c1, c2, c3), (k0, k1))) == words(answer)
    assert [int(word) for word in philox_array(c0, c1, c2, c3, k0, k1)] == words(answer)
    assert philox_from_paper(words(counter), words(key)) == words(answer)


def test_second_implementation_agrees() -> None:
    for counter, key in cases(500):
        assert list(philox(counter, key)) == philox_from_paper(list(counter), list(key))


def test_arrays_give_the_words_of_the_scalar_form() -> None:
    drawn = cases(2000)
    columns = np.array([[*counter, *key] for counter, key in drawn], dtype=np.uint32).T
    c0, c1, c2, c3, k0, k1 = columns
    got = np.array(philox_array(c0, c1, c2, c3, k0, k1)).T
    assert got.dtype == np.uint32
    assert got.tolist() == [list(philox(counter, key)) for counter, key in drawn]


def test_counter_and_key_broadcast() -> None:
    index = np.arange(5, dtype=np.uint32)
    keys = np.array([[3], [2**32 - 1]], dtype=np.uint32)
    got = philox_array(9, 0, index, 1, keys, 4)
    assert all(part.shape == (2, 5) for part in got)
    for row, key in enumerate((3, 2**32 - 1)):
        for column in range(5):
            assert tuple(int(part[row, column]) for part in got) == philox((9, 0, column, 1), (key, 4))
