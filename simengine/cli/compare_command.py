"""`simengine compare`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from simengine.analysis.comparison_json import comparison_json
from simengine.cli.group import Command
from simengine.cli.inputs import ENDINGS
from simengine.cli.output import note, say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display
from simengine.cli.result_options import FOLDER, tell
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import note_spoiled_tables, stored_run
from simengine.cli.whole_number import WholeNumber
from simengine.loading import load
from simengine.model.model import Model
from simengine.processes._plugins import find_plugin
from simengine.results.compared_details import Incidences, MeasureShifts, TwinBands, write_detail
from simengine.results.comparison import Compared
from simengine.results.why_different import PATHS, Why
from simengine.runs.find import find_run
from simengine.runs.store import Run, open_run

EXAMPLES = (
    ("simengine compare tram early_grant", "what does the variant change?"),
    ("simengine compare tram early_grant --all", "all classes, questions and measures, with their intervals"),
    ("simengine compare tram early_grant --out figures", "with tables and pictures in a folder"),
    ("simengine compare tram early_grant --out figures --fan gap,cost", "and fans of these"),
    ("simengine compare tram early_grant --of final_cost,approved,gap", "more of a measure, an event, a formula"),
    ("simengine compare tram early_grant --why", "which change does how much of it?"),
    ("simengine compare old/tram.yaml tram.yaml --why", "the same of two versions of a file"),
    ("simengine compare tram early_grant --json", "for a program"),
)


@click.command("compare", cls=Command, examples=EXAMPLES)
@click.argument("base")
@click.argument("others", nargs=-1, required=True, metavar="OTHER…")
@click.option(
    "--unlike",
    is_flag=True,
    help="Subtract also what means something else in two runs: other definitions, units, dates, seeds, clocks.",
)
@click.option("--all", "everything", is_flag=True, help="Every difference with its interval, and the moves.")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
@click.option("--out", "folder", type=FOLDER, metavar="DIR", help="Write CSV tables and pictures into this folder.")
@click.option(
    "--fan",
    "fans",
    multiple=True,
    metavar="NAME",
    help="Draw how a driver or formula spreads over time; several with commas, or again --fan."
    "  [default: three drivers with a unit]",
)
@click.option(
    "--of",
    "details",
    multiple=True,
    metavar="NAME",
    help="Tell more of a measure (quantiles, distance), an event (by which date; a+b: which is the first), or a driver "
    "or formula (over time); several with commas, or again --of.",
)
@click.option("--why", is_flag=True, help="Tell what each change between two runs, or two scenario files, does.")
@click.option(
    "--paths",
    type=WholeNumber(min=1),
    metavar="N",
    help=f"How many futures of each --why draws.  [default: as the runs, at most {PATHS:,}]",
)
@results_option("--results")
@plugin_option
def command(
    base: str,
    others: tuple[str, ...],
    unlike: bool,
    everything: bool,
    as_json: bool,
    folder: Path | None,
    fans: tuple[str, ...],
    details: tuple[str, ...],
    why: bool,
    paths: int | None,
    results: Path,
    plugins: tuple[Path, ...],
) -> None:
    """Print what runs change against a base, on one screen: the answer, what changes it, what moves it, what to watch.

    With --all pair by pair: probabilities, moves between classes, questions, measures. Path k of one run shares its
    chance with path k of the other, so differences are much surer than the probabilities themselves; of conditioned
    runs only where both have learnt the same, and others are told without pairs. What is defined otherwise in the two
    is told, and not subtracted. BASE and OTHER are runs: folders, names, or beginnings that fit one name only.

    With --why the two may be scenario files too. Told is what stands in them otherwise, and what each of these changes
    does to the answer, or to what --of names: one on top of the other, and alone, on the same dice; and what they do
    together beside that.
    """
    if why:
        _refuse_with_why(everything=everything, unlike=unlike, fans=fans, others=others, details=details)
        _tell_why((base, others[0]), "".join(details), Asked(paths, results, plugins, folder, as_json))
        return
    if paths is not None:
        raise click.UsageError("--paths is for --why: else all paths of the runs are compared")
    if fans and folder is None:
        raise click.UsageError("--fan draws into a folder: add --out DIR")
    names = [name for text in fans for name in text.split(",") if name]
    if fans and not names:
        raise click.UsageError("--fan needs the name of a driver or formula")
    compared = Compared.between(*_open_all((base, *others), results, plugins), unlike=unlike)
    told = {name: compared.of(name) for text in details for name in text.split(",") if name}
    files = _written(compared, told, folder, names) if folder else []
    if as_json:
        more = {"of": {name: one.table().to_pylist() for name, one in told.items()}} if told else {}
        say_json({**comparison_json(compared.base, compared.others), **more})
    else:
        shown = str(compared) if everything else str(compared.screen(folder))
        say("\n\n".join([shown, *map(str, told.values())]))
    if folder is not None and (as_json or everything or told):
        _tell_files(folder, files, on_stdout=not as_json)


def _written(
    compared: Compared, told: Mapping[str, MeasureShifts | Incidences | TwinBands], folder: Path, fans: Sequence[str]
) -> list[Path]:
    """The tables and pictures, in a folder."""
    files = [*compared.write(folder, fans or None, note)]
    return files + [file for name, one in told.items() for file in write_detail(one, folder, name)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What else is asked for with --why."""

    paths: int | None
    results: Path
    plugins: tuple[Path, ...]
    folder: Path | None
    as_json: bool


def _refuse_with_why(
    *, everything: bool, unlike: bool, fans: Sequence[str], others: Sequence[str], details: Sequence[str]
) -> None:
    """UsageError for what --why can't do."""
    if len(others) > 1:
        raise click.UsageError(f"--why is asked of two: leave out {', '.join(others[1:])}")
    if fans or unlike:
        raise click.UsageError(
            f"--why draws the same futures of both anew: leave out {'--fan' if fans else '--unlike'}"
        )
    if everything:
        raise click.UsageError("--all is for what is compared without --why: leave it out")
    if len(details) > 1:
        raise click.UsageError(f"--why is asked of one figure: --of {details[0]} or --of {details[1]}")


def _tell_why(words: tuple[str, str], of: str, asked: Asked) -> None:
    base, other = (_run_or_model(word, asked) for word in words)
    names = tuple(one.name if isinstance(one, Run) else one.scenario.name for one in (base, other))
    called = words if names[0] == names[1] else (names[0], names[1])
    with make_display(" → ".join(called)) as display:
        found = Why.between(base, other, of, asked.paths, None, display, display.announce, called)
    tell(found, asked.folder, as_json=asked.as_json)


def _run_or_model(word: str, asked: Asked) -> Run | Model:
    path = Path(word)
    if path.suffix in ENDINGS or path.is_file():
        return load(path, (), asked.plugins)
    return stored_run(word, asked.results, [find_plugin(plugin) for plugin in asked.plugins])


def _open_all(texts: Sequence[str], results: Path, plugins: Sequence[Path]) -> list[Run]:
    """The runs, the base first; a run named twice is taken once."""
    folders = dict.fromkeys(find_run(text, results) for text in texts)
    if len(folders) == 1:
        raise click.UsageError(f"{texts[-1]} is the base itself; name another run to compare it with")
    found = [find_plugin(plugin) for plugin in plugins]
    runs = [open_run(folder, found) for folder in folders]
    for run in runs:
        note_spoiled_tables(run)
    return runs


def _tell_files(folder: Path, files: Sequence[Path], *, on_stdout: bool) -> None:
    tell = say if on_stdout else note
    tell(f"\nin {folder}:")
    for suffix, what in ((".csv", "tables"), (".png", "pictures, each as .svg too")):
        names = [file.name for file in files if file.suffix == suffix]
        tell(f"  {', '.join(names)}   ({what})")
