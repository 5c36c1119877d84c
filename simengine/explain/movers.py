"""Which parameters an answer goes with the most, as far as the stored futures tell by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simengine.explain.figure import Figure, simultaneous_z


@dataclass(frozen=True, slots=True)
class Mover:
    """A parameter, and the mean of the answer in the top fifth of its draws less that in the bottom fifth."""

    name: str
    contrast: Figure


def movers(associations: Mapping[str, Figure | None]) -> list[Mover]:
    """The parameters that an answer goes with, the most telling first, from the association of each; None of no draws.

    Among so many some are large by luck alone: those that could be so, one in twenty times over all of them together
    (Bonferroni), are left out.
    """
    told = [Mover(name, contrast) for name, contrast in associations.items() if contrast is not None]
    z = simultaneous_z(2 * len(told))
    clear = [one for one in told if abs(one.contrast.value) > z * one.contrast.se]
    return sorted(clear, key=lambda one: (-abs(one.contrast.value), one.name))
