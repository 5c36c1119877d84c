"""The words of a command line: scenario files, folders and patterns, and KEY=VALUE between them."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from simengine.cli.output import note
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, check_engine
from simengine.errors import ScenarioError, WrongUsageError
from simengine.scenario.sections import NAMES
from simengine.yaml.source_file import read_document

cluster_option = click.option(
    "--cluster", metavar="ADDRESS", help="Let the workers of a Dask cluster compute: tcp://HOST:PORT."
)
ENDINGS = (".yaml", ".yml")


def _engine(_ctx: click.Context, _option: click.Parameter, name: str) -> str:
    check_engine(name)
    return name


engine_option = click.option(
    "--engine",
    callback=_engine,
    default=DEFAULT_ENGINE,
    show_default=True,
    metavar=f"[{'|'.join(ENGINES)}]",
    help="What computes.",
)


class NothingFoundError(WrongUsageError):
    """A word that names no scenario."""


def sort_words(words: Iterable[str]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Scenario files, each once, and KEY=VALUE overrides: what has a `=`, and is no file and no path of one."""
    files: dict[Path, Path] = {}
    overrides: list[str] = []
    for word in words:
        if "=" in word and not _is_path(word):
            overrides.append(word)
        else:
            files |= {file.absolute(): file for file in _files(word) if file.absolute() not in files}
    if not files:
        got = f" (got nothing but {' '.join(overrides)})" if overrides else ""
        raise NothingFoundError(f"name a scenario file{got}: simengine init writes one to begin with")
    return tuple(files.values()), tuple(overrides)


def _is_path(word: str) -> bool:
    """Whether a word with a `=` is the path of a file or folder, be it there or not: no KEY has a `/` in it.

    What ends as a scenario does, and whose KEY begins with no section, is one too.
    """
    key = word.partition("=")[0]
    if Path(word).exists() or "/" in key or "\\" in key:
        return True
    return word.endswith(ENDINGS) and key.partition(".")[0].strip() not in NAMES


def one_file(words: Iterable[str]) -> tuple[Path, tuple[str, ...]]:
    """The one scenario file among the words, and the overrides."""
    files, overrides = sort_words(words)
    if len(files) > 1:
        raise click.UsageError(f"one scenario at a time (got {', '.join(map(str, files))})")
    return files[0], overrides


def _files(word: str) -> Sequence[Path]:
    """The files of one word. A file that does not exist is returned, for its reader to complain of."""
    path = Path(word)
    if path.is_dir():
        return _scenarios_in(path)
    if path.exists() or not glob.has_magic(word):
        return [path]
    found = [Path(name) for name in sorted(glob.glob(word)) if Path(name).is_file()]  # noqa: PTH207 (it may be absolute)
    if not found:
        raise NothingFoundError(f"no file matches {word!r}")
    return found


def _scenarios_in(folder: Path) -> list[Path]:
    """The scenarios of a folder, those that extend nothing first."""
    there = [path for path in folder.iterdir() if path.suffix in ENDINGS and not path.name.startswith(".")]
    kinds = {path: _kind(path) for path in sorted(there) if path.is_file()}
    left_out = [path for path, kind in kinds.items() if kind == "part"]
    for path in left_out:
        note(f"note: {path} has neither clock nor extends, so it is no scenario by itself: left out")
    found = [path for kind in ("base", "variant") for path, found in kinds.items() if found == kind]
    if not found:
        below = sorted({str(path.parent) for path in folder.glob("*/*.yaml")})
        hint = f"; there are some in {', '.join(below[:5])}" if below else ": simengine init writes one to begin with"
        raise NothingFoundError(f"no scenario (*.yaml) in {str(folder)!r}{hint}")
    return found


def _kind(path: Path) -> str:
    """Whether a file is a base, extends another or is a part of others; what can't be read counts, to be told of."""
    try:
        keys = read_document(path).keys()
    except ScenarioError:
        return "base"
    return "variant" if "extends" in keys else "base" if "clock" in keys else "part"
