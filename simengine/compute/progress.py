"""How far a run is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in paths computed; `reused` of the `done` ones come from an earlier start, or
    a run of fewer paths.

    What `failed` or was `excluded` is known of the blocks that are stored. `foreseen` says that the total is what will
    be needed for the precision that is asked for, as far as one knows.
    """

    scenario: str
    done: int
    total: int
    failed: int
    excluded: int
    reused: int
    foreseen: bool = False

    @property
    def told(self) -> str:
        """`1,200 of 5,000 paths`."""
        return f"{self.done:,} of {'about ' if self.foreseen else ''}{self.total:,} paths"


ReportProgress = Callable[[Progress], None]
