"""Whether what is said of several questions fits together, whoever says it: probabilities of what implies another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, permutations

from simengine.language.clock import Instant
from simengine.language.expression import Node
from simengine.model.implication import completes, ends, excludes, implies, stays

ROUNDED = 2e-6
"""Two probabilities of six digits each may be off by so much together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks: whether `node` holds (`is_chance`), or the number it is, at the instant `due`.

    Only futures count on which `given` holds. `members` tells which member of each group is meant.
    """

    node: Node
    is_chance: bool
    due: Instant
    given: Node | None = None
    members: Mapping[str, str] = field(default_factory=dict)


def at_once(a: Asked, b: Asked) -> bool:
    """Whether both are read at one instant of the same futures."""
    return a.given == b.given and a.members == b.members and a.due == b.due


def of_all(a: Asked, b: Asked) -> bool:
    """Whether both are read on all futures, for the same members, be it at different instants."""
    return a.given is None and b.given is None and a.members == b.members


def follows(a: Asked, b: Asked) -> bool:
    """Whether the second holds on every future on which the first does, each at its own date."""
    if not (a.is_chance and b.is_chance and implies(a.node, b.node)):
        return False
    if at_once(a, b):
        return True
    last = stays if a.due < b.due else ends
    return of_all(a, b) and any(map(last, (a.node, b.node)))


def excluded(a: Asked, b: Asked) -> bool:
    """Whether both can't hold on one future, each at its own date."""
    if not (a.is_chance and b.is_chance and excludes(a.node, b.node)):
        return False
    if at_once(a, b):
        return True
    sooner, later = (a, b) if a.due < b.due else (b, a)
    return of_all(a, b) and (stays(sooner.node) or ends(later.node))


def unfitting(asked: Mapping[str, Asked], p: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """Of probabilities by question, each that doesn't fit another, and why.

    What implies another is not more probable than it, what is the denial of another adds up to 1 with it, what excludes
    it to 1 at most.
    """
    for one, other in permutations(p, 2):
        if p[one] > p[other] + ROUNDED and follows(asked[one], asked[other]):
            told = f"P({one}) = {p[one]:.4g} is above P({other}) = {p[other]:.4g}"
            yield one, f"{told}, though whenever {one} holds {other} does"
    for one, other in combinations(p, 2):
        a, b, together = asked[one], asked[other], p[one] + p[other]
        told = f"P({one}) = {p[one]:.4g} and P({other}) = {p[other]:.4g}"
        if at_once(a, b) and completes(a.node, b.node):
            if abs(together - 1.0) > ROUNDED:
                yield other, f"{told} don't add up to 1, though one is the denial of the other"
        elif together > 1.0 + ROUNDED and excluded(a, b):
            yield other, f"{told} add up to more than 1, though both can't be"
