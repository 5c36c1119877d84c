"""Until when a run was to be drawn, as its manifest tells it: how sure of what, at which looks, and was it reached?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
