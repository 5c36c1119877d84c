"""JAX on the CPU: a scan over the steps of a large batch of paths, compiled; single precision, JAX's default."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bench.model import Ring, Sample

GENERATORS = ("threefry2x32", "rbg", "unsafe_rbg")
BATCHES = (4096, 16384, 65536)


@dataclass(frozen=True, slots=True)
class Choice:
    """JAX's random generator, the paths of a batch, and over how many of the CPU's cores a batch is cut.

    Over one, XLA is left to use the cores as it likes.
    """

    generator: str
    batch: int
    shards: int


def choices(cores: int) -> list[Choice]:
    """What to try; which is best differs from machine to machine.

    Must come before any other use of JAX: the number of its devices is settled at its first use.
    """
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_num_cpu_devices", cores)
    return [Choice(*which) for which in itertools.product(GENERATORS, BATCHES, sorted({1, cores}))]


def compiled(ring: Ring, choice: Choice) -> Callable[[int, int], Sample]:
    """A function of a number of paths and a seed that computes at least so many, in whole batches."""
    batch: Any = jax.jit(_on_shards(ring, choice) if choice.shards > 1 else _batch_of(ring, choice.batch))

    def run(paths: int, seed: int) -> Sample:
        batches = range(-(-paths // choice.batch))
        root = jax.random.key(seed, impl=choice.generator)
        rows = jax.block_until_ready([batch(_keys(jax.random.fold_in(root, number), choice)) for number in batches])
        return Sample(*np.concatenate([np.asarray(row, dtype=np.float64) for row in rows], axis=1))

    run(1, 0)  # compiles
    return run


def _keys(key: Any, choice: Choice) -> Any:
    return jax.random.split(key, choice.shards) if choice.shards > 1 else key


def _on_shards(ring: Ring, choice: Choice) -> Callable[[Any], Any]:
    """A batch cut into equal parts, one a device."""
    mesh = jax.make_mesh((choice.shards,), ("core",), axis_types=(jax.sharding.AxisType.Auto,))
    part, over = _batch_of(ring, choice.batch // choice.shards), jax.sharding.PartitionSpec("core")
    out = jax.sharding.PartitionSpec(None, "core")
    sharded: Callable[[Any], Any] = jax.shard_map(
        lambda keys: part(keys[0]), mesh=mesh, in_specs=over, out_specs=out, check_vma=False
    )
    return sharded


def _batch_of(ring: Ring, n: int) -> Callable[[Any], Any]:
    """The results of n paths from a key, float32 [3, n]: driver 1 at the end, the event's step, the share."""
    decay, spread, rate = ring.decay, ring.spread, ring.rate * ring.dt

    def batch(key: Any) -> Any:
        own, *rest = jax.random.split(key, ring.steps + 1)
        limit = jax.random.exponential(own, (n,))

        def step(carry: tuple[Any, ...], key: Any) -> tuple[tuple[Any, ...], None]:
            x, total, quiet, high = carry
            high += x[0] > ring.cut
            total += rate * jnp.exp(x[0])
            quiet += total <= limit
            level = ring.base + ring.coupling * jnp.roll(x, 1, axis=0)
            x = level + (x - level) * decay + spread * jax.random.normal(key, x.shape)
            return (x, total, quiet, high), None

        zero = jnp.zeros(n)
        start = (jnp.zeros((ring.drivers, n)), zero, zero, zero)
        (x, _, quiet, high), _ = jax.lax.scan(step, start, jnp.stack(rest))
        return jnp.stack([x[0], quiet + 1, (high + (x[0] > ring.cut)) / (ring.steps + 1)])

    return batch
