"""Why two scenarios answer otherwise, as records: the figure in both, and what each change between them does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simengine.analysis.contrast import Effect
from simengine.analysis.probability import Proportion, Spread

By = Literal["change", "element", "section"]


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """A change at a `path` of the language: added, removed or changed; `before` and `after` on one line, "" if none."""

    path: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that are made together: what they do `in_turn`, on top of all before them, and `alone`.

    `after` is the figure once they are made. What is `unseen` shows on none of the paths, neither so nor so.
    """

    name: str
    changes: tuple[ChangeTold, ...]
    in_turn: Effect
    alone: Effect
    after: Proportion | Spread

    @property
    def unseen(self) -> bool:
        """Whether no path at all shows it."""
        return self.in_turn.alike and self.alone.alike


@dataclass(frozen=True, slots=True)
class Why:
    """What becomes of a figure from `base` to `other`, step by step, on so many `paths` of each.

    `figure` is its title; `before` and `after` are it in both, `total` the second less the first, `remainder` what of
    that is not the sum of all effects alone: their interaction, None of a single step. `changes` are all there are, in
    the order of the text; `idle` are those of them that neither paths nor this figure know of. `by` says what is told
    together: a change, an element or a section. `paired` says that all figures are of the same dice. `notes` tell
    what could not be learnt, whose effects are NaN; `nothing` says why there are no steps, or "".
    """

    base: str
    other: str
    figure: str
    of: str
    names: tuple[str, ...]
    unit: str
    chance: bool
    paths: int
    seed: int
    before: Proportion | Spread | None
    after: Proportion | Spread | None
    total: Effect | None
    remainder: Effect | None
    steps: tuple[Step, ...]
    changes: tuple[ChangeTold, ...]
    idle: tuple[str, ...]
    by: By
    paired: bool
    notes: tuple[str, ...] = ()
    nothing: str = ""
