"""What decided the class of a path, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.plan.units import UnitKind


@dataclass(frozen=True, slots=True)
class Rolls:
    """How re-rolls ended: of those `counted` so many `changed` the class; `becomes` has the classes, by their number.

    Re-rolls that observations exclude, or that fail, don't count.
    """

    counted: int
    changed: int
    excluded: int
    failed: int
    becomes: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """The share of those counted that changed the class; 0 if none counted."""
        return self.changed / self.counted if self.counted else 0.0

    @property
    def decides(self) -> bool:
        """Whether the class becomes another more often than not."""
        return self.share > 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a unit's dice, rolled alone: a stretch of a driver's noise, or of an event "when" or "how"."""

    label: str
    rolls: Rolls


@dataclass(frozen=True, slots=True)
class Decider:
    """A parameter, an event, a driver's noise, or several that correlations join, and what re-rolls of it do."""

    kind: UnitKind
    names: tuple[str, ...]
    rolls: Rolls
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two deciders, by their places, rolled together."""

    first: int
    second: int
    rolls: Rolls


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decided the class `outcome` of a path: `deciders` whose re-rolls change it, the foremost first.

    `tried` units were rolled, `times` each. `since` is the date from which on chance was rolled anew, "" if all was.
    `pairs` were rolled if no decider decides by itself. `nothing` says why there is nothing to tell, or "".
    """

    outcome: str
    times: int
    tried: int
    since: str
    deciders: tuple[Decider, ...]
    pairs: tuple[Pair, ...]
    nothing: str = ""
