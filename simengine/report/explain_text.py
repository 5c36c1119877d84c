"""What `explain` prints: what moves an answer, what share of its variance is whose, and what is worth finding out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simengine.explain.figure import Figure
from simengine.explain.influence import LINE, Influence, ParameterInfluence, Share
from simengine.report.layout import aligned, cut, fitted, hanging, width_of, wrapped
from simengine.report.numbers import (
    NOTHING,
    bar,
    change,
    counted,
    estimated,
    estimated_difference,
    mean_text,
    probability,
)

_MOST = 15
_MOST_GROUPS = 8
_WIDEST_BAR = 20
_LABEL = 40  # letters of a parameter's title with its name
_OF_UNIT = {"noise": "noise of ", "event": "event "}
_WEAK = {0.25: "¼", 0.5: "½", 0.75: "¾", 1.0: "1", 1.25: "1¼"}


def influence_text(found: Influence, width: int, *, everything: bool = False) -> str:
    """The influences of one answer; with `everything` all parameters and groups, not the first of them only."""
    sections = [_head(found)]
    if not found.unknown:
        many = len(found.parameters) if everything else _MOST
        sections += [
            _tornado(found, many, width),
            _associations(found, many),
            _levers(found, many, width),
            _shares(found, everything=everything),
            _worth(found, many, width),
            _name_only(found, width),
            [*found.notes, *([found.no_shares] if found.no_shares else [])],
            _legend(found),
        ]
    return "\n\n".join("\n".join(fitted(lines, width, 4)) for lines in sections if lines)


def _head(found: Influence) -> list[str]:
    head, answer = found.headline, found.answer
    if found.unknown or answer is None:
        return [f"{found.scenario}: {found.unknown}"]
    shown = estimated if head.chance else mean_text
    text = shown(answer.value, answer.low, answer.high)
    unit = f" {head.unit}" if head.unit else ""
    lines = [f"{found.scenario}: what moves {head.title}: {text}{unit} over {counted(answer.n, 'path')}"]
    if found.counted and not found.no_shares:
        lines.append(f"{counted(found.sample, 'path')} were computed again, of which {found.counted:,} count")
    return lines


def _tornado(found: Influence, many: int, width: int) -> list[str]:
    rows = [one for one in found.tornado if not one.lever][:many]
    if not rows:
        return []
    totals = {one.name: one for one in found.of_units()}
    cells = [
        (_label(one), *_levels(one), moved(found, one.effect.difference if one.effect else None),
         moved(found, one.association), _index(_total_of(one, totals)), _index(one.first_order))
        for one in rows
    ]  # fmt: skip
    heads = ("put from 10 % to 90 %", "", "", "effect", "goes with", "total", "by itself")
    return [*_without_unit([heads, *cells], 2, width), *_joined(rows)]


def _without_unit(rows: Sequence[tuple[str, ...]], unit: int, width: int) -> list[str]:
    """Rows as columns; without that of the unit where it takes more room than there is."""
    lines = aligned(rows)
    if max(map(width_of, lines)) <= width:
        return lines
    return aligned([(*row[:unit], *row[unit + 1 :]) for row in rows])


def _joined(rows: Sequence[ParameterInfluence]) -> Iterator[str]:
    for one in rows:
        if one.joined:
            others = ", ".join(one.joined)
            yield f"{one.name} is joined to {others} by a correlation: its effect is its own, the total all of theirs"


def _total_of(one: ParameterInfluence, totals: dict[str, Share]) -> Figure | None:
    name = next((key for key in totals if one.name in key.split(" + ")), None)
    return totals[name].total.index if name else None


def _associations(found: Influence, many: int) -> list[str]:
    """Where there are no effects: what the answer goes with."""
    if not found.no_shares:
        return []
    rows = found.associated[:many]
    cells = [(_label(one), moved(found, one.association), _index(one.first_order)) for one in rows]
    clear = sum(one.association.clear for one in found.associated if one.association)
    how = f"{clear} of {len(found.associated)} leave zero out; by luck alone about one in 20 would"
    return [*aligned([("top fifth less bottom fifth", "goes with", "by itself"), *cells]), how]


def _levers(found: Influence, many: int, width: int) -> list[str]:
    levers = [one for one in found.tornado if one.lever and one.effect is not None]
    rows = [one for one in levers if one.effect and (one.effect.below.clear or one.effect.above.clear)][:many]
    if not rows:
        return [f"no lever is seen to move it, of {len(levers)}"] if levers else []
    target = LINE * found.scale
    how = probability(target) if found.headline.chance else f"{target:.2g}"
    cells = [
        (_label(one), point(_middle(one)), f"±{point((one.levels[1] - one.levels[0]) / 2.0)}", one.founding.unit,
         *_sides(found, one), *(_far(side, sign) for side, sign in zip(one.lines(target), "-+", strict=True)))
        for one in rows
    ]  # fmt: skip
    heads = ("levers and cuts", "stands at", "moved by", "", "lower", "higher", f"by {how} at", "")
    rest = [f"{len(levers) - len(rows)} more are not seen to move it"] if len(levers) > len(rows) else []
    return [*_without_unit([heads, *cells], 3, width), *rest]


def _sides(found: Influence, one: ParameterInfluence) -> tuple[str, str]:
    if one.effect is None:
        return NOTHING, NOTHING
    return moved(found, one.effect.below), moved(found, one.effect.above)


def _far(distance: float, sign: str) -> str:
    return f"{sign}{distance:.2g}" if math.isfinite(distance) else "far"


def _middle(one: ParameterInfluence) -> float:
    return (one.levels[0] + one.levels[1]) / 2.0


def _shares(found: Influence, *, everything: bool) -> list[str]:
    groups = [one for one in found.shares if one.of == "all"]
    for of in ("file", "mechanism"):
        some = sorted((one for one in found.shares if one.of == of), key=lambda one: -one.total.index.value)
        groups += some if everything else some[:_MOST_GROUPS]
    units = list(found.of_units())
    rows = [*groups, *(units if everything else units[:_MOST])]
    if not rows:
        return []
    heads = ("share of the variance (total)", "", "")
    cells = [(_called(one), percent(one.total.index), bar(one.total.index.value, _WIDEST_BAR)) for one in rows]
    return aligned([heads, *cells])


def _called(one: Share) -> str:
    text, title = unit_called(one), one.title
    told = f"{text} {title}" if one.of == "mechanism" else f"{title} ({text})"
    return cut(told if title else text, 60)


def _label(one: ParameterInfluence) -> str:
    return cut(one.label, _LABEL)


def unit_titled(one: Share) -> str:
    """`General ceasefire`, `noise of Depth of the tie`: by its title where it has one, but a mechanism by its name."""
    if one.of == "mechanism" or not one.title:
        return unit_called(one)
    return f"noise of {one.title}" if one.of == "noise" else one.title


def unit_called(one: Share) -> str:
    """`event ceasefire`, `noise of visits`, `demand_full`, `M1`."""
    return f"{_OF_UNIT.get(one.of, '')}{one.name}"


def _worth(found: Influence, many: int, width: int) -> list[str]:
    rows = found.worth_finding_out[: min(many, 10)]
    if not rows:
        return []
    lines = ["worth finding out: how far knowing it would move the answer (one sd), by how weak its source is"]
    cells = [
        (f"{at}.", _label(one), probability(one.sd or 0.0) if found.headline.chance else f"{one.sd:.3g}",
         f"× {_WEAK.get(one.founding.weakness, one.founding.weakness)}", _foundation(one))
        for at, one in enumerate(rows, 1)
    ]  # fmt: skip
    for row, text in zip(aligned([cell[:-1] for cell in cells]), (cell[-1] for cell in cells), strict=True):
        lines += hanging(f"{row}  ", text, width)
    return lines


def _foundation(one: ParameterInfluence) -> str:
    founding = one.founding
    source = ", ".join(founding.source) or "no source"
    serves = f"for {', '.join(founding.mechanisms)}" if founding.mechanisms else ""
    place = f"{founding.place.file}:{founding.place.line}" if founding.place else ""
    said = founding.confidence.replace("_", " ") or "no confidence"
    return "; ".join(part for part in (said, source, serves, place) if part)


def _name_only(found: Influence, width: int) -> list[str]:
    varied = [one for one in found.parameters if not one.lever]
    rows = found.name_only
    if found.no_shares or not varied:
        return []
    least = probability(found.least) if found.headline.chance else f"{found.least:g} sd"
    if not rows:
        unsure = f"name only: of no parameter is it sure that it moves the answer by less than {least}"
        return [unsure, *_still(found, width)]
    what = f"{len(rows)} of {len(varied)} parameters move the answer by less than {least}, put from point to point"
    lines = [f"name only: {what}, and change fewer paths than that, drawn anew (95 % sure of all at once):"]
    return [*lines, *wrapped(f"  {', '.join(one.name for one in rows)}", width, 2)]


def _still(found: Influence, width: int) -> list[str]:
    """Parameters that changed a number on no path: how far it may go on one that wasn't seen, nobody knows."""
    names = [one.name for one in found.parameters if one.effect and not one.lever and not one.effect.changed]
    if not names or found.headline.chance:
        return []
    what = f"put from point to point, {len(names)} changed it on no path, which proves nothing"
    return [f"{what} of one that wasn't seen:", *wrapped(f"  {', '.join(names)}", width, 2)]


def _legend(found: Influence) -> list[str]:
    what = (
        "goes with: the mean where the parameter is in its top fifth less that in its bottom fifth, in the stored run"
    )
    total = "total: what would be left if all but this were known, so totals may come to more than 100 %"
    return [
        what if found.no_shares else f"effect: all other dice kept; {what}",
        *([total] if found.shares else []),
        "by itself: the share that it explains alone (first order); ± is half of a 95 % interval",
    ]


def _levels(one: ParameterInfluence) -> tuple[str, str]:
    return levels_text(one), one.founding.unit


def levels_text(one: ParameterInfluence) -> str:
    """`0.2 → 0.8`, or the names of both."""
    ends = [one.called[int(level)] if one.called else point(level) for level in one.levels]
    return " → ".join(ends)


def point(value: float) -> str:
    """A value of a parameter."""
    return f"{value + 0.0:.4g}" if abs(value) >= 1000.0 else f"{value + 0.0:.3g}"


def moved(found: Influence, figure: Figure | None) -> str:
    """A change of the answer with its interval."""
    if figure is None:
        return NOTHING
    return (estimated_difference if found.headline.chance else change)(figure.value, figure.low, figure.high)


def _index(figure: Figure | None) -> str:
    return NOTHING if figure is None else percent(figure)


def percent(figure: Figure) -> str:
    """`31 % ±5`; of what is hardly anything what it is at most, `<2 %`."""
    high = 100.0 * figure.high
    if figure.low <= 0.0 or figure.value <= 0.0:
        return f"<{max(1, math.ceil(high))} %"
    return f"{100.0 * figure.value:.0f} % ±{max(1.0, 50.0 * (figure.high - figure.low)):.0f}"
