"""`python -m bench`: measure everything, print a table, write results/bench.json."""

from __future__ import annotations

import datetime
import json
import sys
import tempfile
from pathlib import Path

import click

from bench.agreement import Check, disagreements
from bench.machine import cores, description, vector_bits, versions
from bench.measure import Effort, Figure
from bench.stages import FULL, KEYS, QUICK, STAGES, USUAL, Stage
from bench.table import agreement_text, doubts, record, table

OUT = Path("results") / "bench.json"


@click.command()
@click.option("--quick", is_flag=True, help="A minute or two, and rough.")
@click.option("--full", is_flag=True, help="With a run of ten million paths, which takes minutes.")
@click.option("--only", type=click.Choice(KEYS), metavar="KEY", help="This figure and those found with it; not stored.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=OUT, show_default=True)
def main(quick: bool, full: bool, only: str | None, out: Path) -> None:
    """Measure simengine beside NumPy, SimPy, JAX, EMA Workbench and Mesa; docs/benchmarks.md tells how."""
    if quick and full:
        raise click.UsageError("--quick or --full, not both")
    effort = QUICK if quick else FULL if full else USUAL
    about = _about(effort)
    figures, made = _measured([stage for stage in STAGES if only is None or only in stage.keys], effort)
    click.echo(table(figures, vector_bits()))
    click.echo(f"median, lowest … highest; {vector_bits()} bits, {about['date']}\n{agreement_text(made)}")
    doubted = doubts(figures, len(cores()))
    for doubt in doubted:
        click.echo(f"the machine was busy, so don't trust this run: {doubt}")
    if disagreements(made):
        sys.exit(1)
    if only is None:
        out.parent.mkdir(parents=True, exist_ok=True)
        kept = record(figures, {**about, "agreement": agreement_text(made), "doubts": doubted})
        out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"{out} written")


def _measured(stages: list[Stage], effort: Effort) -> tuple[dict[str, Figure], list[Check]]:
    """The figures of some stages, and the checks of the peers that took part."""
    figures = {"vector_bits": Figure(vector_bits())}
    made: list[Check] = []
    with tempfile.TemporaryDirectory(prefix="simengine_bench_") as folder:
        for stage in stages:
            click.echo(f"bench: {stage.name}", err=True)
            found, checked = stage.work(effort, Path(folder))
            figures |= found
            made += checked
    return figures, made


def _about(effort: Effort) -> dict[str, object]:
    """What is stored beside the figures."""
    return {
        "machine": dict(description()),
        "versions": dict(versions()),
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "rounds": effort.pace.rounds,
        "seconds_a_turn": effort.pace.seconds,
    }


if __name__ == "__main__":
    main()
