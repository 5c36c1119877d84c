"""Dice: what the chance of one future is made of, and the numbers they show.

Every draw of a future belongs to a die and takes its number from it. By default all dice of a path show the path's own
number (those of parameters its parameter draw's); a die that is rolled anew shows another, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from simengine.randomness.streams import HELD_BITS, HOLDING, PATH_NUMBERS

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


_FIELDS = {"island": 8, "stage": 12, "move": 18, "member": 24}
"""How many bits of a number that is rolled anew tell each of these; the first stands highest, below the top two."""


def rerolled(*, island: int = 0, stage: int = 0, move: int = 0, member: int) -> int:
    """What a die shows when it is rolled anew: no path has this number, for its top bit is set, and the next is not.

    The other 62 bits are those of island (8), stage (12), move (18) and member (24), whatever the caller numbers by
    them, so that no two are alike. ValueError for one that has no room there.
    """
    number = PATH_NUMBERS >> sum(_FIELDS.values())
    for (name, width), value in zip(_FIELDS.items(), (island, stage, move, member), strict=True):
        if not 0 <= value < 1 << width:
            raise ValueError(f"{name} must be at least 0 and below 2**{width} (got {value})")
        number = number << width | value
    return number


def holding(place: int) -> int:
    """What a die shows that holds its first uniform number itself: (place + 1/2)·2⁻⁵³, at most 1 − 2⁻⁵³.

    That is the number which decides a parameter, an expert or what parameters have in common, when an event with a
    hazard occurs first, or the first delay that is drawn. ValueError unless 0 ≤ place < 2⁵³.
    """
    if not 0 <= place < 1 << HELD_BITS:
        raise ValueError(f"place must be at least 0 and below 2**{HELD_BITS} (got {place})")
    return HOLDING | place
