"""Names with members: `support[jp]` is jp's, `support[country]` that of whichever member of the group is meant.

Everywhere but in a text that somebody typed they have one form: `flow[kr, coal]`. A number or a date in brackets names
no member: `monthly[2024-08]` is one name, and `monthly[2024-08][kr]` that of a member of what is called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_DATED = r"[0-9][0-9TQ-]*"
_INDEXED = re.compile(rf"\s*(?P<stem>[^\[\]~]*[^\[\]~\s](?:\[{_DATED}\])?)\s*\[(?P<inside>[^\[\]~]*)\]\s*")
_NUMBER = re.compile(rf"\s*{_DATED}\s*")
PAIR = "~"


class Indexed(NamedTuple):
    """A name in its parts; `indices` are empty of a name that has none."""

    stem: str
    indices: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.stem}[{', '.join(self.indices)}]" if self.indices else self.stem


def split_name(text: str) -> Indexed:
    """A name in its parts; what is no name with members is all stem."""
    found = _INDEXED.fullmatch(text) if text.endswith("]") or "[" in text else None
    if found is None or _NUMBER.fullmatch(found["inside"]):
        return Indexed(text, ())
    return Indexed(found["stem"], tuple(index.strip() for index in found["inside"].split(",")))


def split_key(key: str) -> tuple[Indexed, ...]:
    """The names in a key: one, or the two of a pair `a ~ b`."""
    return tuple(split_name(part.strip()) for part in key.split(PAIR)) if PAIR in key else (split_name(key),)


def normal_key(key: str) -> str:
    """A key as it is kept: the names with members in it in their one form."""
    if "[" not in key:
        return key
    return f" {PAIR} ".join(map(str, split_key(key)))


def example_of(name: str, known: Iterable[str]) -> str:
    """A hint for who left the brackets out: `: it has members, so say whose …`; empty if it has none."""
    lines = "\n".join(("", *known, ""))  # searched at once: a scenario may have thousands of names, all of them unknown
    at = lines.find(f"\n{name}[")
    if at < 0:
        return ""
    own = lines[at + 1 : lines.index("\n", at + 1)]
    return f": it has members, so say whose is meant, as in {own}, or write a group in the brackets"


def has_members(name: object) -> bool:
    """Whether a step of a path is a name with members."""
    return isinstance(name, str) and name.endswith("]") and any(one.indices for one in split_key(name))
