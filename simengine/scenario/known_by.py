"""A scenario as it could have been told at an earlier date: without the observations that weren't known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simengine.language.clock import period
from simengine.scenario.schema import Scenario
from simengine.scenario.underlay import templates_of
from simengine.yaml.nodes import Entry, MappingNode, ScalarNode

OBSERVE = "observe"


def known_by(scenario: Scenario, date: str) -> Scenario:
    """The scenario with only the observations known by the end of the period that `date` names.

    It has none of the others in its text either; all else is as it was. `as_of` tells the date.

    Raises:
        ValueError: if it is not a date; if it lies before the clock starts, or after its end and all that is known.
    """
    end = period(date).after
    _check_within(scenario, date)
    if scenario.as_of and period(scenario.as_of).after <= end:
        return scenario
    late = frozenset(name for name, one in scenario.observe.items() if one.known_at(scenario.clock) > end)
    return replace(
        scenario,
        observe={name: one for name, one in scenario.observe.items() if name not in late},
        tree=_without(scenario.tree, late),
        merged=_taken_out(scenario, late),
        bindings={path: who for path, who in scenario.bindings.items() if not _is_of(path, late)},
        as_of=date.strip(),
    )


def _check_within(scenario: Scenario, date: str) -> None:
    """ValueError for a date at which the scenario's time hasn't begun, or at whose beginning nothing is left of it."""
    clock, asked = scenario.clock, period(date)
    if asked.after < clock.start:
        raise ValueError(
            f"{date} lies before the clock starts ({clock.label(0)}): start it earlier, or take a later date"
        )
    known = [one.known_at(clock) for one in scenario.observe.values()]
    if asked.first >= max([clock.day(clock.steps), *known]):
        raise ValueError(f"{date} lies after the clock's end ({clock.label(clock.steps)}): take an earlier date")


def _is_of(path: tuple[str | int, ...], names: frozenset[str]) -> bool:
    return path[0] == OBSERVE and len(path) > 1 and path[1] in names


def _without(tree: MappingNode, names: frozenset[str]) -> MappingNode:
    """A tree without some observations."""
    section = tree.get(OBSERVE)
    if not isinstance(section, MappingNode):
        return tree
    kept = tuple(entry for entry in section.entries if entry.key not in names)
    return tree.replaced(OBSERVE, MappingNode(kept, section.place, section.deleted))


def _taken_out(scenario: Scenario, names: frozenset[str]) -> MappingNode:
    """The merged tree without some observations; members of a template that stays are deleted from it."""
    section = scenario.merged.get(OBSERVE)
    if not isinstance(section, MappingNode):
        return scenario.merged
    stays = tuple(entry for entry in section.entries if not _is_gone(entry.key, scenario, names))
    left = MappingNode(stays, section.place, section.deleted)
    deleted = tuple(_deletions(scenario, left, names))
    mine = {entry.key for entry in deleted}
    kept = tuple(entry for entry in stays if entry.key not in mine)
    return scenario.merged.replaced(OBSERVE, MappingNode((*kept, *deleted), section.place, section.deleted))


def _is_gone(key: str, scenario: Scenario, names: frozenset[str]) -> bool:
    """Whether nothing is left of what a key of the merged text stands for."""
    own = scenario.groups.instances(key) if "[" in key and scenario.groups else []
    stands_for = [name for name in own if name in scenario.observe] or [key]
    return all(name in names for name in stands_for)


def _deletions(scenario: Scenario, section: MappingNode, names: frozenset[str]) -> Iterator[Entry]:
    """Of what is taken out, `null` for each that a template still stands for."""
    for name in scenario.observe:
        if name in names and templates_of(section, name, scenario.groups):
            yield Entry(name, section.place, ScalarNode(None, section.place, "null"))
