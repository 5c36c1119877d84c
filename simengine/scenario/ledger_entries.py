"""The records of the assumption ledger: a number with where it comes from, a mechanism with what carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from simengine.errors import Place
from simengine.scenario.schema import Mechanism, Source
from simengine.yaml.nodes import KeyPath

Kind = Literal[
    "parameter",
    "value",
    "literal",
    "effect",
    "bound",
    "history",
    "table",
    "observation",
    "reference",
    "correlation",
    "date",
    "delay",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A number, a distribution or a date of a scenario.

    `text` is it as written; `value` None for what is no single number. `expression` is the text of the expression it is
    a part of; None if it stands alone. `plain` marks the 0, 1 and whole exponents inside expressions, which are
    rather form than assumption. `last_line` is where values end that stand below one another in a table.
    """

    path: KeyPath
    kind: Kind
    text: str
    value: float | None
    place: Place
    unit: str | None = None
    confidence: str | None = None
    source: tuple[str, ...] = ()
    note: str | None = None
    expression: str | None = None
    plain: bool = False
    last_line: int = 0


@dataclass(frozen=True, slots=True)
class MechanismUse:
    """A mechanism, and the paths of the elements that carry it."""

    name: str
    mechanism: Mechanism
    elements: tuple[str, ...]

    @property
    def unused(self) -> bool:
        """Whether no element carries it and nothing says why."""
        return not (self.elements or self.mechanism.because)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries in the order of their elements, the sources they may cite, and where each mechanism acts."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    sources: Mapping[str, Source]
    mechanisms: tuple[MechanismUse, ...]
