"""`simengine export`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import say
from simengine.cli.plugin_option import plugin_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.compute.by_part import Paths, moving_names
from simengine.processes._plugins import find_plugin
from simengine.results.exported import FORMS, Exported

EXAMPLES = (
    ("simengine export tram --to csv", "a row a path, a row an event: export/tram/"),
    ("simengine export tram --to parquet --names cost,gap --paths 1000", "and two drivers of 1,000 paths step by step"),
    ("simengine export tram --to netcdf --names all --out tram.nc", "for xarray: by path, date and name"),
    ("simengine export tram --to hub --names cost", "quantiles and samples, as forecasting hubs take them"),
)
_COMMA = re.compile(r",(?![^\[]*\])")  # in flow[kr, coal] it separates no names
_WRITTEN = re.compile(r"(\d{1,18})|(\d{0,18}):(\d{1,18})|\d{1,18}(?:,\d{1,18})*,?")


def _paths(ctx: click.Context, option: click.Parameter, text: str | None) -> Paths:
    """Paths as they are typed: `1000` the first so many, `100:200` from one to before another, `3,17` or `3,` some."""
    if text is None:
        return None
    found = _WRITTEN.fullmatch(text.replace(" ", ""))
    if found is None:
        raise click.BadParameter(f"{text[:60]!r} is not 1000, 100:200 or 3,17", ctx, option)
    if found[1]:
        return int(found[1])
    if found[3]:
        return range(int(found[2] or 0), int(found[3]))
    return [int(number) for number in found[0].split(",") if number]


@click.command("export", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.option("--to", type=click.Choice(FORMS), help="What to write.  [default: netcdf where --out ends in .nc]")
@click.option(
    "--names", metavar="A,B…", default="", help="What to follow step by step: drivers, formulas, parameters, or all."
)
@click.option(
    "--paths",
    callback=_paths,
    metavar="N|A:B|I,J…",
    help="The first N, from A to before B, or some.  [default: all]",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE|DIR", help="Where to.  [default: below export/]")
@results_option("--results")
@plugin_option
def command(
    run: str,
    to: str | None,
    names: str,
    paths: Paths,
    out: Path | None,
    results: Path,
    plugins: tuple[Path, ...],
) -> None:
    """Write a run into files for other programs.

    CSV and Parquet are tables in a folder: futures, a row a path; events, a row an occurrence; and with --names
    trajectories, a row a path and step. NetCDF is one file, and so is the table of predictions that forecasting hubs
    take, where --paths are the samples (the first 100). Trajectories are computed again, and refused if they do not
    end as stored. In CSV a text that a spreadsheet would run has an apostrophe before it. A folder holds the tables of
    one run, which its export.json names: those of another are removed, and what is not as it was exported is in the
    way.
    """
    found = stored_run(run, results, [find_plugin(plugin) for plugin in plugins])
    listed = dict.fromkeys(name.strip() for name in _COMMA.split(names) if name.strip())
    named = moving_names(found) if names == "all" else tuple(listed)
    say(str(Exported.of(found, to, out, named, paths)))
