"""Sweeps in a list of runs: what each goes over, how far it is, and from where to where its answer goes."""

from __future__ import annotations

import csv
import math
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from simengine.report.layout import cut, fill
from simengine.report.numbers import counted, estimated, mean_text
from simengine.report.sweep_text import AS_IT_IS, design_words
from simengine.runs.sweep_file import Sweep
from simengine.runs.words import one_line

TABLE = "sweep.csv"
_CELL = 60  # letters of what a figure or a point is called


@dataclass(frozen=True, slots=True)
class _Answer:
    called: str
    unit: str
    chance: bool
    n: int
    run: str
    ends: tuple[float, float, float]

    @property
    def text(self) -> str:
        return (estimated if self.chance else mean_text)(*self.ends)


def sweep_entry(folder: Path, sweep: Sweep, width: int) -> str:
    """A sweep in a list: what it goes over and how; and its least and greatest answer, or how far it is."""
    over = " × ".join(sweep.keys) if sweep.design == "cross" else "  ".join(_short(sweep))
    parts = [folder.name, f"{sweep.scenario} over {over}", design_words(sweep)]
    lines = [cut(line, width) for line in fill(parts, width, indent=4)]
    done = len(sweep.done(folder))
    if done < len(sweep.points):
        told = [f"{done} of {counted(len(sweep.points), 'run')} done; the same command goes on"]
    else:
        told = _span(sweep, _answers(folder / TABLE, {point.run for point in sweep.points}))
    return "\n".join([*lines, *(cut(f"    {line}", width) for line in fill(told, width - 4))])


def _short(sweep: Sweep) -> tuple[str, ...]:
    """What was asked, `budget=200:400`, the keys without their section."""
    pairs = (asked.partition("=") for asked in sweep.ranges)
    return tuple(f"{key}={values}" for key, (_, _, values) in zip(sweep.short_keys, pairs, strict=True))


def _span(sweep: Sweep, answers: list[_Answer]) -> list[str]:
    """From the least answer to the greatest, and at which points these are."""
    if not answers:
        return []
    known = sorted((one for one in answers if math.isfinite(one.ends[0])), key=lambda one: one.ends[0])
    called = cut(one_line(answers[0].called), _CELL) + (f", {answers[0].unit}" if answers[0].unit else "")
    if not known:
        return [f"{called}: has no value at any point"]
    least, greatest = known[0], known[-1]
    if least.ends[0] == greatest.ends[0]:
        told = [f"{called}: {least.text} at every point"]
    else:
        ends = (f"{least.text} at {_place(sweep, least)}", f"{greatest.text} at {_place(sweep, greatest)}")
        told = [f"{called}: {ends[0]}", f"to {ends[1]}"]
    missing = len(answers) - len(known)
    return [*told[:-1], f"{told[-1]}; {counted(missing, 'point')} without a value"] if missing else told


def _place(sweep: Sweep, answer: _Answer) -> str:
    values = next(point.values for point in sweep.points if point.run == answer.run)
    if sweep.design == "cross":
        return cut("+".join(values), _CELL)
    named = (f"{key}={one_line(value)}" for key, value in zip(sweep.short_keys, values, strict=True) if value)
    return cut(" ".join(named), _CELL) or f"{sweep.scenario} {AS_IT_IS}"


def _answers(file: Path, runs: Set[str]) -> list[_Answer]:
    """The answer at every point as the table has it; nothing where there is none, or it can't be read."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return [
                _Answer(
                    row["title"] or row["name"],
                    row["unit"],
                    row["kind"] == "chance",
                    int(row["n"]),
                    row["run"],
                    (_number(row["estimate"]), _number(row["low"]), _number(row["high"])),
                )
                for row in csv.DictReader(stream)
                if row["of"] == "answer" and row["run"] in runs
            ]
    except (OSError, ValueError, KeyError, csv.Error):
        return []


def _number(cell: str) -> float:
    return float(cell) if cell else math.nan
