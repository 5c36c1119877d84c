"""What a table's instructions take, and which lines of the scenario they are for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from simengine.engines.machine.frame import Ticks
from simengine.engines.machine.instruction_table import Table

Where = Callable[[str], str]
"""The file and line of a place in the scenario, given as a dotted path."""
PARTS = {
    Ticks.RUN: "loop: from instruction to instruction, measuring included",
    Ticks.BEGIN: "loop: a block begins, empty logs, first limits of hazards",
    Ticks.ALIVE: "loop: which paths go on",
    Ticks.READ: "loop: observations and questions",
    Ticks.NOTE: "loop: events whose condition comes to hold",
    Ticks.DECIDE: "loop: events by hazard and by date",
    Ticks.EFFECTS: "loop: effects and bounds",
    Ticks.COMMIT: "loop: logs and records of events",
    Ticks.END: "loop: a block ends, results",
}
"""What the loop does besides instructions."""
AROUND = "around the loop: room for results, the order of occurrences"
_FEW = 3


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What some paths took on one processor, of some rounds the least of each.

    `ticks` int64[Ticks.SIZE + instructions] of the processor; `in_loop`, `total` and `plain` are nanoseconds: of the
    loop, of the whole call, and of the same call with nothing measured.
    """

    ticks: NDArray[np.int64]
    in_loop: int
    total: int
    plain: int
    path_steps: int

    @property
    def around(self) -> float:
        """The share of what is done before and after the loop."""
        return 1.0 - self.in_loop / self.total

    def shares(self) -> tuple[Mapping[str, float], NDArray[np.float64]]:
        """The shares of the parts of the loop that are no instructions, and of each instruction."""
        parts, instructions = self.ticks[: Ticks.SIZE], self.ticks[Ticks.SIZE :]
        whole = sum(int(parts[part]) for part in PARTS) + int(instructions.sum())
        each = (1.0 - self.around) / max(whole, 1)
        return {what: int(parts[part]) * each for part, what in PARTS.items()}, instructions * np.float64(each)


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
    parts, shares = profile.shares()
    groups: dict[str, list[int]] = defaultdict(list)
    for index, origin in enumerate(table.origins):
        groups[where(origin)].append(index)
    rows = [(float(shares[own].sum()), place, _what(table, shares, own)) for place, own in groups.items()]
    rows += [(share, "", what) for what, share in (*parts.items(), (AROUND, profile.around))]
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
