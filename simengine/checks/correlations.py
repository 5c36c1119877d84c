"""Pairs of elements that are correlated: who can be, how far, and whether all of it can hold together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from simengine.checks.findings import Finding
from simengine.errors import what_there_is
from simengine.model.correlations import Correlations, Pair, components, cuts_of, matrix_of
from simengine.processes._process import Draw
from simengine.randomness.correlation import is_possible
from simengine.randomness.rank_correlation import normal_correlation, reach
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath

_MOST_PAIRS = 6
_DIGITS = 100
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of pairs of elements `of` another, and the correlation of normal numbers that one of them asks for.

    `unfit` tells which elements can't be in a pair, and why; `reach` the ends of what a pair can have.
    """

    name: str
    of: str
    given: Correlations
    unfit: Mapping[str, str]
    reach: Callable[[Pair], tuple[float, float]]
    normal: Callable[[Pair, float], float]


def correlation_findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything wrong with correlations."""
    kinds = {name: driver.kind for name, driver in scenario.drivers.items() if Draw.BROWNIAN not in driver.draws}
    still = {name: f"{name} has no Brownian noise to correlate (it is a {kind})" for name, kind in kinds.items()}
    remedy = "give it a distribution, or delete this pair (set it to null)"
    constant = [name for name, parameter in scenario.parameters.items() if not parameter.distribution.varies]
    fixed = {name: f"{name} is fixed and can't be correlated: {remedy}" for name in constant}
    yield from _findings(
        scenario,
        _Section("correlations", "drivers", scenario.correlations, still, lambda _: (-1.0, 1.0), lambda _, rho: rho),
    )
    yield from _findings(
        scenario,
        _Section(
            "parameter_correlations",
            "parameters",
            scenario.parameter_correlations,
            fixed,
            lambda pair: reach(*cuts_of(scenario, pair)),
            lambda pair, rank: normal_correlation(rank, *cuts_of(scenario, pair)),
        ),
    )


def _findings(scenario: Scenario, section: _Section) -> Iterator[Finding]:
    known = dict(scenario.elements(section.of))
    missing = {name for pair in section.given for name in pair if name not in known}
    unknown = {name: f"no {section.of[:-1]} {name!r}{what_there_is(name, known)}" for name in missing}
    wrong = {**unknown, **section.unfit}
    named = [(pair, name) for pair in section.given for name in pair if name in wrong]
    for pair, name in named:
        if name in known or name not in scenario.declared(section.of):  # what could not be read is told already
            yield Finding(pair_path(scenario, section.name, pair), wrong[name])
    if named:
        return
    far = {pair: text for pair, rho in section.given.items() if (text := _too_far(section, pair, rho))}
    for pair, message in far.items():
        yield Finding(pair_path(scenario, section.name, pair), message)
    if not far:
        yield from _contradictions(scenario, section)


def pair_path(scenario: Scenario, section: str, pair: Pair) -> KeyPath:
    """Where a pair stands, however much space is around its `~`."""
    written = (key for key in scenario.declared(section) if tuple(map(str.strip, key.split("~"))) == pair)
    return (section, next(written, " ~ ".join(pair)))


def _too_far(section: _Section, pair: Pair, rho: float) -> str:
    """What to say of a pair that can't have its correlation, because one of them has a few values only."""
    low, high = section.reach(pair)
    if low - _ROUNDING <= rho <= high + _ROUNDING:
        return ""
    first, last = _inside(low, high)
    names = f"{pair[0]} and {pair[1]}"
    return (
        f"{names} can't be correlated by {rho:g}: one of them has so few values that "
        f"their ranks reach {first:g} to {last:g} and no more; write a correlation in between"
    )


def _inside(low: float, high: float) -> tuple[float, float]:
    """Both ends to two digits, rounded inwards."""
    first, last = -int(-low * _DIGITS) / _DIGITS, int(high * _DIGITS) / _DIGITS
    return first if first >= low else first + 1.0 / _DIGITS, last


def _contradictions(scenario: Scenario, section: _Section) -> Iterator[Finding]:
    normals = {pair: section.normal(pair, rho) for pair, rho in section.given.items()}
    for members, matrix in components(normals):
        if not is_possible(matrix):
            triples = combinations(members, 3)
            names = next((some for some in triples if not is_possible(matrix_of(some, normals))), members)
            given = {pair: rho for pair, rho in section.given.items() if set(pair) <= set(names)}
            yield Finding(pair_path(scenario, section.name, [*given][-1]), _contradiction(section, names, given))


def _contradiction(section: _Section, names: tuple[str, ...], given: Correlations) -> str:
    """What contradicts what in the numbers their author wrote, and how far that is from what is possible."""
    kind = "rank correlations" if section.name.startswith("parameter") else "correlations"
    text = f"these {kind} can't hold together: {_listed([f'{a} ~ {b} {rho:g}' for (a, b), rho in given.items()])}"
    missing = [pair for pair in combinations(names, 2) if pair not in given and pair[::-1] not in given]
    if missing:
        text += f", and 0 where none is given ({_listed([f'{a} ~ {b}' for a, b in missing])})"
    room = _room(section, names, given, missing[0] if missing else [*given][-1]) if len(names) == 3 else ""
    return f"{text}; {room}they could if all were at most {_factor(section, names, given):g} of that"


def _listed(texts: list[str]) -> str:
    more = len(texts) - _MOST_PAIRS
    return ", ".join(texts if more <= 1 else [*texts[:_MOST_PAIRS], f"and {more} more"])


def _factor(section: _Section, names: tuple[str, ...], given: Correlations) -> float:
    """The largest share of all of them, to two digits, that is possible."""

    def fits(share: int) -> bool:
        scaled = {pair: section.normal(pair, rho * share / _DIGITS) for pair, rho in given.items()}
        return is_possible(matrix_of(names, scaled))

    return _last(fits, 0, _DIGITS) / _DIGITS


def _room(section: _Section, names: tuple[str, ...], given: Correlations, pair: Pair) -> str:
    """Between what one pair of three may lie with the other two as they are."""
    (third,) = set(names) - set(pair)
    a, b = (next(section.normal(p, given[p]) for p in given if set(p) == {name, third}) for name in pair)
    spread = sqrt(max((1.0 - a * a) * (1.0 - b * b), 0.0))
    low, high = (round(end * _DIGITS) for end in _inside(*section.reach(pair)))
    at_most = _last(lambda rho: section.normal(pair, rho / _DIGITS) <= a * b + spread + _ROUNDING, low, high)
    below = _last(lambda rho: section.normal(pair, rho / _DIGITS) < a * b - spread - _ROUNDING, low - 1, high)
    if below + 1 > at_most:
        return ""
    ends = dict.fromkeys(f"{rho / _DIGITS:g}" for rho in (below + 1, at_most))
    return f"with the other two, {pair[0]} ~ {pair[1]} may be {' to '.join(ends)}; "


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The last of low … high at which what holds at first still does; low is taken to hold."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
