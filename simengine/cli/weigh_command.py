"""`simengine weigh`."""

from __future__ import annotations

import math
from pathlib import Path

import click

from simengine.cli.drawing_options import out_option, settings_options
from simengine.cli.group import Command
from simengine.cli.interrupts import INTERRUPTED, WORDS, interruptible
from simengine.cli.load_all import load_all
from simengine.cli.output import note
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display
from simengine.cli.result_options import json_option, tell, write_option
from simengine.compute.settings import Settings
from simengine.results.weigh import Order, weigh_models

EXAMPLES = (
    ("simengine weigh tight.yaml loose.yaml", "how probable did each make what was seen?"),
    ("simengine weigh tight.yaml loose.yaml --prior tight=0.7", "with weights before it was"),
    ("simengine weigh tight.yaml loose.yaml --write figures", "with a table and a picture"),
    ("simengine weigh tight.yaml loose.yaml --once --json", "without trying other errors and priors; for a program"),
)


def _priors(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> dict[str, float]:
    """NAME=P, several with commas or again."""
    found: dict[str, float] = {}
    for text in (part for word in texts for part in word.split(",") if part):
        name, is_given, weight = text.partition("=")
        try:
            value = float(weight)
        except ValueError:
            value = math.nan
        if not is_given or not name or math.isnan(value):
            raise click.BadParameter(f"write NAME=WEIGHT, such as tight=0.7 (got {text!r})")
        if name.strip() in found:
            raise click.BadParameter(f"{name.strip()} is given two weights: leave one out")
        found[name.strip()] = value
    return found


@click.command("weigh", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE FILE… [KEY=VALUE…]")
@click.option(
    "--prior",
    "priors",
    multiple=True,
    callback=_priors,
    metavar="NAME=P",
    help="The weight of a hypothesis before; the others share the rest.  [default: all the same]",
)
@click.option("--once", is_flag=True, help="Don't weigh them again with larger errors and wider priors.")
@settings_options("How many futures each.  [default: what the scenario says]")
@out_option
@click.option("--force", is_flag=True, help="Replace runs that differ.")
@write_option
@json_option
@plugin_option
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    priors: dict[str, float],
    once: bool,
    settings: Settings,
    out: Path,
    force: bool,
    folder: Path | None,
    as_json: bool,
    plugins: tuple[Path, ...],
) -> int:
    """Weigh hypotheses that exclude one another by how probable each made what was seen.

    Each is a scenario with the same `observe`: the same figures, errors and units. Printed are their weights, what the
    mixture of them says, which observation spoke for which; and the weights once more with all errors twice as large,
    and with the priors of the parameters that moved most twice as wide.
    """
    models = load_all(words, plugins)
    if len(models) < 2:
        raise click.UsageError(f"one hypothesis has nothing to be weighed against (got {models[0].scenario.name})")
    try:
        with interruptible(), make_display("weigh") as display:
            order = Order(settings, out, force, not once, display, display.announce, str(ctx.obj or ""))
            found = weigh_models(models, priors, order)
    except KeyboardInterrupt:
        note(f"\n{WORDS}; what is done is kept, and the same command goes on from there")
        return INTERRUPTED
    tell(found, folder, as_json=as_json)
    return 0
