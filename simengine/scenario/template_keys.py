"""Keys with members: what one stands for, and which of two goes over the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from simengine.language.indexed import PAIR, Indexed
from simengine.yaml.nodes import Entry


@dataclass(frozen=True, slots=True)
class Slot:
    """An index of a key: the members it stands for, and of which group; None where a member itself is written."""

    group: str | None
    members: tuple[str, ...]
    is_free: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A key with members in its mapping: the names in it, and an index after the other."""

    entry: Entry
    names: tuple[Indexed, ...]
    slots: tuple[Slot, ...]

    @property
    def family(self) -> tuple[tuple[str, int], ...]:
        """What keys have in common that may say something of the same elements."""
        return tuple((name.stem, len(name.indices)) for name in self.names)

    @property
    def literals(self) -> int:
        """How many of its indices are members, not groups: who has more, is laid over who has fewer."""
        return sum(slot.group is None for slot in self.slots)

    @property
    def is_template(self) -> bool:
        return any(slot.is_free for slot in self.slots)

    def instances(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The names it stands for, in the order of the lists, each with the members meant by its free groups."""
        free: dict[str, tuple[str, ...]] = {}
        for slot in self.slots:
            if slot.is_free and slot.group is not None:
                free[slot.group] = slot.members
        for chosen in product(*free.values()):
            binding = dict(zip(free, chosen, strict=True))
            indices = [binding[slot.group] if slot.is_free and slot.group else slot.members[0] for slot in self.slots]
            yield _named(self.names, indices), binding


def _named(names: Sequence[Indexed], indices: Sequence[str]) -> str:
    parts, at = [], 0
    for name in names:
        parts.append(str(Indexed(name.stem, tuple(indices[at : at + len(name.indices)]))))
        at += len(name.indices)
    return f" {PAIR} ".join(parts)


def by_name(names: Sequence[Indexed], slots: Sequence[Slot]) -> Iterator[Sequence[Slot]]:
    """The indices of each name."""
    at = 0
    for name in names:
        yield slots[at : at + len(name.indices)]
        at += len(name.indices)


def repeated(slots: Sequence[Slot]) -> Iterator[Slot]:
    """The free indices of one name whose group stands in it before."""
    seen: set[str | None] = set()
    for slot in slots:
        if slot.group in seen and slot.group is not None:
            yield slot
        seen.add(slot.group)
