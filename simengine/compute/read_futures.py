"""Futures with what each has of the figures that are observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simengine.runs.outcome_table import Floats, OutcomeTable


@dataclass(frozen=True, slots=True, eq=False)
class ReadFutures:
    """A table of futures; and of its n ok ones what each has of the figures, and the errors there, [n, figures].

    `seen` is NaN where an event hasn't come. `parameters` has what each parameter that varies is, shape [n].
    """

    table: OutcomeTable
    seen: Floats
    errors: Floats
    parameters: Mapping[str, Floats]
