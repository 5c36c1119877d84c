"""What is set in the window: a scenario, parameters that are held, dates at which events are forced, edited texts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simengine.errors import WrongUsageError

Pairs = tuple[tuple[str, str], ...]
_MOST = 200
"""So many things are set at once, at most."""


@dataclass(frozen=True, slots=True)
class Play:
    """One setting: the `scenario` by its place among the files, and what is changed in it.

    `held` parameters have one value on every path (the place of its name, where its values have names); events are
    forced at `dates`, several of one with commas between; `texts` stand in the place of what the files of these names
    say. A page knows no others; of the held ones, those that a past hangs on are so from the date `since` on (`later`).
    """

    scenario: int = 0
    held: tuple[tuple[str, float], ...] = ()
    dates: Pairs = ()
    texts: Pairs = ()
    later: tuple[tuple[str, float], ...] = ()
    since: str = ""

    @property
    def untouched(self) -> bool:
        """Whether it is a scenario as its file says."""
        return not (self.held or self.dates or self.texts or self.later)


def read_play(said: object) -> Play:
    """The setting that a page sends as JSON: scenario, held (name: number), dates (event: date), texts (file: text).

    WrongUsageError for what is none.
    """
    given = _mapping(said, "a setting")
    scenario = given.get("scenario", 0)
    if not isinstance(scenario, int) or isinstance(scenario, bool) or scenario < 0:
        raise WrongUsageError(f"scenario must be the place of one (got {scenario!r})")
    held = tuple((name, _number(name, value)) for name, value in sorted(_mapping(given.get("held"), "held").items()))
    return Play(scenario, held, _texts(given.get("dates"), "dates"), _texts(given.get("texts"), "texts"))


def _mapping(said: object, what: str) -> Mapping[str, Any]:
    found = {} if said is None else said
    if not isinstance(found, dict) or len(found) > _MOST:
        raise WrongUsageError(f"{what} must be a mapping of at most {_MOST} names")
    return found


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise WrongUsageError(f"{name} must be held at a number (got {value!r})")
    return float(value)


def _texts(said: object, what: str) -> Pairs:
    found = _mapping(said, what)
    wrong = next((name for name, text in found.items() if not isinstance(text, str)), None)
    if wrong is not None:
        raise WrongUsageError(f"{what}: {wrong} must have a text (got {found[wrong]!r})")
    return tuple(sorted(found.items()))
