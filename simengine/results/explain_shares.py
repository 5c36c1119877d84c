"""Shares of the variance: groups of dice first, then the single ones of those groups that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simengine.compute.rerolling import Rolled
from simengine.explain.founding import Founding, Places, tagged
from simengine.explain.influence import Share, ShareOf
from simengine.explain.selection import may_be_idle, strongest
from simengine.explain.total import Total
from simengine.plan.units import Unit
from simengine.results.explain_study import Study, screened
from simengine.runs.words import one_line
from simengine.scenario.schema import Scenario

_SECTIONS: Mapping[str, str] = {"parameter": "parameters", "experts": "experts", "noise": "drivers", "event": "events"}
UNKNOWNS, CHANCE = "what we don't know", "chance"


@dataclass(frozen=True, slots=True)
class Group:
    """Units that are rolled together, by their places."""

    of: ShareOf
    name: str
    units: tuple[int, ...]
    title: str = ""


def groups_of(
    scenario: Scenario,
    units: tuple[Unit, ...],
    founding: Mapping[str, Founding],
    places_of: Places,
    chance: str = CHANCE,
) -> tuple[Group, ...]:
    """All that we don't know, all chance, each file if there are several, each mechanism.

    No group of all units but a mechanism, and `chance` if it is called something else.
    """
    places = list(enumerate(units))
    found = [Group("all", name, tuple(at for at, unit in places if unit.unknown == unknown)) for name, unknown in
             ((UNKNOWNS, True), (chance, False))]  # fmt: skip
    files: dict[str, list[int]] = {}
    for at, unit in places:
        place = places_of.get((_SECTIONS[unit.kind], unit.names[0]))
        if place is not None:
            files.setdefault(place.file, []).append(at)
    if len(files) > 1:
        found += [Group("file", name, tuple(some)) for name, some in files.items()]
    for mechanism, said in scenario.mechanisms.items():
        carriers = tagged(scenario, mechanism) | {
            f"parameters.{name}" for name, one in founding.items() if mechanism in one.mechanisms
        }
        some = [at for at, unit in places if carriers & {f"{_SECTIONS[unit.kind]}.{name}" for name in unit.names}]
        found.append(Group("mechanism", mechanism, tuple(some), said.claim))
    whole = {"mechanism", *([chance] if chance != CHANCE else [])}
    return tuple(one for one in found if one.units and (len(one.units) < len(units) or {one.of, one.name} & whole))


def shares_of(
    study: Study, units: tuple[Unit, ...], groups: tuple[Group, ...], least: float, also: frozenset[int] = frozenset()
) -> tuple[tuple[Share, ...], dict[int, float]]:
    """The shares of all groups and of single units; and of each unit, by its place, the largest share that changes.

    Units of a group that surely matters less than `least` are not told apart, nor those of one that changes a number on
    no path. Those in `also` are tried on all paths.
    """
    of_groups = [
        Rolled(len(units) + at, tuple(die for unit in group.units for die in units[unit].dice))
        for at, group in enumerate(groups)
    ]
    counted = study.counted
    totals = dict(zip(groups, study.totals(of_groups, counted), strict=True))
    shares = [
        Share(one.of, one.name, len(one.units), total, title=one.title)
        for one, total in totals.items()
        if total is not None
    ]
    idle = [group for group, total in totals.items() if total and (total.most <= least or _never(study, total))]
    inside = {at: group for group in idle for at in group.units}
    apart = [at for at in range(len(units)) if at not in inside]
    found = _apart(study, units, apart, least, also)
    for at, total in found.items():
        if total is not None:
            shares.append(Share(units[at].kind, " + ".join(units[at].names), 1, total))
    for at, group in inside.items():
        total = totals[group]
        if total is not None:
            shares.append(Share(units[at].kind, " + ".join(units[at].names), 1, total, at_most=group.name))
    most = {at: total.most for at, total in found.items() if total is not None}
    return tuple(shares), most | {at: total.most for at, group in inside.items() if (total := totals[group])}


def _never(study: Study, total: Total) -> bool:
    """Whether a number is the same on every path: its bound stays wide, for the path that was not seen may go far."""
    return not study.chance and total.changed == 0.0


def titled(scenario: Scenario, shares: Sequence[Share]) -> tuple[Share, ...]:
    """Shares of single parameters, drivers and events with the titles that these have."""
    return tuple(replace(one, title=one.title or _title(scenario, one)) for one in shares)


def _title(scenario: Scenario, one: Share) -> str:
    elements = getattr(scenario, _SECTIONS[one.of]) if one.of in ("parameter", "noise", "event") else {}
    return one_line(elements[one.name].title or "") if one.name in elements else ""


def _apart(
    study: Study, units: tuple[Unit, ...], places: list[int], least: float, also: frozenset[int]
) -> dict[int, Total | None]:
    """Each unit by itself: on some paths, then on all if it matters, or may matter less than `least`."""
    changes = [Rolled(at, units[at].dice) for at in places]
    counted = study.counted
    few = screened(counted)
    seen = study.totals(changes, few) if changes else []
    idle = [
        at
        for at, one in enumerate(seen)
        if one and units[places[at]].unknown and may_be_idle(one.changed, len(few), len(counted), least, study.z)
    ]
    again = sorted({*strongest(seen), *idle, *(at for at, place in enumerate(places) if place in also)})
    better = study.totals([changes[at] for at in again], counted) if again else []
    final = dict(enumerate(seen)) | dict(zip(again, better, strict=True))
    return {place: final[at] for at, place in enumerate(places)}
