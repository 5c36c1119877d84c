"""How far a run is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in paths computed; `reused` of the `done` ones come from an earlier start, or
    a run of fewer paths.

    What `failed` or was `excluded` is known of the blocks that are stored.
    """

    scenario: str
    done: int
    total: int
    failed: int
    excluded: int
    reused: int


ReportProgress = Callable[[Progress], None]
