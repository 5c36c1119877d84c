"""What each change between two scenarios does to a figure, alone and one after the other, on the same dice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from simengine.analysis.contrast import Column, contrast, effect
from simengine.analysis.probability import Proportion, Spread, proportion, spread
from simengine.explain.change_groups import groups_of
from simengine.explain.mixed_columns import Means, columns_of
from simengine.explain.mixtures import Mixtures, Numbers
from simengine.explain.why import By, ChangeTold, Step, Why
from simengine.scenario.answer import Answer
from simengine.scenario.changes import Change, changes_between

_NAMED = 3  # so many elements of a section are named
_OTHER_CLOCK = (
    "their clocks differ, and everything with them: steps, dice and dates have no pairs. Give the second the clock of "
    "the first (clock.start, clock.end, clock.step) and ask again to see what the other changes do"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The figure that is explained: what it is, how it is called, its unit ("" if none), and whether it is a chance."""

    figure: Answer
    title: str
    unit: str
    chance: bool


def make_why(names: tuple[str, str], mixtures: Mixtures, asked: Asked, means: Means) -> Why:
    """What each change does. SimengineError where members can't be learnt, or a worker dies."""
    bare = _bare(names, mixtures, asked, means.paths)
    clocks = [model.scenario.clock for model in (mixtures.base, mixtures.other)]
    if clocks[0] != clocks[1]:
        return replace(bare, nothing=_OTHER_CLOCK)
    if not mixtures.changes:
        return replace(bare, nothing=_nothing_differs(bare))
    groups = groups_of(mixtures, means.announce)
    left = {mixtures.changes[at].name for some in groups.groups for at in some}
    bare = replace(bare, idle=tuple(one.path for one in bare.changes if one.path not in left))
    if not groups.groups:
        return replace(bare, nothing=_nothing_differs(bare))
    columns, wrong = _columns(names, mixtures, groups.idle, groups.groups, asked, means)
    found = [
        _step(mixtures, groups.idle, groups.groups, at, columns, asked, groups.by) for at in range(len(groups.groups))
    ]
    first, last = columns[groups.idle], columns[mixtures.every]
    alone = [columns[groups.idle | group] for group in groups.groups]
    terms = [(1.0, last), (len(alone) - 1.0, first), *((-1.0, one) for one in alone)]
    return replace(
        bare,
        before=_estimate(first, asked),
        after=_estimate(last, asked),
        total=effect(first, last, chance=asked.chance),
        remainder=contrast(terms) if len(alone) > 1 else None,
        steps=tuple(found),
        by=groups.by,
        paired=len({column.dice for column in columns.values()}) == 1,
        notes=tuple(f"with {_called(mixtures, some - groups.idle)}: {why}" for some, why in wrong.items()),
    )


def _bare(names: tuple[str, str], mixtures: Mixtures, asked: Asked, paths: int) -> Why:
    figure, scenarios = asked.figure, (mixtures.base.scenario, mixtures.other.scenario)
    changes = changes_between(scenarios[0].merged, scenarios[1].merged)
    return Why(
        *names, asked.title, figure.of, figure.names, asked.unit, asked.chance, paths, mixtures.seed,
        None, None, None, None, (), tuple(map(_told, changes)), (), "change", True,
    )  # fmt: skip


def _nothing_differs(bare: Why) -> str:
    if bare.changes:
        return f"what differs between them bears neither on any path nor on {bare.figure}"
    return "they say the same, but for titles, notes, sources, and how many futures are drawn with which seed"


def _columns(
    names: tuple[str, str],
    mixtures: Mixtures,
    idle: Numbers,
    groups: tuple[Numbers, ...],
    asked: Asked,
    means: Means,
) -> tuple[dict[Numbers, Column], dict[Numbers, str]]:
    """The figure with each group alone, and with all up to each; what has one identity is computed once.

    Also why it could not be computed, where it could not.
    """
    wanted, done = [idle], idle
    for group in groups:
        done |= group
        wanted += [idle | group, done]
    plans = {some: plan for some in wanted if (plan := mixtures.plan(some)) is not None}
    identities = {some: mixtures.identity(some) for some in plans}
    once = {identity: plans[some] for some, identity in identities.items()}
    needed = {identities[idle], identities[mixtures.every]}
    found, wrong = columns_of(" → ".join(names), once, asked.figure, means, needed)
    columns = {some: found[identity] for some, identity in identities.items()}
    return columns, {some: wrong[identity] for some, identity in identities.items() if identity in wrong}


def _step(
    mixtures: Mixtures,
    idle: Numbers,
    groups: tuple[Numbers, ...],
    at: int,
    columns: dict[Numbers, Column],
    asked: Asked,
    by: By,
) -> Step:
    before = idle.union(*groups[:at])
    group, after = groups[at], before | groups[at]
    numbers = sorted(group)
    changes = tuple(mixtures.changes[number] for number in numbers)
    return Step(
        " + ".join(_names(changes, [mixtures.kin(number) for number in numbers] if by == "section" else [])),
        tuple(map(_told, changes)),
        effect(columns[before], columns[after], chance=asked.chance),
        effect(columns[idle], columns[idle | group], chance=asked.chance),
        _estimate(columns[after], asked),
    )


def _called(mixtures: Mixtures, some: Numbers) -> str:
    """`observe.a, observe.b`"""
    return ", ".join(mixtures.changes[at].name for at in sorted(some))


def _names(changes: tuple[Change, ...], kin: list[str]) -> list[str]:
    """What changes are called together: each by its path, those in one element by it; of sections by these."""
    elements: dict[object, list[Change]] = {}
    for change in changes:
        elements.setdefault(change.element, []).append(change)
    if kin and len(elements) > _NAMED:
        return [f"{one} ({n})" for one, n in Counter(kin).items()]
    return [some[0].name if len(some) == 1 else ".".join(map(str, some[0].element)) for some in elements.values()]


def _estimate(column: Column, asked: Asked) -> Proportion | Spread:
    if asked.chance:
        return proportion(column.values, column.draws, column.worth)
    return spread(column.values, column.draws)


def _told(change: Change) -> ChangeTold:
    return ChangeTold(change.name, change.kind, *change.texts)
