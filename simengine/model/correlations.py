"""Groups of correlated elements, each with its matrix."""

from __future__ import annotations

from collections.abc import Mapping

from simengine.randomness.correlation import Matrix
from simengine.randomness.rank_correlation import Cuts, normal_correlation
from simengine.scenario.schema import Scenario

Pair = tuple[str, str]
Correlations = Mapping[Pair, float]


def normal_correlations(scenario: Scenario) -> Correlations:
    """The correlations of the normal numbers behind the parameters, from the rank correlations of the scenario.

    ValueError if two parameters can't have theirs.
    """
    pairs = scenario.parameter_correlations.items()
    return {pair: normal_correlation(rank, *cuts_of(scenario, pair)) for pair, rank in pairs}


def cuts_of(scenario: Scenario, pair: Pair) -> tuple[Cuts, Cuts]:
    """Where each of two parameters goes from one value to the next, if it has only a few."""
    first, second = (scenario.parameters[name].distribution.cuts() for name in pair)
    return first, second


def components(correlations: Correlations) -> list[tuple[tuple[str, ...], Matrix]]:
    """The connected groups of correlated elements, names sorted, each with its matrix of correlations."""
    groups: list[set[str]] = []
    for pair in correlations:
        joined = set(pair).union(*(group for group in groups if group & set(pair)))
        groups = [group for group in groups if not group & joined] + [joined]
    members = sorted(tuple(sorted(group)) for group in groups)
    return [(names, matrix_of(names, correlations)) for names in members]


def matrix_of(names: tuple[str, ...], correlations: Correlations) -> Matrix:
    """The matrix of some elements; a pair that is not given counts as 0."""
    both = {**correlations, **{(b, a): value for (a, b), value in correlations.items()}}
    return tuple(tuple(1.0 if a == b else both.get((a, b), 0.0) for b in names) for a in names)
