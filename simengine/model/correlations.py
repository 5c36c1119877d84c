"""Groups of correlated elements, each with its matrix."""

from __future__ import annotations

from collections.abc import Mapping

from simengine.randomness.correlation import Matrix, normal_correlation
from simengine.scenario.schema import Scenario

Correlations = Mapping[tuple[str, str], float]


def normal_correlations(scenario: Scenario) -> Correlations:
    """The correlations of the normal numbers behind the parameters, from the rank correlations of the scenario."""
    return {pair: normal_correlation(rank) for pair, rank in scenario.parameter_correlations.items()}


def components(correlations: Correlations) -> list[tuple[tuple[str, ...], Matrix]]:
    """The connected groups of correlated elements, names sorted, each with its matrix of correlations."""
    groups: list[set[str]] = []
    for pair in correlations:
        joined = set(pair).union(*(group for group in groups if group & set(pair)))
        groups = [group for group in groups if not group & joined] + [joined]
    both = {**correlations, **{(b, a): value for (a, b), value in correlations.items()}}
    found = []
    for members in sorted(tuple(sorted(group)) for group in groups):
        matrix = tuple(tuple(1.0 if a == b else both.get((a, b), 0.0) for b in members) for a in members)
        found.append((members, matrix))
    return found
