"""`simengine story`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from simengine.analysis.typical import Typical, typical
from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option, sort_words
from simengine.cli.output import counted, note, say, say_json
from simengine.cli.results_option import results_option
from simengine.cli.run_command import check_seed
from simengine.loading import load_with_warnings
from simengine.plan.planning import make_plan
from simengine.report.layout import terminal_width
from simengine.report.story_text import story_text
from simengine.report.story_words import story_json
from simengine.runs.find import find_run
from simengine.runs.store import open_run
from simengine.story.account import story_of_path, story_of_run
from simengine.story.records import Story

EXAMPLES = (
    ("simengine story tram --typical on_time", "the path of a run in the middle of its class"),
    ("simengine story tram --path 17", "path 17 of a run"),
    ("simengine story tram.yaml --path 17", "the same path, computed from the file"),
    ("simengine story tram.yaml --path 17 parameters.budget=300", "and with a value changed"),
)
_ENDINGS = (".yaml", ".yml")


@click.command("story", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="RUN|FILE [KEY=VALUE…]")
@click.option("--path", type=click.IntRange(min=0), metavar="K", help="Which future, counted from 0.")
@click.option("--typical", "outcome", metavar="CLASS", help="The path of a run that lies in the middle of its class.")
@click.option("--seed", type=int, callback=check_seed, metavar="S", help="Another seed than the FILE's.")
@click.option("--json", "as_json", is_flag=True, help="Print all there is to tell as JSON.")
@results_option("--results", "--out")
@plugin_option
def command(
    words: tuple[str, ...],
    path: int | None,
    outcome: str | None,
    seed: int | None,
    as_json: bool,
    results: Path,
    plugins: tuple[Path, ...],
) -> None:
    """Tell one future: what happened when, how the drivers turned, and what decided its class.

    A path of a RUN is computed again, and refused if it does not come out as it is stored. That of a FILE is computed
    from the file as it is now. The typical path of a class is its medoid by the measures.
    """
    if (path is None) == (outcome is None):
        raise click.UsageError("say which future: --path K, or --typical CLASS for the one in the middle of its class")
    if _is_file(words[0]):
        if outcome is not None:
            raise click.UsageError(f"--typical looks through a run: simengine run {words[0]}, then name the run here")
        _show(_of_file(words, plugins, path or 0, seed), None, as_json)
        return
    if len(words) > 1 or seed is not None:
        raise click.UsageError(f"a run is as it was drawn ({words[0]!r} is one): give its FILE to change a value")
    run = open_run(find_run(words[0], results))
    chosen = typical(run.table(), outcome) if outcome is not None else None
    _show(story_of_run(run, chosen.path if chosen else path or 0), chosen, as_json)


def _is_file(word: str) -> bool:
    return Path(word).suffix in _ENDINGS or Path(word).is_file() or "=" in word


def _of_file(words: tuple[str, ...], plugins: tuple[Path, ...], path: int, seed: int | None) -> Story:
    files, overrides = sort_words(words)
    if len(files) > 1:
        raise click.UsageError(f"one scenario at a time (got {', '.join(map(str, files))})")
    loaded = load_with_warnings(files[0], overrides, plugins)
    for warning in loaded.warnings:
        note(str(warning))
    return story_of_path(loaded.model, make_plan(loaded.model, seed), path)


def _show(story: Story, chosen: Typical | None, as_json: bool) -> None:
    if as_json:
        say_json(story_json(story) | {"typical": asdict(chosen) if chosen else None})
    else:
        say(story_text(story, terminal_width(), _reason(chosen) if chosen else ""))


def _reason(chosen: Typical) -> str:
    if not chosen.measures:
        return f"the first of {counted(chosen.members, 'path')} that end so, which no measure tells apart"
    by = counted(len(chosen.measures), "measure")
    return f"in the middle of {counted(chosen.members, 'path')} that end so, by {by}"
