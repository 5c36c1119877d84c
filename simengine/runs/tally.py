"""How the paths of a run ended, counted; tallies of blocks add up in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simengine.status import Status

NAMES = {status: status.name.lower() for status in Status}
FAILED = frozenset(NAMES[status] for status in Status if status.failed)
OK, EXCLUDED = NAMES[Status.OK], NAMES[Status.EXCLUDED]


@dataclass(frozen=True, slots=True)
class Ending:
    """Paths ended before their time by one element with one status: how many, and where the first of them ended."""

    status: str
    element: str
    count: int
    first_path: int
    step: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Paths by how they ended. `endings` are in the order of status and element; `clamps` counts by `Plan.counted`."""

    ok: int
    endings: tuple[Ending, ...]
    clamps: Mapping[str, int]

    @property
    def failures(self) -> tuple[Ending, ...]:
        """What broke paths."""
        return tuple(ending for ending in self.endings if ending.status in FAILED)

    @property
    def exclusions(self) -> tuple[Ending, ...]:
        """What set paths aside."""
        return tuple(ending for ending in self.endings if ending.status == EXCLUDED)

    @property
    def failed(self) -> int:
        """How many paths broke."""
        return sum(ending.count for ending in self.failures)

    @property
    def excluded(self) -> int:
        """How many paths contradict an observation."""
        return sum(ending.count for ending in self.exclusions)

    def counts_of(self, section: str) -> dict[str, int]:
        """The counts of the elements of a section, by name."""
        parts = ((path.partition("."), number) for path, number in self.clamps.items())
        return {name: number for (of, _, name), number in parts if of == section}

    def __add__(self, other: Tally) -> Tally:
        names = dict.fromkeys((*self.clamps, *other.clamps))
        clamps = {name: self.clamps.get(name, 0) + other.clamps.get(name, 0) for name in names}
        return Tally(self.ok + other.ok, merge_endings((*self.endings, *other.endings)), clamps)


EMPTY = Tally(0, (), {})


def merge_endings(single: Iterable[Ending]) -> tuple[Ending, ...]:
    """Endings with those of one status and element taken together."""
    together: dict[tuple[str, str], Ending] = {}
    for ending in single:
        key = (ending.status, ending.element)
        known = together.get(key)
        if known is None:
            together[key] = ending
        else:
            first = min(known, ending, key=lambda one: one.first_path)
            together[key] = Ending(*key, known.count + ending.count, first.first_path, first.step)
    return tuple(together[key] for key in sorted(together))
