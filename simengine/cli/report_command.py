"""`simengine report`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import say
from simengine.cli.plugin_option import plugin_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import note_spoiled_tables
from simengine.page.page import write_report
from simengine.processes._plugins import Plugin, find_plugin
from simengine.results.run import Run
from simengine.runs.find import find_run
from simengine.runs.store import open_run

EXAMPLES = (
    ("simengine report tram -o tram.html", "a page to read, print and send"),
    ("simengine report tram early_grant -o tram.html", "with what a variant changes"),
    ("simengine report tram -o tram.html --full", "with what each number does by itself"),
    ("simengine report tram -o tram.html --since old/tram", "with what changed since then, and why"),
)


@click.command("report", cls=Command, examples=EXAMPLES)
@click.argument("runs", nargs=-1, required=True, metavar="RUN…")
@click.option("-o", "--out", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="The HTML file to write, over what is there.")  # fmt: skip
@click.option("--full", is_flag=True, help="Roll parameters anew, to tell what each does by itself. Takes longer.")
@click.option("--since", metavar="RUN", help="The run of the report before: tells what changed, and why.")
@results_option("--results")
@plugin_option
def command(
    runs: tuple[str, ...], file: Path, full: bool, since: str | None, results: Path, plugins: tuple[Path, ...]
) -> None:
    """Write a report of runs, the base first, as one HTML file that needs neither network nor script.

    Its first printed page stands alone: the question, the answer in words of likelihood, what would change it, what to
    watch. A block appears where the runs have what it needs; a table stands behind every picture. The same runs give
    the same bytes.
    """
    found = [find_plugin(plugin) for plugin in plugins]
    opened = [_opened(folder, found) for folder in dict.fromkeys(find_run(run, results) for run in runs)]
    before = _opened(find_run(since, results), found) if since else None
    say(str(write_report(opened, file, full=full, since=before)))


def _opened(folder: Path, plugins: list[Plugin]) -> Run:
    run = open_run(folder, plugins)
    note_spoiled_tables(run)
    return Run(run.folder, run.manifest, plugins=run.plugins)
