"""What is measured, in the order in which it is done, and with how much effort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench import all_cores, commands, flagship, growth, learning, one_core, twenty
from bench.agreement import Check
from bench.measure import Effort, Figure, Pace

QUICK = Effort(Pace(0.1, 3), growth_rounds=3, growth_paths=20_000, command_rounds=1)
USUAL = Effort(Pace(0.5, 9), growth_rounds=5, growth_paths=100_000, command_rounds=3)
FULL = replace(USUAL, many=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """A name, the keys of the figures it finds, and how it finds them."""

    name: str
    keys: tuple[str, ...]
    work: Callable[[Effort, Path], tuple[dict[str, Figure], list[Check]]]


# JAX settles at its first use which cores it has, so what uses all of them comes before what is pinned to one.
STAGES = (
    Stage("all cores", all_cores.KEYS, all_cores.all_cores),
    Stage("one core", one_core.KEYS, one_core.one_core),
    Stage("flagship", flagship.KEYS, flagship.flagship),
    Stage("growth", growth.KEYS, growth.growth),
    Stage("commands", commands.KEYS, commands.commands),
    Stage("learning", learning.KEYS, learning.learning),
    Stage("twenty figures", twenty.KEYS, twenty.twenty),
)
KEYS = tuple(key for stage in STAGES for key in stage.keys)
