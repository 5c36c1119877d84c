"""`simengine list`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from simengine.cli.group import Command
from simengine.cli.output import note, say, say_json
from simengine.cli.results_option import results_option
from simengine.report.layout import aligned, cut, terminal_width
from simengine.runs.find import scan
from simengine.runs.store import Run
from simengine.runs.unfinished import Unfinished
from simengine.runs.words import one_line

EXAMPLES = (
    ("simengine list", "the runs under results/"),
    ("simengine list --out elsewhere", "the runs in another folder"),
    ("simengine list --json", "for a program"),
)
_HEAD = ("name", "paths", "failed", "excluded", "seed", "when", "seconds", "changed", "title")
_CHANGED = _HEAD.index("changed")
_NUMBERS = frozenset({1, 2, 3, 6})
_MOST_CHANGED = 60


@click.command("list", cls=Command, examples=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON, with more of each run.")
@results_option("--out", "--results")
def command(as_json: bool, results: Path) -> None:
    """List the stored runs: how many paths, how they ended, when they were drawn, what was changed, their title.

    Below them are those that were interrupted, or are being drawn. The same command goes on with one; what is not
    wanted may be deleted.
    """
    found = scan(results)
    runs = sorted(found.runs, key=lambda run: run.manifest.started)
    for problem in found.problems:
        note(problem)
    if as_json:
        say_json([*(_record(run) for run in runs), *map(_unfinished_record, found.unfinished)])
        return
    if runs:
        say(_table(runs, terminal_width()))
    if found.unfinished:
        say(_unfinished_table(found.unfinished, terminal_width()))
    elif not runs:
        missing = "" if results.is_dir() else ", which is not there"
        say(f"no runs in {results}{missing}: simengine run FILE makes one")


def _table(runs: Sequence[Run], width: int) -> str:
    rows = [_HEAD, *(_row(run) for run in runs)]
    if not any(row[_CHANGED] for row in rows[1:]):
        rows = [(*row[:_CHANGED], *row[_CHANGED + 1 :]) for row in rows]
    lines = aligned(rows, to_right=_NUMBERS)
    folders = sorted({str(run.folder.parent) for run in runs})
    return "\n".join([*(cut(line, width) for line in lines), f"in {', '.join(folders)}"])


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
        "" if run.name == run.folder.name else cut(" ".join(run.variant.changes), _MOST_CHANGED),
        one_line(manifest.title),
    )


def _unfinished_table(runs: Sequence[Unfinished], width: int) -> str:
    rows = [
        (run.name, f"{run.done:,} of {run.order.paths:,} paths", str(run.folder), one_line(run.order.command))
        for run in runs
    ]
    lines = [cut(line, width) for line in aligned(rows, to_right=frozenset({1}))]
    return "\n".join(["not finished; the same command goes on, what is not wanted may be deleted:", *lines])


def _record(run: Run) -> dict[str, Any]:
    manifest = run.manifest
    return {
        "name": run.folder.name,
        "state": "finished",
        "scenario": manifest.scenario,
        "overrides": list(manifest.overrides),
        "title": manifest.title,
        "paths": manifest.paths,
        "failed": manifest.counts["failed"],
        "excluded": manifest.counts["excluded"],
        "seed": manifest.seed,
        "nested": manifest.sampling.nested,
        "started": manifest.started,
        "seconds": manifest.seconds,
        "folder": str(run.folder),
    }


def _unfinished_record(run: Unfinished) -> dict[str, Any]:
    return {
        "name": run.name,
        "state": "unfinished",
        "paths": run.order.paths,
        "done": run.done,
        "started": run.order.started,
        "command": run.order.command,
        "folder": str(run.folder),
    }
