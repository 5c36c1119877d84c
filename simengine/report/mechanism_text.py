"""What `check` prints: of each mechanism what it raised, what that moved, and whether it was as stated."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from simengine.analysis.paired import Difference
from simengine.analysis.verdicts import FALSE_ALARMS, Judged, Move
from simengine.report.layout import aligned, fitted
from simengine.report.numbers import change, counted, estimated_difference

_MOST_MOVES = 4


def mechanism_text(scenario: str, judged: Sequence[Judged], width: int) -> str:
    """A row an act, what the figures are, and what the acts move besides."""
    if not judged:
        return "\n".join(
            fitted([f"no mechanism of {scenario} says what it raises: give it acts to have it tried"], width, 4)
        )
    classes = list(judged[0].outcome)
    heads = ("mechanism", "raise", "on", "push", "moves by", "verdict", *(f"P({name})" for name in classes))
    rows = [heads, *(_row(one) for one in judged)]
    return "\n".join(fitted([*aligned(rows), "", *_legend(scenario, judged), *_moves(judged)], width, 4))


def _moves(judged: Sequence[Judged]) -> Iterator[str]:
    """Which classes and questions each act clearly moves, the furthest first; a parameter that is raised twice once."""
    rows = {(one.mechanism, one.raised): one for one in judged if one.moves}
    if not any(one.moves for one in judged):
        known = any(one.paths for one in judged)
        yield from ["", "no act clearly moves a class or a question"] if known else []
        return
    yield ""
    yield "classes and questions that move clearly as the parameter goes from low to high"
    for (mechanism, raised), one in rows.items():
        ordered = sorted(one.moves, key=lambda move: (not move.chance, -abs(move.difference.d)))
        more = f" and {len(ordered) - _MOST_MOVES} more" if len(ordered) > _MOST_MOVES else ""
        yield f"  {mechanism}  {raised}: {', '.join(map(_move, ordered[:_MOST_MOVES]))}{more}"


def _move(move: Move) -> str:
    d = move.difference
    text = estimated_difference(d.d, d.low, d.high) if move.chance else change(d.d, d.low, d.high)
    return f"{move.name} {text}" + (f" {move.unit}" if move.unit else "")


def _row(one: Judged) -> tuple[str, ...]:
    moved, verdict = one.moved, "can't be raised" if one.levels[0] == one.levels[1] else one.verdict
    moves = f"{change(moved.d, moved.low, moved.high)} {one.unit}".rstrip()  # no column of units: few have one
    chances = (estimated_difference(d.d, d.low, d.high) for d in one.outcome.values())
    return one.mechanism, one.raised, one.on, one.push, moves, verdict, *chances


def _legend(scenario: str, judged: Sequence[Judged]) -> list[str]:
    found = Counter(one.verdict for one in judged)
    mechanisms = len({one.mechanism for one in judged})
    counts = ", ".join(f"{found[name]:,} {name}" for name in ("as stated", "against", "not seen"))
    how = f"{counted(judged[0].paths, 'path')} with the parameter low and again with it high; observations exclude none"
    what = (
        "of a driver or formula its mean over time moves, of an event how often it occurs; ± is half of a 95 % interval"
    )
    sure = f"a verdict asks for more: where nothing moves, one of {1 / FALSE_ALARMS:.0f} tables has one all the same"
    acts = f"{counted(len(judged), 'act')} of {counted(mechanisms, 'mechanism')}"
    lines = [f"{scenario}: {acts}: {counts}", how, what, sure]
    failed = sorted({one.raised for one in judged if one.failed})
    if failed:
        most = max(one.failed for one in judged)
        lines.append(f"up to {most:,} pairs failed and do not count, of {', '.join(failed)}")
    return lines


def mechanism_json(scenario: str, judged: Sequence[Judged]) -> dict[str, Any]:
    """The same for programs; what is not known is null."""
    return {"scenario": scenario, "acts": [_record(one) for one in judged]}


def _record(one: Judged) -> dict[str, Any]:
    return {
        "mechanism": one.mechanism,
        "raise": one.raised,
        "on": one.on,
        "push": one.push,
        "levels": list(one.levels),
        "unit": one.unit,
        "paths": one.paths,
        "failed": one.failed,
        "moved": _difference(one.moved),
        "verdict": one.verdict,
        "outcome": {name: _difference(found) for name, found in one.outcome.items()},
        "moves": [{"of": move.of, "name": move.name, **_difference(move.difference)} for move in one.moves],
    }


def _difference(found: Difference) -> dict[str, float | int | None]:
    values = {name: getattr(found, name) for name in ("d", "se", "low", "high")}
    known = {name: value if math.isfinite(value) else None for name, value in values.items()}
    return {**known, "pairs": found.pairs}
