"""How well a run knows what it was drawn for."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.compute.looks import FIRST
from simengine.report.layout import aligned, fitted
from simengine.report.numbers import change, counted, difference
from simengine.runs.manifest import Manifest
from simengine.runs.stopping import Sign, Stopping, Target
from simengine.runs.store import Run
from simengine.scenario.answer import Answer


def until_lines(stopping: Stopping, manifest: Manifest) -> list[str]:
    """A line a target: how well it is known now, and if that isn't enough, how many paths would do."""
    last, lines = stopping.looks[-1], list[str]()
    for target, half in zip(stopping.targets, last.halves, strict=True):
        unit = _unit(target.figure, manifest)
        asked = f"±{_digits(target.half)}{unit} was asked for"
        if half is None:
            why = _why(last.paths, manifest.sampling.each)
            lines.append(f"{target.asked} has no error after {counted(last.paths, 'path')}, {asked}: {why}")
            continue
        known = f"{target.asked} is known to ±{_digits(half)}{unit} after {counted(last.paths, 'path')}, {asked}"
        lines.append(known if half <= target.half else f"{known}: about {_needed(last.paths, half, target)} would do")
    return lines


def _unit(figure: Answer, manifest: Manifest) -> str:
    (name, *_), units = figure.names, manifest.question_units if figure.of == "question" else manifest.measure_units
    chance = figure.of == "class" or name in manifest.truths
    return f" {units[name]}" if not chance and units.get(name) else ""


def _why(paths: int, each: int) -> str:
    """Why there is no error: paths that hang together must be of enough draws."""
    if paths // each < FIRST:
        nested = f"these are {paths // each:,} draws, and " if each > 1 else ""
        return f"{nested}it takes {FIRST:,}{f', so {FIRST * each:,} paths' if each > 1 else ''}"
    return "too few paths count for it, or it was the same on all of them"


def _needed(paths: int, half: float, target: Target) -> str:
    return f"{float(f'{paths * (half / target.half) ** 2:.2g}'):,.0f}"


def _digits(half: float) -> str:
    """Two digits, rounded up, so that nothing is told to be narrower than it is."""
    return f"{half:.3g}"


def sign_lines(base: str, others: Sequence[Run], width: int) -> list[str]:
    """A line a difference whose sign was asked for, with the interval that holds at every look."""
    found = [(other, sign) for other in others if other.manifest.signs for sign in other.manifest.signs.signs]
    rows = [(one.asked, f"{other.name} - {base}", *_difference(one, other.manifest)) for other, one in found]
    paths = counted(max(one.paths for _, one in found), "path")
    told = f"after {paths} of each; these are confidence sequences, which hold at all looks at once in 95 of 100 runs"
    return fitted([*aligned(rows), told], width, 4)


def _difference(sign: Sign, manifest: Manifest) -> tuple[str, str]:
    if sign.alike:
        return "", "the same on every path"
    if sign.d is None or sign.low is None or sign.high is None:
        return "", "too few paths count for it"
    name, unit = sign.figure.names[0], _unit(sign.figure, manifest)
    chance = {"class": True, "measure": name in manifest.truths}.get(
        sign.figure.of, manifest.question_kinds.get(name) == "chance"
    )
    if chance:  # both ends, as they may lie close to zero
        told = f"{difference(sign.d)} [{difference(sign.low)}, {difference(sign.high)}]"
    else:
        told = f"{change(sign.d, sign.low, sign.high)}{unit}"
    return told, "" if sign.known else "its sign is not known"
