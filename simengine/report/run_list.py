"""The table of the stored runs: where it is narrow, titles get lines of their own, then columns give way."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from simengine.report.layout import GAP, aligned, fitted, hanging, width_of
from simengine.report.learnt_text import learnt_lines
from simengine.runs.store import Run
from simengine.runs.words import one_line

_HEAD = ("name", "paths", "failed", "excluded", "seed", "when", "seconds", "title")
_NAME, _FAILED, _EXCLUDED, _SECONDS, _TITLE = 0, 2, 3, 6, 7
_NUMBERS = frozenset({"paths", "failed", "excluded", "seconds"})
_MOST_LINES = 4  # of what is overridden in a run


def run_table(runs: Sequence[Run], width: int) -> list[str]:
    """A line a run in so many columns, and below it what was overridden, and its title where the line has no room."""
    rows = [_HEAD, *(_row(run) for run in runs)]
    kept, own_lines = _columns(rows, width)
    names = [row[_NAME] for row in rows]
    if own_lines:
        rows = [("    " if place else row[_NAME], *row[1:]) for place, row in enumerate(rows)]
    to_right = frozenset(place for place, at in enumerate(kept) if _HEAD[at] in _NUMBERS)
    head, *table = aligned([[row[at] for at in kept] for row in rows], to_right)
    lines = fitted([head], width, 4)
    for run, name, row in zip(runs, names[1:], table, strict=True):
        lines += [*fitted([name], width, 4), row] if own_lines else [row]
        lines += _below(run, width, titled=_TITLE not in kept)
    return lines


def _columns(rows: Sequence[Sequence[str]], width: int) -> tuple[list[int], bool]:
    """The columns that there is room for, and whether even then the names need lines of their own.

    The first to go is the title, to a line below; then seconds, and counts of what no run has.
    """
    sizes = [max(width_of(row[at]) for row in rows) for at in range(len(_HEAD))]
    kept = list(range(len(_HEAD)))
    zeros = [at for at in (_FAILED, _EXCLUDED) if all(row[at] == "0" for row in rows[1:])]
    for at in (_TITLE, _SECONDS, *zeros):
        if _taken(sizes, kept) <= width:
            break
        kept.remove(at)
    return kept, _taken(sizes, kept) > width


def _taken(sizes: Sequence[int], kept: Sequence[int]) -> int:
    return sum(sizes[at] + GAP for at in kept) - GAP


def _below(run: Run, width: int, *, titled: bool) -> list[str]:
    """What is overridden in a run, unless its name says it; and its title, if it is more than its name."""
    changed = "" if run.name == run.folder.name else " ".join(run.variant.changes)
    lines = hanging("    changed: ", changed, width)[:_MOST_LINES] if changed else []
    as_of = run.manifest.as_of
    lines += [f"    as of {as_of}"] if as_of and not run.folder.name.endswith(f"@{as_of}") else []
    lines += [f"    {line}" for line in learnt_lines(run.manifest.learnt, width - 4)]
    title = one_line(run.manifest.title)
    return [*hanging("    ", title, width), *lines] if titled and title not in ("", run.folder.name) else lines


def _row(run: Run) -> tuple[str, ...]:
    manifest = run.manifest
    numbers = (f"{n:,}" for n in (manifest.paths, manifest.counts["failed"], manifest.counts["excluded"]))
    when = datetime.datetime.fromisoformat(manifest.started).astimezone()
    return (
        run.folder.name,
        *numbers,
        str(manifest.seed),
        f"{when:%Y-%m-%d %H:%M}",
        f"{manifest.seconds:.1f}",
        one_line(manifest.title),
    )
