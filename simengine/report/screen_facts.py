"""What the first screen of a comparison shows, as records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simengine.analysis.compare import Comparison
from simengine.analysis.summary import Summary
from simengine.explain.movers import Mover
from simengine.explain.signpost import Signpost


@dataclass(frozen=True, slots=True, eq=False)
class ScreenFacts:
    """A base, others against it, and what the base's futures tell by themselves.

    `since` is the date from which on its future is open ("" if that is not known) and `until` the end of its clock.
    `movers` and `posts` are the most telling first. `untold` says what could not be told and why, `warnings` what
    weakens the figures. The runs are the folders `names` in `folder`; tables and pictures lie in `files` (None:
    none were written). `scored` says how such forecasts have done, or "".
    """

    base: Summary
    others: tuple[Comparison, ...]
    since: str
    until: str
    movers: tuple[Mover, ...]
    posts: tuple[Signpost, ...]
    untold: tuple[str, ...]
    warnings: tuple[str, ...]
    folder: Path
    names: tuple[str, ...]
    files: Path | None
    scored: str = ""
