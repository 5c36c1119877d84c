"""What moves an answer: the records of its influences, and what follows from them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from simengine.analysis.headline import Headline
from simengine.explain.effect import Effect
from simengine.explain.figure import Figure
from simengine.explain.founding import Founding
from simengine.explain.total import Total

LEAST = 0.005
"""What moves an answer less than this is name only: a probability, or so many standard deviations of a number."""
LINE = 0.05
"""How far a lever is to bring the answer: a probability, or so many standard deviations of a number."""
_FARTHEST = 2.0  # times what a lever was moved by: beyond it a straight line says nothing

ShareOf = Literal["all", "file", "mechanism", "experts", "parameter", "noise", "event"]


@dataclass(frozen=True, slots=True)
class ParameterInfluence:
    """What one parameter does to the answer.

    A `lever` has one value, and is put from below it to above; else the parameter is put from its 10 % to its 90 %
    point, which `levels` tell, by their place in `called` if they have names. It is `joined` to others by a
    correlation. Each figure is None where there is none. `changed_most` is the largest share of paths that change if it
    is drawn anew (None: not known).
    """

    name: str
    lever: bool
    levels: tuple[float, float]
    founding: Founding
    called: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    association: Figure | None = None
    effect: Effect | None = None
    first_order: Figure | None = None
    changed_most: float | None = None
    sd: float | None = None

    @property
    def title(self) -> str:
        """What people call it: its title, or else its name."""
        return self.founding.title or self.name

    @property
    def label(self) -> str:
        """Its title with the name beside it, as it is written in the file."""
        return f"{self.founding.title} ({self.name})" if self.founding.title else self.name

    @property
    def worth(self) -> float:
        """How much it would be worth to find it out: the answer's sd over what it may be, by the source's weakness."""
        return 0.0 if self.lever or self.sd is None else self.sd * self.founding.weakness

    @property
    def reach(self) -> float:
        """How far it moves the answer from one level to the other; 0 where that is not known."""
        return abs(self.effect.difference.value) if self.effect else 0.0

    def lines(self, target: float) -> tuple[float, float]:
        """How far below and above its value a lever would have to stand to move the answer by `target` either way.

        Told from straight lines through what was tried; infinite beyond twice as far.
        """
        if self.effect is None:
            return float("inf"), float("inf")
        half = (self.levels[1] - self.levels[0]) / 2.0
        sides = (abs(self.effect.below.value), abs(self.effect.above.value))
        found = [half * target / side if side * _FARTHEST >= target else float("inf") for side in sides]
        return found[0], found[1]


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the variance that some units make by themselves and with all others; `of` what sort they are.

    `title` is what a mechanism claims, or that of a single parameter, driver or event. Where `at_most` names a group,
    no total was told apart: it is no more than that of the group.
    """

    of: ShareOf
    name: str
    units: int
    total: Total
    at_most: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Influence:
    """What moves one answer of a run.

    `answer` is the figure itself over the paths that count. `parameters` are in the order of the scenario, `shares`
    groups first. `sample` paths were computed again, of which `counted` count. `unknown` says why there is nothing to
    tell, `no_shares` why there are no effects and no shares of parameters; "" where there is.
    """

    scenario: str
    headline: Headline
    answer: Figure | None
    sd: float
    sample: int
    counted: int
    least: float
    parameters: tuple[ParameterInfluence, ...] = ()
    shares: tuple[Share, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: str = ""
    no_shares: str = ""

    @property
    def scale(self) -> float:
        """What thresholds are in: 1 of a probability, one standard deviation of a number."""
        return 1.0 if self.headline.chance else self.sd

    @property
    def tornado(self) -> tuple[ParameterInfluence, ...]:
        """Parameters and levers with an effect, the largest first."""
        found = [one for one in self.parameters if one.effect is not None]
        return tuple(sorted(found, key=lambda one: (-one.reach, one.name)))

    @property
    def associated(self) -> tuple[ParameterInfluence, ...]:
        """Parameters by how far the answer goes with them: first those whose interval leaves zero out."""
        found = [(one.association, one) for one in self.parameters if one.association is not None]
        found.sort(key=lambda pair: (not pair[0].clear, -abs(pair[0].value), pair[1].name))
        return tuple(one for _, one in found)

    @property
    def worth_finding_out(self) -> tuple[ParameterInfluence, ...]:
        """Parameters by what it would be worth to find them out."""
        found = [one for one in self.parameters if one.worth > 0.0]
        return tuple(sorted(found, key=lambda one: (-one.worth, one.name)))

    @property
    def name_only(self) -> tuple[ParameterInfluence, ...]:
        """Parameters that surely move the answer by less than `least`, put from point to point and drawn anew."""
        return tuple(one for one in self.parameters if not one.lever and self._is_name_only(one))

    def _is_name_only(self, one: ParameterInfluence) -> bool:
        if one.effect is None or one.changed_most is None:
            return False
        return one.effect.most <= self.least * self.scale and one.changed_most <= self.least

    def of_units(self) -> Iterator[Share]:
        """The shares of single units, the largest first."""
        found = [one for one in self.shares if one.of in ("experts", "parameter", "noise", "event") and not one.at_most]
        yield from sorted(found, key=lambda one: (-one.total.index.value, one.name))
