"""Scenarios that lie between two others: the first with some of the changes that make it the second."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from simengine.errors import ScenarioError
from simengine.loading import from_tree
from simengine.model.model import Model
from simengine.plan.identity import Identity, identity_of
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.scenario.answer import Answer
from simengine.scenario.changes import Change, changed, changes_between
from simengine.scenario.essentials import essentials
from simengine.yaml.nodes import MappingNode

Numbers = frozenset[int]
_WORD = re.compile(r"\w+")


@dataclass(slots=True, eq=False)
class Mixtures:
    """Two scenarios, the `changes` between them, and plans of the first with any of these, each made once.

    Changes are told by their numbers. Only what is sound has a plan; `wrong` has what is said of the others.
    """

    base: Model
    other: Model
    trees: tuple[MappingNode, MappingNode]
    changes: tuple[Change, ...]
    seed: int
    nested: int
    plans: dict[Numbers, Plan] = field(default_factory=dict)
    wrong: dict[Numbers, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, base: Model, other: Model, figure: Answer, seed: int, nested: int) -> Mixtures:
        """The mixtures of two scenarios, as far as a figure of both is concerned. Raises ScenarioError."""
        merged = base.scenario.merged, other.scenario.merged
        trees = essentials(merged[0], figure, merged[1]), essentials(merged[1], figure, merged[0])
        found = cls(base, other, trees, in_time(changes_between(*trees), base, other), seed, nested)
        for some in (found.every, frozenset[int]()):
            found.plans[some] = make_plan(found._model(some), seed, nested)
        return found

    @property
    def every(self) -> Numbers:
        """The numbers of all changes: with these it is the second."""
        return frozenset(range(len(self.changes)))

    def kin(self, at: int) -> str:
        """What a change is told with where there are many: its section, of an observation the year it was known in."""
        change = self.changes[at]
        known = known_since(change, self.base, self.other)
        section = str(change.path[0])
        return section if known is None else f"{section}, known in {(known - datetime.timedelta(days=1)).year}"

    def plan(self, some: Numbers) -> Plan | None:
        """The plan of the first with these changes, or None if that is no sound scenario."""
        if some not in self.plans and some not in self.wrong:
            try:
                self.plans[some] = make_plan(self._model(some), self.seed, self.nested)
            except ScenarioError as error:
                texts = (f"{problem.path} {problem.message}" for problem in error.problems)
                self.wrong[some] = frozenset(word for text in texts for word in _WORD.findall(text))
        return self.plans.get(some)

    def identity(self, some: Numbers) -> Identity:
        """What tells the plan of a sound mixture from others."""
        return identity_of(self.plans[some])

    def _model(self, some: Numbers) -> Model:
        base, other = self.trees
        tree = other if some == self.every else changed(base, other, [self.changes[at] for at in sorted(some)])
        return from_tree(self.base, tree, self.other.scenario.plugins).model

    def needed_by(self, some: Numbers) -> Numbers:
        """These changes with those they need to be sound: those that are told of what is wrong without, and no more."""
        found = some
        while self.plan(found) is None:
            words = self.wrong[found]
            more = {at for at in self.every - found if not words.isdisjoint(_words(self.changes[at]))}
            found = frozenset(found | more) if more else self.every
        return self._smallest(found, some)

    def _smallest(self, found: Numbers, needed: Numbers) -> Numbers:
        """Without what may go, half at a time, then a quarter, and so on."""
        size = len(found - needed)
        while size:
            left = sorted(found - needed)
            for part in (left[start : start + size] for start in range(0, len(left), size)):
                fewer = found.difference(part)
                if self.plan(fewer) is not None:
                    found = fewer
            size //= 2
        return found


def in_time(changes: tuple[Change, ...], base: Model, other: Model) -> tuple[Change, ...]:
    """The changes with those of observations in the order in which these became known; all else stays in its place."""
    known = {at: since for at, change in enumerate(changes) if (since := known_since(change, base, other))}
    order = iter(sorted(known, key=lambda at: known[at]))
    return tuple(changes[next(order)] if at in known else change for at, change in enumerate(changes))


def known_since(change: Change, base: Model, other: Model) -> datetime.datetime | None:
    """Since when an observation is known that is changed, as the second scenario has it; None of all else."""
    for scenario in (other.scenario, base.scenario):
        if change.path[0] == "observe" and len(change.path) > 1 and change.path[1] in scenario.observe:
            return scenario.observe[str(change.path[1])].known_at(scenario.clock)
    return None


def _words(change: Change) -> set[str]:
    """The names by which what is wrong may tell of a change."""
    return set(_WORD.findall(str(change.path[1] if len(change.path) > 1 else change.path[0])))


def united(sets: Iterable[Numbers]) -> list[Numbers]:
    """Sets in which those that share something are one, in the order of the first of each."""
    found: list[Numbers] = []
    for one in sets:
        shared = [other for other in found if one & other]
        found = [other for other in found if other not in shared]
        found.append(one.union(*shared))
    return sorted(found, key=min)
