"""`simengine score`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.result_options import FOLDER, json_option, tell
from simengine.results.forecasts import Forecasts
from simengine.results.scored import Scores

EXAMPLES = (
    ("simengine score forecasts/tram_2026-01-05.yaml answers.yaml", "what one sheet is worth"),
    ("simengine score forecasts answers.yaml --out scored", "all sheets of a folder; tables and pictures"),
    ("simengine score forecasts --history", "what was said of each question, date by date"),
    ("simengine score forecasts answers.yaml --json", "for a program"),
)


@click.command("score", cls=Command, examples=EXAMPLES)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SHEET… ANSWERS.yaml")
@click.option("--history", is_flag=True, help="Set forecasts of one question side by side, by their dates.")
@click.option("--question", "questions", multiple=True, metavar="NAME", help="With --history: only this one; or again.")
@click.option(
    "--out",
    "folder",
    type=FOLDER,
    metavar="DIR",
    help="Write the table as CSV and the pictures into this folder.",
)
@json_option
def command(
    files: tuple[Path, ...], history: bool, questions: tuple[str, ...], folder: Path | None, as_json: bool
) -> None:
    """Compare sheets of forecasts, or folders of them, with what came.

    Answers are a file with `answers:`, and under it `question: yes`, no, void, a number, or
    {answer: …, known: DATE, source: …}. A sheet that isn't as it was frozen is told, and so are forecasts, references
    and answers that contradict one another.
    """
    if history:
        return tell(Forecasts.of(files, questions), folder, as_json=as_json)
    if questions:
        raise click.UsageError("--question goes with --history: scores are of all questions that have an answer")
    return tell(Scores.of(files), folder, as_json=as_json)
