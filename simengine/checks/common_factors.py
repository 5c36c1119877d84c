"""What is said to be common to members: that there are some, and that each has one such thing only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from simengine.checks.findings import Finding
from simengine.errors import what_there_is
from simengine.language.indexed import split_name
from simengine.model.common_factors import noisy_members, uncertain_members
from simengine.model.correlations import Correlations
from simengine.randomness.rank_correlation import reach
from simengine.scenario.schema import Scenario

FEWEST = 2


def common_findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything wrong with what members have in common."""
    yield from _of_section(scenario, "correlations", "drivers", scenario.common, scenario.correlations, noisy_members)
    yield from _of_section(
        scenario,
        "parameter_correlations",
        "parameters",
        scenario.parameter_common,
        scenario.parameter_correlations,
        uncertain_members,
    )
    for name, rank in scenario.parameter_common.items():
        yield from _ranks(scenario, name, rank)


def _of_section(
    scenario: Scenario,
    section: str,
    of: str,
    common: Mapping[str, float],
    pairs: Correlations,
    members_of: Callable[[Scenario, str], tuple[str, ...]],
) -> Iterator[Finding]:
    taken = {name: f"{a} ~ {b}" for a, b in pairs for name in (a, b)}
    for name in common:
        members = members_of(scenario, name)
        wrong = _no_members(scenario, name, of, members)
        twice = next((one for one in members if one in taken), None)
        if not wrong and twice is not None:
            wrong = (
                f"{twice} stands in {taken[twice]} too: it is in pairs or has one thing in common with others, not both"
            )
        if wrong:
            yield Finding((section, name), wrong, at_key=True)
        taken |= dict.fromkeys(members, name)


def _no_members(scenario: Scenario, name: str, of: str, members: tuple[str, ...]) -> str:
    """Why a name stands for too few; empty if it doesn't."""
    groups, indices = scenario.groups, split_name(name).indices
    unknown = [one for one in indices if one not in groups.members and not groups.of_member(one)]
    if unknown:
        return groups.unknown(unknown[0])
    if not any(index in groups.members for index in indices):
        return f"{name} is one member's: write a group, as in x[{next(iter(groups.members))}], or a pair, a ~ b"
    declared = scenario.declared(of)
    there = [one for one in groups.instances(name) if one in declared]
    if not there:
        return f"no {of[:-1]} {name!r}{what_there_is(name, declared)}"
    if len(members) < FEWEST and all(one in getattr(scenario, of) for one in there):
        what = "Brownian noise" if of == "drivers" else "a distribution"
        return f"{', '.join(members) or 'none'} of {name} has {what}, and two are needed to have something in common"
    return ""


def _ranks(scenario: Scenario, name: str, rank: float) -> Iterator[Finding]:
    """Members with few values: all must have them at the same places, and the ranks must reach so far."""
    cuts = {scenario.parameters[one].distribution.cuts() for one in uncertain_members(scenario, name)}
    path = ("parameter_correlations", name)
    if len(cuts) > 1:
        yield Finding(path, "its members have few values, and not with the same chances: correlate them pair by pair")
    for one in list(cuts)[:1]:
        if len(cuts) == 1 and rank > (most := reach(one, one)[1]):
            yield Finding(path, f"they have so few values that their ranks reach {most:.2g} and no more (got {rank:g})")
