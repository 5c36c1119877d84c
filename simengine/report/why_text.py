"""What `compare --why` prints: what changed, and a waterfall of what each change does to a figure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from simengine.analysis.contrast import Effect
from simengine.analysis.probability import Proportion, Spread
from simengine.explain.why import ChangeTold, Why
from simengine.report.layout import cut, fill, grid, hanging, width_of, wrapped
from simengine.report.numbers import (
    change,
    counted,
    estimated,
    estimated_difference,
    mean_text,
    probability,
    quantities,
)
from simengine.report.signposts_text import without_nan

HEADS = ("in turn", "so far", "alone")
TOGETHER, REMAINDER = "all of them, each alone", "remainder: their interaction"
_LEGEND = (
    "`in turn` is what a change adds to those above it, `alone` what it does to {base} by itself; ± is half of a 95 % "
    "interval, [a, b] a lopsided one."
)
_TELLS = {
    "change": "",
    "element": "They are many, so those of one element are made together.",
    "section": "They are many, so those of one section are made together; observations if they are of one year.",
}
_LONGEST, _NUMBERS = 64, 48  # letters of a label at most, and of what stands beside it
_MOST_TEXTS = 60
_MUCH, _AROUND = 30, 15  # letters
_ALIKE = "+0 alike"


def why_text(found: Why, width: int) -> str:
    """The figure in both, the waterfall, and the texts that changed."""
    sections = [_head(found, width)]
    if found.nothing:
        sections.append(wrapped(f"Nothing to explain: {found.nothing}.", width))
    else:
        sections += [_waterfall(found, width), _about(found, width)]
    sections.append(list(_changes(found, width)))
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _head(found: Why, width: int) -> list[str]:
    head = [f"{found.base} → {found.other}: why {found.figure} changes"]
    if found.before is None or found.after is None or found.total is None:
        return fill(head, width, indent=4)
    ends = f"{estimated_figure(found.before)} → {estimated_figure(found.after)}{_unit(found)}"
    dice = "the same dice" if found.paired else "members learnt anew"
    told = [f"{ends}: {effect_text(found.total, chance=found.chance)}", f"({found.paths:,} futures of each, {dice})"]
    return [*fill(head, width, indent=4), *fill(told, width, indent=4)]


def _unit(found: Why) -> str:
    return f" {found.unit}" if found.unit else ""


def _waterfall(found: Why, width: int) -> list[str]:
    room = max(20, min(_LONGEST, width - _NUMBERS))
    rows = [
        (
            cut(step.name, room),
            [
                effect_text(step.in_turn, chance=found.chance),
                figure_text(step.after),
                effect_text(step.alone, chance=found.chance),
            ],
        )
        for step in found.steps
        if not step.unseen
    ]
    if found.remainder is not None and len(rows) > 1:
        together = sum(step.alone.d for step in found.steps)
        rows.append((TOGETHER, ["", "", difference_text(together, chance=found.chance)]))
        rows.append((REMAINDER, ["", "", effect_text(found.remainder, chance=found.chance)]))
    unseen = [step.name for step in found.steps if step.unseen]
    told = hanging("on none of these futures: ", ", ".join(unseen), width) if unseen else []
    return [*(grid(found.by, HEADS, rows, width, max(width_of(label) for label, _ in rows)) if rows else []), *told]


def _about(found: Why, width: int) -> list[str]:
    told = [_TELLS[found.by], _LEGEND.format(base=found.base)]
    if any(len(step.changes) > 1 for step in found.steps) and found.by == "change":
        told.append("Changes joined by + are no sound scenario one without the other.")
    if not found.paired:
        told.append(
            "What is observed differs, so members are learnt anew where the past does: there errors are those between "
            "islands, and nothing is paired path by path."
        )
    notes = [line for note in found.notes for line in wrapped(f"note: {note}", width, 4)]
    return [*wrapped(" ".join(one for one in told if one), width), *notes]


def _changes(found: Why, width: int) -> Iterator[str]:
    if not found.changes:
        return
    yield f"what changed: {counted(len(found.changes), 'place')}"
    idle = set(found.idle)
    for one in found.changes[:_MOST_TEXTS]:
        mark = "  (bears on nothing here)" if one.path in idle and found.steps else ""
        yield from _told(one, mark, width)
    if len(found.changes) > _MOST_TEXTS:
        yield f"  and {len(found.changes) - _MOST_TEXTS:,} more: --json has them all"


def _told(one: ChangeTold, mark: str, width: int) -> Iterator[str]:
    """What stood there and what stands there now: on one line, or on two below, from where they begin to differ."""
    before, after = (_shown(one.before), _shown(one.after)) if one.kind == "changed" else (one.before, one.after)
    told = f"{before} → {after}" if one.kind == "changed" else f"{one.kind}: {before or after}"
    line = f"  {one.path}: {told}"
    if width_of(line) + width_of(mark) <= width:
        yield line + mark
        return
    yield cut(f"  {one.path}:{mark}", width)
    if one.kind != "changed":
        yield cut(f"    {told}", width)
        return
    common = _common(before, after)
    yield cut(f"    {_from(before, common)}", width)
    yield cut(f"  → {_from(after, common)}", width)


def _shown(text: str) -> str:
    return text or "nothing"


def _common(before: str, after: str) -> int:
    """How many letters both begin with."""
    return next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)


def _from(text: str, common: int) -> str:
    """The text, without most of what the two have in common if that is much."""
    return text if common <= _MUCH else f"… {text[common - _AROUND :]}"


def effect_text(found: Effect, *, chance: bool) -> str:
    """`+.040 ±.010`, or of what no path shows `+0 alike`."""
    if found.alike:
        return _ALIKE
    return (estimated_difference if chance else change)(found.d, found.low, found.high)


def difference_text(d: float, *, chance: bool) -> str:
    """A difference that has no interval of its own."""
    return estimated_difference(d, math.nan, math.nan).split(" ")[0] if chance else change(d, d, d)


def estimated_figure(found: Proportion | Spread) -> str:
    """A probability or a mean with its interval."""
    if isinstance(found, Proportion):
        return estimated(found.p, found.low, found.high)
    return mean_text(found.mean, found.low, found.high)


def figure_text(found: Proportion | Spread) -> str:
    """A probability or a mean by itself."""
    return probability(found.p) if isinstance(found, Proportion) else quantities([found.mean])[0]


def why_json(found: Why) -> dict[str, Any]:
    """The same for programs; what is not a number is null."""
    return without_nan(found)
