"""NumPy: all paths of a block at once, blocks that fit the cache, nothing allocated within a step."""

from __future__ import annotations

import numpy as np
from numpy.random import SFC64, Generator

from bench.model import Ring, Sample, join

BLOCKS = (512, 1024, 2048, 4096, 8192, 16384)  # paths a block to choose from; the best one depends on the cache


def run(ring: Ring, paths: int, seed: int, block: int) -> Sample:
    """At least `paths` paths, in whole blocks; double precision, SFC64 (NumPy's fastest generator), ziggurat."""
    rng = Generator(SFC64(seed))
    return join([_block(ring, rng, block) for _ in range(-(-paths // block))])


def _block(ring: Ring, rng: Generator, n: int) -> Sample:
    decay, spread = ring.decay, ring.spread
    constant, pull = (1.0 - decay) * ring.base, (1.0 - decay) * ring.coupling
    x, noise, near = np.zeros((ring.drivers, n)), np.empty((ring.drivers, n)), np.empty((ring.drivers, n))
    total, quiet, high = np.zeros(n), np.zeros(n), np.zeros(n)
    hazard, truth = np.empty(n), np.empty(n, dtype=bool)
    limit = rng.standard_exponential(n)
    for _ in range(ring.steps):
        np.greater(x[0], ring.cut, out=truth)
        high += truth
        np.exp(x[0], out=hazard)
        hazard *= ring.rate * ring.dt
        total += hazard
        np.less_equal(total, limit, out=truth)
        quiet += truth
        rng.standard_normal(out=noise)
        noise *= spread
        np.multiply(x, pull, out=near)
        x *= decay
        x += constant
        x += noise
        x[1:] += near[:-1]
        x[0] += near[-1]
    high += x[0] > ring.cut
    return Sample(x[0].copy(), quiet + 1.0, high / (ring.steps + 1))
