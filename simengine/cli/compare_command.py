"""`simengine compare`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from simengine.analysis.comparison_json import comparison_json
from simengine.cli.group import Command
from simengine.cli.output import note, say, say_json
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import note_spoiled_tables
from simengine.results.compared_details import Incidences, MeasureShifts, TwinBands, write_detail
from simengine.results.comparison import Compared
from simengine.runs.find import find_run
from simengine.runs.store import Run, open_run

EXAMPLES = (
    ("simengine compare tram early_grant", "what does the variant change?"),
    ("simengine compare tram early_grant --all", "all classes, questions and measures, with their intervals"),
    ("simengine compare tram early_grant --out figures", "with tables and pictures in a folder"),
    ("simengine compare tram early_grant --out figures --fan gap,cost", "and fans of these"),
    ("simengine compare tram early_grant --of final_cost,approved,gap", "more of a measure, an event, a formula"),
    ("simengine compare tram early_grant --json", "for a program"),
)
FOLDER = click.Path(path_type=Path, file_okay=False)


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
@results_option("--results")
def command(
    base: str,
    others: tuple[str, ...],
    unlike: bool,
    everything: bool,
    as_json: bool,
    folder: Path | None,
    fans: tuple[str, ...],
    details: tuple[str, ...],
    results: Path,
) -> None:
    """Print what runs change against a base, on one screen: the answer, what changes it, what moves it, what to watch.

    With --all pair by pair: probabilities, moves between classes, questions, measures. Path k of one run shares its
    chance with path k of the other, so differences are much surer than the probabilities themselves; of conditioned
    runs only where both have learnt the same, and others are told without pairs. What is defined otherwise in the two
    is told, and not subtracted. BASE and OTHER are runs: folders, names, or beginnings that fit one name only.
    """
    if fans and folder is None:
        raise click.UsageError("--fan draws into a folder: add --out DIR")
    names = [name for text in fans for name in text.split(",") if name]
    if fans and not names:
        raise click.UsageError("--fan needs the name of a driver or formula")
    compared = Compared.between(*_open_all((base, *others), results), unlike=unlike)
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


def _open_all(texts: Sequence[str], results: Path) -> list[Run]:
    """The runs, the base first; a run named twice is taken once."""
    folders = dict.fromkeys(find_run(text, results) for text in texts)
    if len(folders) == 1:
        raise click.UsageError(f"{texts[-1]} is the base itself; name another run to compare it with")
    runs = [open_run(folder) for folder in folders]
    for run in runs:
        note_spoiled_tables(run)
    return runs


def _tell_files(folder: Path, files: Sequence[Path], *, on_stdout: bool) -> None:
    tell = say if on_stdout else note
    tell(f"\nin {folder}:")
    for suffix, what in ((".csv", "tables"), (".png", "pictures, each as .svg too")):
        names = [file.name for file in files if file.suffix == suffix]
        tell(f"  {', '.join(names)}   ({what})")
