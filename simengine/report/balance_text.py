"""What `check` prints of the balance of a scenario: each finding at its place, with its remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simengine.analysis.balance import FEWEST, Fault
from simengine.errors import Problem, listed
from simengine.report.layout import fitted, wrapped
from simengine.report.numbers import counted

_REMEDY = "      "


@dataclass(frozen=True, slots=True)
class Placed:
    """Something out of balance: what and where it is, what may be done, and the numbers that are told."""

    problem: Problem
    fault: Fault
    remedy: str
    numbers: Mapping[str, float]


def balance_text(found: Sequence[Placed], sampled: int, seen: int, width: int) -> str:
    """How many findings there are, and two or more lines each."""
    of = f"{sampled:,} paths" if seen == sampled else f"{seen:,} of {sampled:,} paths that came to their end"
    on = f"balance, on {of}, without observations"
    if seen < FEWEST:
        return "\n".join(fitted([f"{on}: these are too few to tell"], width, 4))
    if not found:
        return "\n".join(fitted([f"{on}: nothing is out of balance"], width, 4))
    lines = fitted([f"{on}: {counted(len(found), 'finding')}"], width, 4)
    for alike in _at_one_place(found):
        one, more = alike[0], [other.problem.path for other in alike[1:]]
        likewise = f"; likewise {listed(more)}" if more else ""
        lines += fitted([f"  {one.problem.text}{likewise}"], width, 4)
        lines += [_REMEDY + line for line in wrapped(one.remedy, width - len(_REMEDY))]
    return "\n".join(lines)


def _at_one_place(found: Sequence[Placed]) -> list[list[Placed]]:
    """Findings of a kind at one place together: those of the members of a group."""
    places: dict[tuple[str, Fault], list[Placed]] = {}
    for at, one in enumerate(found):
        place = str(one.problem.place) if one.problem.place and "[" in one.problem.path else f"{at}"
        places.setdefault((place, one.fault), []).append(one)
    return list(places.values())


def balance_json(found: Sequence[Placed]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "fault": one.fault,
            "place": str(one.problem.place) if one.problem.place else None,
            "path": one.problem.path,
            "message": one.problem.message,
            "remedy": one.remedy,
            "numbers": dict(one.numbers),
        }
        for one in found
    ]
