"""`simengine story`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.drawing_options import check_seed
from simengine.cli.group import Command
from simengine.cli.inputs import ENDINGS, one_file
from simengine.cli.output import note, say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import Display, make_display
from simengine.cli.results_option import results_option
from simengine.cli.whole_number import WholeNumber
from simengine.compute.ask import Resources
from simengine.loading import load_with_warnings
from simengine.report.story_words import story_json
from simengine.results.story import Story
from simengine.runs.find import find_run
from simengine.runs.store import open_run

EXAMPLES = (
    ("simengine story tram --typical late", "the path of a run in the middle of its class"),
    ("simengine story tram --typical late --against early", "and where it parts from the one typical of early"),
    ("simengine story tram --path 17", "path 17 of a run"),
    ("simengine story tram --path 17 --why", "and which chance decided how it ends"),
    ("simengine story tram.yaml --path 17", "the same path, computed from the file"),
    ("simengine story tram.yaml --path 17 parameters.budget=300", "and with a value changed"),
)


@click.command("story", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="RUN|FILE [KEY=VALUE…]")
@click.option("--path", type=WholeNumber(min=0), metavar="K", help="Which future, counted from 0.")
@click.option(
    "--typical", "outcome", metavar="CLASS", help="The path of a run that lies in the middle of its class, or of `all`."
)
@click.option("--against", metavar="CLASS", help="Also where it parts from the typical path of this class.")
@click.option("--seed", type=WholeNumber(), callback=check_seed, metavar="S", help="Another seed than the FILE's.")
@click.option(
    "--why", is_flag=True, help="Also which chance decided its class: each is rolled anew a hundred times, alone."
)
@click.option("--json", "as_json", is_flag=True, help="Print all there is to tell as JSON.")
@results_option("--results", "--out")
@plugin_option
def command(
    words: tuple[str, ...],
    path: int | None,
    outcome: str | None,
    against: str | None,
    seed: int | None,
    why: bool,
    as_json: bool,
    results: Path,
    plugins: tuple[Path, ...],
) -> None:
    """Tell one future: what happened when, how the drivers turned, and what decided its class.

    A path of a RUN is computed again, and refused if it does not come out as it is stored. That of a FILE is computed
    from the file as it is now. The typical path of a class, or of all, is its medoid
    by the measures.
    """
    if (path is None) == (outcome is None):
        raise click.UsageError("say which future: --path K, or --typical CLASS for the one in the middle of its class")
    if _is_file(words[0]):
        if path is None or against is not None:
            raise click.UsageError(
                f"--typical and --against look through a run: simengine run {words[0]}, then name the run here"
            )
        _show(_of_file(words, plugins, path, seed, why=why), as_json)
        return
    if len(words) > 1 or seed is not None:
        raise click.UsageError(f"a run is as it was drawn ({words[0]!r} is one): give its FILE to change a value")
    run = open_run(find_run(words[0], results))
    with make_display(run.name) as display:
        told = Story.of_run(run, path, outcome, against=against, why=why, resources=_resources(display))
    _show(told, as_json)


def _is_file(word: str) -> bool:
    return Path(word).suffix in ENDINGS or Path(word).is_file() or "=" in word


def _of_file(words: tuple[str, ...], plugins: tuple[Path, ...], path: int, seed: int | None, *, why: bool) -> Story:
    file, overrides = one_file(words)
    loaded = load_with_warnings(file, overrides, plugins)
    for warning in loaded.warnings:
        note(warning.text)
    with make_display(loaded.model.scenario.name) as display:
        return Story.of_model(loaded.model, path, seed, why=why, resources=_resources(display))


def _resources(display: Display) -> Resources:
    return Resources(progress=display, announce=display.announce)


def _show(story: Story, as_json: bool) -> None:
    if as_json:
        say_json(story_json(story))
    else:
        say(str(story))
