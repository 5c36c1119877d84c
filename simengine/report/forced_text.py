"""What `ask --forced` prints: how often what scenarios force happens by itself, and what it selects."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from simengine.analysis.forced import Forced, ForcedEvent, ForcedScenario, Selected
from simengine.analysis.probability import Proportion
from simengine.errors import listed
from simengine.report.asked_text import counted_text
from simengine.report.layout import GAP, aligned, fitted, width_of, wrapped
from simengine.report.numbers import NOTHING, estimated, estimated_difference
from simengine.report.summary_text import LEGEND
from simengine.runs.words import one_line

_LONGEST_NAME = 24  # columns of a run's name beside what it forces
_NARROWEST = 16  # columns for the names of classes


def forced_text(found: Forced, width: int) -> str:
    """The shares of what is forced, their overlaps, and each scenario's classes."""
    parts = [[counted_text(found.base, found.paths, found.drawn)], _shares(found, width), _overlaps(found, width)]
    parts += [_classes(one, found.base, width) for one in found.scenarios]
    return "\n\n".join("\n".join(lines) for lines in (*parts, [LEGEND]) if lines)


def _shares(found: Forced, width: int) -> list[str]:
    rows, above = [("forced by", "", f"by itself in {found.base}")], dict[int, str]()
    for one in found.scenarios:
        beside = one.scenario if width_of(one.scenario) <= _LONGEST_NAME else ""
        if not beside:
            above[len(rows)] = one.scenario
        rows += [(beside if at == 0 else "", *cells) for at, cells in enumerate(_of_scenario(one))]
    if found.none is not None:
        rows.append(("none of these", "", estimate(found.none)))
    told = [[*([above[at]] if at in above else []), line] for at, line in enumerate(aligned(rows))]
    lines = fitted([line for some in told for line in some], width, 4)
    for one in found.scenarios:
        if one.share is None:
            lines += wrapped(f"{one.scenario} forces nothing: {one.reason}", width, 4)
    return lines


def _of_scenario(one: ForcedScenario) -> Iterator[tuple[str, str]]:
    for event in one.events:
        yield what(event), estimate(event.share)
    if one.share is not None and len(one.events) > 1:
        yield "all of these", estimate(one.share)
    for name in one.else_changed:
        yield f"{'and ' if one.events else ''}{name}", f"{NOTHING}  no share of futures"


def _overlaps(found: Forced, width: int) -> list[str]:
    if not found.overlaps:
        return []
    rows = [("both happen", ""), *((f"{a}, {b}", estimate(share)) for a, b, share in found.overlaps)]
    return fitted(aligned(rows), width, 4)


def _classes(one: ForcedScenario, base: str, width: int) -> list[str]:
    if one.share is None:
        return []
    forced = " and ".join(what(event) for event in one.events)
    lines = wrapped(f"{one.scenario}: {forced}", width, 4)
    if one.reason:
        lines += wrapped(one.reason, width, 4)
    if not one.selected:
        return lines
    head = ("", f"in {base}", "by itself", "forced", "gap" if one.else_changed else "selection")
    rows = [(_cells(found), one_line(found.title) or found.name) for found in one.selected]
    sizes = [max(map(width_of, column)) for column in zip(head[1:], *(cells for cells, _ in rows), strict=True)]
    room = min(max(width - sum(sizes) - GAP * len(sizes), _NARROWEST), max(width_of(title) for _, title in rows))
    table: list[tuple[str, ...]] = [head]
    for cells, title in rows:
        *above, last = wrapped(title, room, 2)
        table += [(line, "", "", "", "") for line in above]
        table.append((last, *cells))
    lines += fitted(aligned(table), width, 4)
    if one.else_changed:
        verb = "is" if len(one.else_changed) == 1 else "are"
        also = f"The gap is not selection alone: {listed(one.else_changed)} {verb} changed as well."
        lines += wrapped(also, width, 4)
    return lines


def _cells(found: Selected) -> tuple[str, ...]:
    gap = estimated_difference(found.gap.d, found.gap.low, found.gap.high)
    return (*map(estimate, (found.base, found.happened, found.forced)), gap)


def what(event: ForcedEvent) -> str:
    """An event and what is forced of it: `a strike by 2027-06`, `never: a strike`."""
    name = event.title or event.name
    return f"{name} by {event.date}" if event.date else f"never: {name}"


def estimate(share: Proportion) -> str:
    """A probability with its interval."""
    return estimated(share.p, share.low, share.high)


def forced_json(found: Forced) -> dict[str, Any]:
    """The dictionary of `ask --forced --json`. What isn't known is null."""
    return {
        "base": found.base,
        "paths": found.paths,
        "drawn": found.drawn,
        "scenarios": [_scenario_json(one) for one in found.scenarios],
        "overlaps": [{"scenarios": [a, b], **share_json(share)} for a, b, share in found.overlaps],
        "none": share_json(found.none),
    }


def _scenario_json(one: ForcedScenario) -> dict[str, Any]:
    return {
        "scenario": one.scenario,
        "events": [{"name": event.name, "by": event.date or None, **share_json(event.share)} for event in one.events],
        "else_changed": list(one.else_changed),
        "share": share_json(one.share) if one.share else None,
        "reason": one.reason,
        "classes": [_selected_json(found) for found in one.selected],
    }


def _selected_json(found: Selected) -> dict[str, Any]:
    gap = found.gap
    return {
        "of": found.of,
        "name": found.name,
        "title": found.title,
        "base": share_json(found.base),
        "happened": share_json(found.happened),
        "forced": share_json(found.forced),
        "gap": {"d": _number(gap.d), "se": _number(gap.se), "low": _number(gap.low), "high": _number(gap.high)},
    }


def share_json(share: Proportion | None) -> dict[str, float | None]:
    """A share with its error."""
    numbers: Sequence[float] = (share.p, share.se, share.low, share.high) if share else (math.nan,) * 4
    return dict(zip(("p", "se", "low", "high"), map(_number, numbers), strict=True))


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
