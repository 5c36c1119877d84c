"""Which variant of a scenario a run is: the name of its folder, and what people read."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simengine.errors import WrongUsageError
from simengine.runs.words import one_line
from simengine.scenario.folder_name import LONGEST, folder_problem

if TYPE_CHECKING:
    from simengine.runs.manifest import Manifest
    from simengine.scenario.schema import Scenario

_LEGIBLE = re.compile(r"[a-z0-9_.=-]{1,80}(?<!\.)")
"""Letters that every file system and shell takes as they are, and none for another."""
_QUOTED = re.compile(r'"([a-z][a-z0-9_-]*|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)"')
_NOT_TEXTS = frozenset({"true", "false", "null"})
_MARK = 8  # bytes: among a million variants two have one mark with a chance of 3e-8
_MOST = 60  # letters of a label
_LEAST = 12  # of an override in it


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario with overrides KEY=VALUE; `given` is the name a user gave it, empty where it names itself.

    `as_of` is the date by which everything it observes was known; empty where that is all there is.
    """

    scenario: str
    overrides: tuple[str, ...] = ()
    given: str = ""
    as_of: str = ""

    @classmethod
    def of(cls, scenario: Scenario, given: str = "") -> Variant:
        """The variant that a scenario is. WrongUsageError for a name that can't be a folder's."""
        _check(given)
        return cls(scenario.name, scenario.overrides, given, scenario.as_of)

    @classmethod
    def named(cls, name: str, given: str = "") -> Variant:
        """What is called by a name of its own, if none is given. WrongUsageError for one that can't be a folder's."""
        _check(given)
        return cls(name, (), given)

    @classmethod
    def of_manifest(cls, manifest: Manifest) -> Variant:
        """The variant that was run."""
        itself = cls(manifest.scenario, manifest.overrides, "", manifest.as_of)
        return itself if manifest.name == itself.folder else replace(itself, given=manifest.name)

    @property
    def folder(self) -> str:
        """The name of its folder: `tram+parameters.budget=300`, or with a mark of the overrides where these are long.

        As of a date it is `tram@2024-12`. Two variants never have the same one but by their given names.
        """
        return self.given or f"{self._changed}{self._at}"

    @property
    def _changed(self) -> str:
        if not self.overrides:
            return self.scenario
        told = "+".join(self.changes)
        short = len(told) <= _MOST and len(f"{self.scenario}+{told}".encode()) <= LONGEST  # with room for what hides it
        legible = short and all(_LEGIBLE.fullmatch(change) for change in self.changes)
        return f"{self.scenario}+{told if legible else self._mark}"

    @property
    def label(self) -> str:
        """What people read: with what is overridden, as far as there is room."""
        if not self.overrides:
            return self.folder
        if self.given:
            return f"{self.given} ({_cut(self.changes, '')})"
        if not self._changed.endswith(self._mark):
            return self.folder
        return f"{self.scenario} {_cut(self.changes, f' (+{self._mark[:6]})')}{self._at}"

    @property
    def told(self) -> str:
        """All of it: `tram with parameters.budget=300`; empty where nothing is overridden."""
        return f"{self.scenario}{self._at} with {', '.join(self.changes)}" if self.overrides else ""

    @property
    def untold(self) -> str:
        """`told`, where the label has no room for it."""
        return self.told if "…" in self.label else ""

    @property
    def changes(self) -> tuple[str, ...]:
        """The overrides as they are shown, each on one line; a text without the quotes that it doesn't need."""
        return tuple(_shown(override) for override in self.overrides)

    @property
    def _at(self) -> str:
        return f"@{self.as_of}" if self.as_of else ""

    @property
    def _mark(self) -> str:
        return hashlib.blake2b("\n".join(self.overrides).encode(), digest_size=_MARK).hexdigest()


def _check(given: str) -> None:
    problem = folder_problem(given) if given else ""
    if problem:
        raise WrongUsageError(f"the name of a run {problem}")


def _shown(override: str) -> str:
    key, _, value = (part.strip() for part in override.partition("="))
    return one_line(f"{key}={unquoted(value)}")


def unquoted(value: str) -> str:
    """The value of an override without quotes that it doesn't need: a word, or a date."""
    quoted = _QUOTED.fullmatch(value)
    return quoted[1] if quoted and quoted[1] not in _NOT_TEXTS else value


def _cut(changes: tuple[str, ...], mark: str) -> str:
    """What is overridden; where that is long, without its section and something of each, with a mark."""
    text = " ".join(changes)
    if len(text) <= _MOST:
        return text
    room = max(_LEAST, (_MOST - len(mark)) // len(changes) - 1)
    parts = [_beginning(change.partition(".")[2] or change, room) for change in changes[: _MOST // _LEAST]]
    return f"{' '.join(parts)}{' …' if len(changes) > len(parts) else ''}{mark}"


def _beginning(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
