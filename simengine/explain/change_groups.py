"""Changes in groups that can be made alone and one after the other: each with those it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simengine.explain.mixtures import Mixtures, Numbers, united
from simengine.explain.why import By

MOST = 12
"""More groups than these are told together where they are in one element, or one section."""
_MOST_ONE_BY_ONE = 40  # changes of which it is tried one by one whether they are sound alone
Announce = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Groups:
    """The changes in `groups`, alone or with others, and those that change no path and not the figure, `idle`.

    `by` says what of a scenario is told together. Each group is sound alone on the first scenario, and so is it after
    all groups before it.
    """

    groups: tuple[Numbers, ...]
    idle: Numbers
    by: By


def groups_of(mixtures: Mixtures, announce: Announce) -> Groups:
    """The groups of all changes, in their order; `announce` is told how far it is."""
    idle = _idle(mixtures, announce)
    left = sorted(mixtures.every - idle)
    many = len(left) > _MOST_ONE_BY_ONE
    by: By = "element" if many else "change"
    units = [frozenset({at}) for at in left]
    if many:
        units = _together(units, lambda at: mixtures.changes[at].element)
    groups = _sound_alone(mixtures, units, idle)
    if len(groups) > MOST and by == "change":
        by, groups = "element", _together(groups, lambda at: mixtures.changes[at].element)
    if len(groups) > MOST:
        by, groups = "section", _by_section(mixtures, groups)
    return Groups(_sound_in_turn(mixtures, _sound_alone(mixtures, groups, idle), idle), idle, by)


def _idle(mixtures: Mixtures, announce: Announce) -> Numbers:
    """What can be changed without a trace in what is computed; all of it together, or nothing."""
    nothing, every = frozenset[int](), sorted(mixtures.every)
    same, found = mixtures.identity(nothing), nothing
    for at in every:
        alone = frozenset({at})
        if mixtures.plan(alone) is not None and mixtures.identity(alone) == same:
            found |= alone
        announce(f"changes tried alone: {at + 1} of {len(every)} …")
    together = mixtures.plan(found)
    return found if together is not None and mixtures.identity(found) == same else nothing


def _together(groups: list[Numbers], of: Callable[[int], object]) -> list[Numbers]:
    """Groups of which some changes have the same in common."""
    owners: dict[object, set[int]] = {}
    for at in (at for group in groups for at in group):
        owners.setdefault(of(at), set()).add(at)
    return united([*groups, *map(frozenset, owners.values())])


def _by_section(mixtures: Mixtures, groups: list[Numbers]) -> list[Numbers]:
    """Groups that lie in one section as one; where that leaves too many, all that have a section in common."""
    inside = [group for group in groups if len({mixtures.kin(at) for at in group}) == 1]
    found = united([*(group for group in groups if group not in inside), *_together(inside, mixtures.kin)])
    return found if len(found) <= MOST else _together(groups, lambda at: mixtures.changes[at].path[0])


def _sound_alone(mixtures: Mixtures, units: list[Numbers], idle: Numbers) -> list[Numbers]:
    """Units joined until each is sound by itself."""
    while True:
        joined = united([*units, *(mixtures.needed_by(unit | idle) - idle for unit in units)])
        if joined == units:
            return units
        units = joined


def _sound_in_turn(mixtures: Mixtures, groups: list[Numbers], idle: Numbers) -> tuple[Numbers, ...]:
    """Groups joined with the next where they aren't sound on those before them."""
    found: list[Numbers] = []
    before, waiting = idle, frozenset[int]()
    for group in groups:
        waiting |= group
        if mixtures.plan(before | waiting) is not None:
            found.append(waiting)
            before, waiting = before | waiting, frozenset()
    return tuple(found)
