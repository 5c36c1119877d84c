"""The `simengine` command: one file a command, loaded when it is used, so that `--help` is quick."""

from simengine.cli.interrupts import ending_at_once

with ending_at_once():  # until all is imported
    from simengine.cli.entry import main, run_words

__all__ = ["main", "run_words"]
