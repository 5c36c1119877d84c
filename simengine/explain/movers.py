"""Which parameters an answer goes with the most, as far as the stored futures tell by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simengine.explain.association import association
from simengine.explain.figure import Figure, simultaneous_z
from simengine.runs.outcome_table import Floats, Integers


@dataclass(frozen=True, slots=True)
class Mover:
    """A parameter, and the mean of the answer in the top fifth of its draws less that in the bottom fifth."""

    name: str
    contrast: Figure


def movers(values: Floats, parameters: Mapping[str, Floats], draws: Integers | None, *, chance: bool) -> list[Mover]:
    """The parameters that an answer goes with, the most telling first; all arrays are of shape [n], without NaN.

    `draws` tells what paths hang together by. Among so many some contrasts are large by luck alone: those that could be
    so, one in twenty times over all of them together (Bonferroni), are left out.
    """
    found = [(name, association(values, column, draws, chance=chance)) for name, column in parameters.items()]
    told = [Mover(name, contrast) for name, contrast in found if contrast is not None]
    z = simultaneous_z(2 * len(told))
    clear = [one for one in told if abs(one.contrast.value) > z * one.contrast.se]
    return sorted(clear, key=lambda one: (-abs(one.contrast.value), one.name))
