"""What members have in common: one number for all of them, beside which each has its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simengine.processes._process import Draw
from simengine.randomness.rank_correlation import normal_correlation
from simengine.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Factor:
    """Who has it in common, in the order of the lists, and how far any two normal numbers of theirs are correlated."""

    name: str
    members: tuple[str, ...]
    correlation: float


def driver_factors(scenario: Scenario) -> Iterator[Factor]:
    """What the Brownian noise of drivers has in common."""
    for name, correlation in scenario.common.items():
        yield Factor(name, noisy_members(scenario, name), correlation)


def parameter_factors(scenario: Scenario) -> Iterator[Factor]:
    """What parameters have in common; ValueError if their ranks can't be correlated so."""
    for name, rank in scenario.parameter_common.items():
        members = uncertain_members(scenario, name)
        cuts = scenario.parameters[members[0]].distribution.cuts()
        yield Factor(name, members, normal_correlation(rank, cuts, cuts))


def noisy_members(scenario: Scenario, name: str) -> tuple[str, ...]:
    """The drivers that a name with groups stands for, without those that have no Brownian noise."""
    return tuple(
        one
        for one in scenario.groups.instances(name)
        if one in scenario.drivers and Draw.BROWNIAN in scenario.drivers[one].draws
    )


def uncertain_members(scenario: Scenario, name: str) -> tuple[str, ...]:
    """The parameters that a name with groups stands for, without those that have one value."""
    return tuple(
        one
        for one in scenario.groups.instances(name)
        if one in scenario.parameters and scenario.parameters[one].distribution.varies
    )
