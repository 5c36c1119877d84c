"""Dice: what the chance of one future is made of, and the numbers they show.

Every draw of a future belongs to a die and takes its number from it. By default all dice of a path show the path's own
number (those of parameters its parameter draw's); a die that is rolled anew shows another, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal, NamedTuple

from simengine.randomness.streams import NUMBERS, PATH_NUMBERS

STRETCH = 12
"""So many steps of a driver's noise, in all its slots, come from one die: steps 12·part … 12·part + 11."""
DieSection = Literal["parameters", "parameter_correlations", "experts", "drivers", "correlations", "events"]
NESTED: tuple[DieSection, ...] = ("parameters", "parameter_correlations", "experts")
"""The sections whose dice show the number of a path's draw of the parameters, which nested paths share."""


class Die(NamedTuple):
    """One die.

    `part` is 0 for a parameter or the expert, k // STRETCH for a driver, CLOCK or BRANCH (of streams.py) for an event.
    What members have in common has a die as one of them has, under the name it has in its section of correlations.
    """

    section: DieSection
    name: str
    part: int


EXPERTS = Die("experts", "experts", 0)
"""Which expert a path asks."""
NOTHING_ROLLED: Mapping[Die, int] = MappingProxyType({})


def rerolled(member: int, move: int) -> int:
    """What a die shows when it is rolled anew: no path has this number, for its top bit is set.

    The other 63 bits are those of a hash of `member` and `move`, whatever the caller numbers by them. ValueError unless
    both are at least 0 and below 2⁶⁴.
    """
    for name, value in (("member", member), ("move", move)):
        if not 0 <= value < NUMBERS:
            raise ValueError(f"{name} must be at least 0 and below 2**64 (got {value})")
    digest = blake2b(member.to_bytes(8, "little") + move.to_bytes(8, "little"), digest_size=8).digest()
    return int.from_bytes(digest, "little") | PATH_NUMBERS
