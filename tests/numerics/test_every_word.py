"""The normal pair for each of the 2³² words, against radius and angle computed in double precision.

A few minutes, so only if the environment variable SIMENGINE_EVERY_WORD is set; else for one word in 4096. With it, the
moments and tails of 10⁹ numbers are looked at, too. `pytest -s` shows the figures.
"""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from numba import njit
from scipy import stats

from simengine.engines.machine import noise
from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import routine, wholes
from simengine.engines.machine.translate import compiled
from simengine.numerics import box_muller
from simengine.randomness.dice import STRETCH
from simengine.randomness.keys import stream_key
from tests.helpers.switches import asked

ALL = bool(asked("SIMENGINE_EVERY_WORD"))
CHUNK = 1 << 20
RADIUS, SINE, COSINE = range(3)
WITHIN = {RADIUS: 1.5e-7, SINE: 1.7e-7, COSINE: 1.4e-7}
EIGHTH = 1 << 29


def words(chunk: int) -> np.ndarray:
    """The words of one of 4096 chunks: a run of them, or every 4096th of all."""
    return np.arange(CHUNK, dtype=np.uint32) + np.uint32(chunk * CHUNK) if ALL else thinned()


def thinned() -> np.ndarray:
    """Every 4096th word and, where a number is near 0 or a formula gives way to another, many in a row."""
    places = [0, 1 << 29, 3 << 29, 1 << 30, 1 << 31, 3 << 30, 5 << 29, 7 << 29, 0xB504F334, 1 << 23, 1 << 24]
    around = [np.arange(place - 500, place + 500) % (1 << 32) for place in places]
    return np.concatenate([np.arange(0, 1 << 32, 4096) + 1234, *around]).astype(np.uint32)


def oracle():
    """A compiled function that adds the errors of a chunk to what there is: largest, sum, sum of squares."""
    radius, sine_and_cosine = compiled(box_muller.radius), compiled(box_muller.sine_and_cosine)

    @njit
    def exact(which, word):
        if which == 0:
            below = (float(word) + 0.5) * 2.0**-32
            return math.sqrt(-2.0 * math.log(below)) if word < 1 << 31 else math.sqrt(-2.0 * math.log1p(below - 1.0))
        beyond = (word & ((1 << 30) - 1)) - (1 << 29)
        angle = (beyond + 0.5) * 2.0**-32 * 2.0 * math.pi
        return math.sin(angle) if which == 1 else math.cos(angle)

    @njit(error_model="numpy")
    def scan(which, words, errors, values):
        for i in range(words.size):
            if which == 0:
                got = radius(words[i])
            else:
                s, c = sine_and_cosine(words[i])
                got = s if which == 1 else c
            values[i] = got
            error = float(got) / exact(which, np.int64(words[i])) - 1.0
            errors[0] = max(errors[0], abs(error))
            errors[1] += error
            errors[2] += error * error

    return scan, exact


@pytest.mark.parametrize("which", [RADIUS, SINE, COSINE])
def test_every_word(which: int) -> None:
    """The error is as small as is told, and NumPy has the bits of the compiled text."""
    (scan, _), errors, count = oracle(), np.zeros(3), 0
    for chunk in range(4096 if ALL else 1):
        some = words(chunk)
        values = np.empty(some.size, dtype=np.float32)
        scan(which, some, errors, values)
        count += some.size
        by_numpy = box_muller.radius(some) if which == RADIUS else box_muller.sine_and_cosine(some)[which - 1]
        assert np.array_equal(by_numpy.view(np.uint32), values.view(np.uint32))
    largest, mean, root = errors[0], errors[1] / count, math.sqrt(errors[2] / count)
    print(f"{('radius', 'sine', 'cosine')[which]}: {count} words, largest {largest:.3e} mean {mean:.2e} rms {root:.2e}")
    assert largest < WITHIN[which]
    assert abs(mean) < 1.5e-8


def test_the_oracle_is_right() -> None:
    """A sample of what it calls exact, against mpmath: four orders of magnitude closer than what it measures."""
    _, exact = oracle()
    with mp.workdps(40):
        for word in thinned()[::97].tolist():
            beyond = 2 * mp.pi * mp.ldexp(2 * ((word & (2 * EIGHTH - 1)) - EIGHTH) + 1, -33)
            truth = mp.sqrt(-2 * mp.log(mp.ldexp(2 * word + 1, -33))), mp.sin(beyond), mp.cos(beyond)
            assert all(abs(exact(which, word) / value - 1) < 1e-15 for which, value in enumerate(truth))


def billion():
    """Moments of 1 … 8, numbers beyond 1 … 6, and numbers in each of 4096 equally likely bins, of draws of a stream."""
    draw, step = routine(noise.normals), int(Word.STEP)

    @njit(error_model="numpy")
    def gather(at, frame, rows, paths, first, blocks, edges, start, moments, tails, bins):
        words = wholes(frame)
        for block in range(blocks):
            for i in range(512):
                paths[i] = first + block * 512 + i
            words[step] = 4 * (block & 63)
            draw(wholes(at), words)
            for x in rows.ravel():
                power = x
                for k in range(8):
                    moments[k] += power
                    power *= x
                for limit in range(6):
                    tails[limit] += abs(x) > limit + 1
                place = min(max(int((x + 6.0) * 1000.0), 0), start.size - 1)
                bin_ = start[place]
                while bin_ < edges.size and edges[bin_] < x:
                    bin_ += 1
                bins[bin_] += 1

    return gather


class Drawing:
    """A kernel's frame and operands, for normal numbers of a stream: float64 [4, 512] for uint64 [512]."""

    def __init__(self, key):
        self.rows, self.paths = np.empty((4, 512)), np.empty(512, dtype=np.uint64)
        self.scratch, self.dice = np.empty(3 * 512), np.full(256 // STRETCH + 1, self.paths.ctypes.data)
        self.frame, self.at = np.zeros(Word.SIZE, dtype=np.int64), np.array([self.rows.ctypes.data, 0, 0, *key])
        self.frame[[Word.WIDTH, Word.STRIDE]] = 512
        self.frame[[Word.DICE, Word.SCRATCH]] = self.dice.ctypes.data, self.scratch.ctypes.data

    @property
    def arguments(self):
        return self.at.ctypes.data, self.frame.ctypes.data, self.rows, self.paths


@pytest.mark.parametrize("draws", [1_000_000_000 if ALL else 4_000_000])
def test_many_draws(draws: int) -> None:
    """Moments, tails, the largest distance of the distribution function (at 4095 points), and its χ²: no p below."""
    edges = stats.norm.ppf(np.arange(1, 4096) / 4096)
    start = np.searchsorted(edges, np.arange(12_000) / 1000.0 - 6.0)
    drawing = Drawing(stream_key(31, "drivers", "many"))
    moments, tails, bins = np.zeros(8), np.zeros(6, dtype=np.int64), np.zeros(4096, dtype=np.int64)
    blocks = draws // 2048
    billion()(*drawing.arguments, 5 << 32, blocks, edges, start, moments, tails, bins)
    n = blocks * 2048
    odd = np.array([0 if k % 2 else math.prod(range(1, k, 2)) for k in range(1, 17)], dtype=float)
    z = [(moments[k - 1] / n - odd[k - 1]) / math.sqrt((odd[2 * k - 1] - odd[k - 1] ** 2) / n) for k in range(1, 9)]
    p_moments = 2.0 * stats.norm.sf(np.abs(z))
    p_tails = [
        stats.binomtest(int(found), n, 2.0 * float(stats.norm.sf(limit))).pvalue for limit, found in enumerate(tails, 1)
    ]
    distance = float(np.max(np.abs(np.cumsum(bins)[:-1] / n - np.arange(1, 4096) / 4096)))
    p_distance = float(stats.kstwobign.sf(distance * math.sqrt(n)))
    p_bins = float(stats.chisquare(bins).pvalue)
    print(f"{n} draws: z of moments {np.round(z, 2)}, tails {tails}, p {np.round(p_tails, 3)}")
    print(f"Kolmogorov-Smirnov distance {distance:.2e} p {p_distance:.3f}, bins p {p_bins:.3f}")
    assert min(*p_moments, *p_tails, p_distance, p_bins) > 1e-3 / 16
