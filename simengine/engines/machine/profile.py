"""What a table's instructions take, and which lines of the scenario they are for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from simengine.engines.machine.table import Table

Where = Callable[[str], str]
"""The file and line of a place in the scenario, given as a dotted path."""
LOOP = "the loop itself: occurrences and effects of events, what is kept and read, measuring"
AROUND = "before and after the loop: room for results, the order of occurrences"
_FEW = 3


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What some paths took on one processor.

    `ticks` int64[instructions] of the processor, `loop` those of the whole loop, instructions included; `in_loop`,
    `total` and `plain` are nanoseconds: of the loop, of the whole call, and of the same call with nothing measured.
    """

    ticks: NDArray[np.int64]
    loop: int
    in_loop: int
    total: int
    plain: int
    path_steps: int

    def shares(self) -> NDArray[np.float64]:
        """Each instruction's share of the whole call."""
        return self.ticks * (self.in_loop / max(self.loop, 1) / self.total)


@dataclass(frozen=True, slots=True)
class Cost:
    """A row of the profile: a share of the whole, nanoseconds a path and step, where in the scenario, and what."""

    share: float
    nanoseconds: float
    place: str
    what: str


def costs(profile: Profile, table: Table, where: Where) -> list[Cost]:
    """The costs of all lines of the scenario, and of what is no instruction, the largest first; they sum to the whole.

    What several lines need is computed once, and stands at the first of them.
    """
    shares = profile.shares()
    groups: dict[str, list[int]] = defaultdict(list)
    for index, origin in enumerate(table.origins):
        groups[where(origin)].append(index)
    rows = [(float(shares[own].sum()), place, _what(table, shares, own)) for place, own in groups.items()]
    in_loop = profile.in_loop / profile.total
    rows += [(in_loop - float(shares.sum()), "", LOOP), (1.0 - in_loop, "", AROUND)]
    each = profile.total / profile.path_steps
    return [Cost(share, share * each, place, what) for share, place, what in sorted(rows, reverse=True)]


def _what(table: Table, shares: NDArray[np.float64], own: Sequence[int]) -> str:
    """What some instructions have in common, and the kernels that take most of their time."""
    spent: dict[str, float] = defaultdict(float)
    for index in own:
        spent[table.kernels[table.code[index, 0]]] += float(shares[index])
    kernels = sorted(spent, key=lambda name: -spent[name])
    more = " …" if len(kernels) > _FEW else ""
    return f"{'.'.join(_common([table.origins[index] for index in own]))}: {', '.join(kernels[:_FEW])}{more}"


def _common(origins: Sequence[str]) -> Iterator[str]:
    """The parts with which all of some dotted paths begin."""
    steps = zip(*(origin.split(".") for origin in origins), strict=False)
    return (step[0] for step in takewhile(lambda step: len(set(step)) == 1, steps))
