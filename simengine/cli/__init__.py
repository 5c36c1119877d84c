"""The `simengine` command: one file a command, loaded when it is used, so that `--help` is quick."""

from simengine.cli.entry import main, run_words

__all__ = ["main", "run_words"]
