"""Until when a run was to be drawn, as its manifest tells it: how sure of what, at which looks, and was it reached?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simengine.scenario.answer import Answer


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, as it was `asked` for, that is to be known to ± `half`, in its unit."""

    asked: str
    figure: Answer
    half: float


@dataclass(frozen=True, slots=True)
class Look:
    """After so many paths: how far the further end of each target's 95 % interval lay from it; None if not known."""

    paths: int
    halves: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Stopping:
    """What a run was drawn for, and the looks that were had; `met` if the last found all that was asked."""

    targets: tuple[Target, ...]
    looks: tuple[Look, ...]
    met: bool


def read_stopping(document: Mapping[str, Any] | None) -> Stopping | None:
    """The same as it was before it became JSON."""
    if document is None:
        return None
    targets = (
        Target(one["asked"], Answer(one["figure"]["of"], tuple(one["figure"]["names"])), one["half"])
        for one in document["targets"]
    )
    looks = (Look(look["paths"], tuple(look["halves"])) for look in document["looks"])
    return Stopping(tuple(targets), tuple(looks), document["met"])


@dataclass(frozen=True, slots=True)
class Sign:
    """A difference to a base after so many paths of each, with a 95 % interval that holds at every look at once.

    It comes from `bets`, exact for chances for which the same paths count in both runs, or is `asymptotic`; its ends
    are None where it has none yet. `alike` says that all paths are the same.
    """

    asked: str
    figure: Answer
    d: float | None
    low: float | None
    high: float | None
    by: Literal["bets", "asymptotic"]
    alike: bool
    paths: int

    @property
    def known(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)


@dataclass(frozen=True, slots=True)
class KnownSigns:
    """The differences of a run to a `base`, of this identity, that were to have a sign."""

    base: str
    base_paths_digest: str
    base_readings_digest: str
    signs: tuple[Sign, ...]


def read_signs(document: Mapping[str, Any] | None) -> KnownSigns | None:
    """The same as it was before it became JSON."""
    if document is None:
        return None
    signs = (
        Sign(**{**one, "figure": Answer(one["figure"]["of"], tuple(one["figure"]["names"]))})
        for one in document["signs"]
    )
    return KnownSigns(**{**document, "signs": tuple(signs)})
