"""`simengine open`."""

from __future__ import annotations

import gc
import threading
import webbrowser
from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import sort_words
from simengine.cli.load_all import load_all
from simengine.cli.output import note, say
from simengine.cli.plugin_option import plugin_option
from simengine.cli.result_options import FOLDER
from simengine.cli.whole_number import WholeNumber
from simengine.compute.engine_kinds import DEFAULT_ENGINE
from simengine.errors import SimengineError
from simengine.runs.find import RESULTS
from simengine.window.desk import Desk
from simengine.window.opened import opening
from simengine.window.requests import Room
from simengine.window.server import Server

EXAMPLES = (
    ("simengine open tram.yaml", "play what-if with one scenario"),
    ("simengine open tram.yaml early_grant.yaml", "with others as switches, the first as the base"),
    ("simengine open tram.yaml parameters.budget=300", "begin with a value changed"),
    ("simengine open tram.yaml --no-browser", "print the link only"),
    ("simengine open pond.yaml --out results", "of a scenario with figures, by what its run has learnt"),
)
_LOOK = 0.5  # seconds: Windows hears Ctrl-C between waits only


@click.command("open", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE… [KEY=VALUE…]")
@click.option("--port", type=WholeNumber(min=0, max=65_535), default=0, metavar="N",
              help="Listen on this port of this computer.  [default: any that is free]")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Open no browser; print the link to be opened.")
@click.option("--out", type=FOLDER, default=RESULTS, show_default=True,
              help="Where runs are looked for that have learnt from the same past.")  # fmt: skip
@plugin_option
def command(words: tuple[str, ...], port: int, no_browser: bool, out: Path, plugins: tuple[Path, ...]) -> None:
    """Open a page in your browser to play what-if: sliders, dates, switches, the text; the answer follows.

    It is served by this command, on this computer alone, until Ctrl-C. The link that is printed opens it once. Nothing
    is stored but what you save there, beside the scenario.
    """
    files, overrides = sort_words(words)
    models = load_all([*map(str, files), *overrides], plugins)
    room = Room(Desk(opening(files, models, overrides, plugins, DEFAULT_ENGINE, out)))
    try:
        server = Server(room, port)
    except OSError as error:
        room.desk.close()
        raise SimengineError(f"port {port} can't be listened on: {error.strerror}; leave out --port") from error
    _serve(server, browse=not no_browser)


def _serve(server: Server, *, browse: bool) -> None:
    """Serves until Ctrl-C, in a thread of its own: a browser in the terminal keeps this one busy until it is left."""
    gc.freeze()  # a tenth of an answer's time would go into searching for garbage among what stays to the end
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        say(server.guard.url)
        if browse and not webbrowser.open(server.guard.url):
            note("no browser was found: open the link in one on this computer")
        note("Ctrl-C ends it")
        while serving.is_alive():
            serving.join(_LOOK)
    except KeyboardInterrupt:
        note("closed")
    finally:
        server.shutdown()
        server.server_close()
