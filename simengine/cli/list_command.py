"""`simengine list`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from simengine.cli.group import Command
from simengine.cli.output import note, say, say_json
from simengine.cli.results_option import results_option
from simengine.report.layout import aligned, cut, terminal_width
from simengine.report.run_list import run_table
from simengine.report.sweep_list import sweep_entry
from simengine.runs.find import RESULTS, scan, sweeps
from simengine.runs.store import Run
from simengine.runs.sweep_file import Sweep
from simengine.runs.unfinished import Unfinished
from simengine.runs.words import one_line

EXAMPLES = (
    ("simengine list", "the runs under results/"),
    ("simengine list --out elsewhere", "the runs in another folder"),
    ("simengine list --json", "for a program"),
)


@click.command("list", cls=Command, examples=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON, with more of each run.")
@results_option("--out", "--results")
def command(as_json: bool, results: Path) -> None:
    """List the stored runs and sweeps: how many paths, how they ended, when they were drawn, and what was changed.

    Below them are runs that were interrupted, or are being drawn. The same command goes on with one; what is not
    wanted may be deleted. Of a sweep there is its least and greatest answer; simengine summary has its table.
    """
    found, (over, problems) = scan(results), sweeps(results)
    runs = sorted(found.runs, key=lambda run: run.manifest.started)
    for problem in (*found.problems, *problems):
        note(problem)
    if as_json:
        said = [*map(_record, runs), *map(_unfinished_record, found.unfinished)]
        say_json([*said, *(_sweep_record(*one) for one in over)])
        return
    width = terminal_width()
    told = [_table(runs, width)] if runs else []
    told += [_unfinished_table(found.unfinished, width)] if found.unfinished else []
    told += [_sweeps(over, width)] if over else []
    if told:
        say("\n\n".join(told))
    else:
        missing = "" if results.is_dir() else ", which is not there"
        say(f"no runs in {results}{missing}: simengine run FILE makes one")


def _table(runs: Sequence[Run], width: int) -> str:
    folders = sorted({str(run.folder.parent) for run in runs})
    return "\n".join([*run_table(runs, width), f"in {', '.join(folders)}"])


def _sweeps(found: Sequence[tuple[Path, Sweep]], width: int) -> str:
    name = found[0][0]
    how = [
        f"a sweep's table: simengine summary {name.name}{_elsewhere(name.parent)}",
        f"its runs: simengine list --out {name}",
    ]
    return "\n".join(["sweeps:", *(sweep_entry(*one, width) for one in found), *how])


def _elsewhere(results: Path) -> str:
    return "" if results == RESULTS else f" --results {results}"


def _unfinished_table(runs: Sequence[Unfinished], width: int) -> str:
    rows = [(run.name, f"{run.done:,} of {run.order.paths:,} paths", str(run.folder)) for run in runs]
    lines = ["not finished; the same command goes on, what is not wanted may be deleted:"]
    for line, run in zip(aligned(rows, to_right=frozenset({1})), runs, strict=True):
        lines += [cut(line, width), f"    {one_line(run.order.command)}"]  # to be copied, so never cut
    return "\n".join(lines)


def _sweep_record(folder: Path, sweep: Sweep) -> dict[str, Any]:
    return {
        "name": folder.name,
        "state": "sweep",
        "scenario": sweep.scenario,
        "title": sweep.title,
        "design": sweep.design,
        "ranges": list(sweep.ranges),
        "points": len(sweep.points),
        "done": len(sweep.done(folder)),
        "folder": str(folder),
    }


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
        "learnt": asdict(manifest.learnt) if manifest.learnt else None,
        "as_of": manifest.as_of,
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
