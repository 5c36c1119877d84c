"""`simengine summary`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.analysis.summary import summary_json
from simengine.cli.group import Command
from simengine.cli.output import say, say_json
from simengine.cli.results_option import results_option
from simengine.report.layout import terminal_width
from simengine.report.summary_text import summary_text
from simengine.results.run_summary import Summary
from simengine.runs.find import find_run
from simengine.runs.store import open_run

EXAMPLES = (
    ("simengine summary tram", "the run of this name"),
    ("simengine summary results/tram", "or its folder, or a beginning that fits no other"),
    ("simengine summary tram --all", "with the measures that its report leaves out"),
    ("simengine summary tram --json", "for a program"),
)


@click.command("summary", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.option("--all", "everything", is_flag=True, help="All measures, not only those that the report names.")
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as JSON.")
@results_option("--results", "--out")
def command(run: str, everything: bool, as_json: bool, results: Path) -> None:
    """Print the answer, probabilities, measures and questions of a run, with their 95 % intervals.

    The interval tells how far the number of paths leaves a figure open, not whether the scenario is right.
    """
    summary = Summary.of(open_run(find_run(run, results)).outcome_table())
    if as_json:
        say_json(summary_json(summary))
    else:
        say(summary_text(summary, terminal_width(), everything=everything))
