"""What `simengine discover` prints: under which conditions it happens, how much of it they hold, how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from simengine.analysis.probability import Proportion
from simengine.explain.discovered import Condition, Discovery, Found, Read
from simengine.report.layout import fill, grid, label_rows, wrapped
from simengine.report.numbers import counted
from simengine.report.signposts_text import without_nan

_LEGEND = (
    "± is half of a 95 % interval. `comes back in`: of the searches among 63 % of the futures it was found on; "
    "conditions that seldom do might as well be others."
)
_NUMBERS = 34  # letters beside a condition


def discovery_text(found: Discovery, width: int) -> str:
    """The conditions in words, then what the class reads itself."""
    head = [f"{found.scenario}: in which futures it comes to: {found.title}", f"in {percent(found.base)} of all"]
    sections = [fill(head, width, indent=4)]
    if not found.looked:
        return "\n\n".join("\n".join(lines) for lines in (*sections, wrapped(f"Nothing: {found.nothing}.", width)))
    sections[0] += wrapped(_how(found), width)
    if found.found is None:
        sections.append(wrapped(f"Nothing found: {found.nothing}.", width))
    else:
        sections.append(list(_found(found, found.found, width)))
    if found.read:
        sections.append(list(_reads(found, width)))
    return "\n\n".join(
        "\n".join(lines) for lines in (*sections, wrapped(_LEGEND if found.found else "", width)) if lines
    )


def _how(found: Discovery) -> str:
    chosen = f"Looked for on {counted(found.chosen_on, 'future')}, told on {found.told_on:,} others"
    return f"{chosen}, among {counted(found.elements, 'thing')} that are drawn, occur or move by {found.by}."


def _found(found: Discovery, box: Found, width: int) -> Iterator[str]:
    told = [(one, _sureness(one, box)) for one in box.conditions]
    rows = [row for one, cells in told for row in label_rows(f"  {words(one)}", cells, width - _NUMBERS)]
    heads = ["comes back in", "without it"] if len(told) > 1 else ["comes back in"]
    yield from grid(f"In {percent(box.density)} of the futures with", heads, rows, width)
    held = f"it comes to that. They are {percent(box.mass)} of all, and {percent(box.coverage)} of those it comes to"
    chance = f"Where it goes with nothing, such conditions still reach a correlation of {found.by_chance:.2f}"
    yield from wrapped(f"{held}. {chance}; these have {box.score:.2f}.", width)


def _sureness(one: Condition, box: Found) -> list[str]:
    return [f"{100.0 * one.again:.0f} %", *([percent(one.without)] if len(box.conditions) > 1 else [])]


def _reads(found: Discovery, width: int) -> Iterator[str]:
    yield from wrapped("Left out, for the class itself reads it. By itself each holds:", width)
    told = [(words(one.condition), [percent(one.density), percent(one.coverage)]) for one in found.read]
    rows = [row for text, cells in told for row in label_rows(f"  {text}", cells, width - _NUMBERS)]
    yield from grid("", ["it is so in", "of all of it"], rows, width)


def words(one: Condition) -> str:
    """`energy_on_arms at most 0.3`, `no ceasefire by 2026-Q4`, `The war is frozen at the end of 2026-Q4`."""
    when = f" at the end of {one.by}" if one.by else ""
    if one.of == "event":
        return f"{one.title} has occurred by {one.by}" if one.holds else f"no {one.title} by {one.by}"
    if one.of in ("choice", "regime"):
        return f"{one.title} is {'' if one.holds else 'not '}{one.value}{when}"
    return f"{one.title} {_ends(one)} {one.unit}".rstrip() + when


def _ends(one: Condition) -> str:
    if not math.isfinite(one.low):
        return f"at most {one.high:g}"
    return f"{one.low:g} to {one.high:g}" if math.isfinite(one.high) else f"at least {one.low:g}"


def percent(chance: Proportion) -> str:
    """`61 % ±3`, `6.1 % ±0.4`; what was never seen `less than 2 %`."""
    if math.isnan(chance.p):
        return "–"
    half = 50.0 * (chance.high - chance.low)
    decimals = 0 if half >= 0.95 else 1
    if chance.p == 0.0:
        return f"less than {100.0 * chance.high:.{decimals}f} %"
    return f"{100.0 * chance.p:.{decimals}f} % ±{half:.{decimals}f}"


def discovery_json(found: Discovery) -> dict[str, Any]:
    """The same for programs, with conditions in words; null is what is not a number, and a bound that is not there."""
    known: dict[str, Any] = without_nan(found)
    conditions = [*(found.found.conditions if found.found else ()), *(one.condition for one in found.read)]
    records = [*(known["found"]["conditions"] if found.found else ()), *(one["condition"] for one in known["read"])]
    for record, condition in zip(records, conditions, strict=True):
        record["text"] = words(condition)
    return known


def told_conditions(found: Discovery) -> Iterator[tuple[str, Condition, Found | Read]]:
    """Every condition with what it is of: `found`, or `read` by the class itself."""
    if found.found is not None:
        for condition in found.found.conditions:
            yield "found", condition, found.found
    for one in found.read:
        yield "read", one.condition, one
