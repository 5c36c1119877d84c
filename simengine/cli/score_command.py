"""`simengine score`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import note, say, say_json
from simengine.results.forecasts import Forecasts
from simengine.results.score_files import write_forecasts, write_scores
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
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the table as CSV and the pictures into this folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def command(
    files: tuple[Path, ...], history: bool, questions: tuple[str, ...], folder: Path | None, as_json: bool
) -> None:
    """Compare sheets of forecasts, or folders of them, with what came.

    Answers are a file with `answers:`, and under it `question: yes`, no, void, a number, or
    {answer: …, known: DATE, source: …}. A sheet that isn't as it was frozen is told, and so are forecasts, references
    and answers that contradict one another.
    """
    if history:
        found = Forecasts.of(files, questions)
        written = write_forecasts(found, folder) if folder else ()
        say_json(found.json()) if as_json else say(str(found))
    else:
        if questions:
            raise click.UsageError("--question goes with --history: scores are of all questions that have an answer")
        scores = Scores.of(files)
        written = write_scores(scores, folder) if folder else ()
        say_json(scores.json()) if as_json else say(str(scores))
    for file in written:
        note(f"wrote {file}")
