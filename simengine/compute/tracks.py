"""Some futures step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The values of `names` on some `paths` at every step; `values` is of shape [paths, K+1, names].

    `dates` and `years` tell the K+1 steps as text and as decimal calendar years. A value is in its unit of `units` (""
    if it has none), and NaN after the end of a path that failed or was excluded. Where values stand for names, of a
    choice or of regimes, `value_names` has what 0, 1, … are called, by name of `names`.
    """

    scenario: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    titles: tuple[str, ...]
    paths: tuple[int, ...]
    dates: tuple[str, ...]
    years: NDArray[np.float64]
    values: NDArray[np.float64]
    value_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
