"""Finding runs: by folder, by name, by the beginning of a name."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import SimengineError, WrongUsageError, listed, what_there_is
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.store import Run, open_run
from simengine.runs.sweep_file import FILE as SWEEP
from simengine.runs.sweep_file import Sweep, read_sweep
from simengine.runs.unfinished import Unfinished, unfinished_folders, unfinished_runs

RESULTS = Path("results")


@dataclass(frozen=True, slots=True)
class FoundRuns:
    """The runs in a folder of results, by name, what is wrong with those that can't be opened, and unfinished ones."""

    runs: tuple[Run, ...]
    problems: tuple[str, ...]
    unfinished: tuple[Unfinished, ...] = ()


def find_run(text: str | Path, results: Path = RESULTS) -> Path:
    """The folder of a run: a path, its name under `results`, or the beginning of one name only.

    A bare name is one under `results`; only where nobody has said where these are, a folder beside us may have it too.
    WrongUsageError if there is none or more than one.
    """
    bare = len(Path(text).parts) == 1 and not Path(text).is_absolute()
    for folder in (results / text, *([] if bare and results != RESULTS else [Path(text)])):
        if _holds(folder, MANIFEST):
            return folder
        if _holds(folder, SWEEP):
            _refuse_sweep(text, folder)
    names = _names(results)
    matching = [name for name in names if name.startswith(str(text))] if str(text) else []
    if len(matching) == 1:
        return results / matching[0]
    if matching:
        raise WrongUsageError(f"{str(text)!r} may be any of {listed(matching)}: write more of the name")
    replaced = results / f".{text}.replaced"
    if bare and _holds(replaced, MANIFEST):
        what = f"the run {str(text)!r} was about to be replaced when that was cut short"
        raise SimengineError(f"{what}: it lies in {replaced} until its scenario is run again")
    if any(unfinished_folders(results, str(text))):
        raise SimengineError(f"the run {str(text)!r} is not finished: the same command as before goes on with it")
    hint = what_there_is(str(text), names) if names else "; there is none yet"
    raise WrongUsageError(f"no run {str(text)!r} in {results}{hint}")


def find_sweep(text: str | Path, results: Path = RESULTS) -> tuple[Path, Sweep] | None:
    """The sweep in a folder, or of this name under `results`, or of the one name with this beginning if no run has it.

    None if there is none. SimengineError if it can't be read.
    """
    names = [folder.name for folder in _folders(results, SWEEP) if str(text) and folder.name.startswith(str(text))]
    runs = any(name.startswith(str(text)) for name in _names(results))
    for folder in (results / text, Path(text), *(results / name for name in names if len(names) == 1 and not runs)):
        if _holds(folder, MANIFEST):
            return None
        if _holds(folder, SWEEP) and (sweep := read_sweep(folder)):
            return folder, sweep
    return None


def _refuse_sweep(text: str | Path, folder: Path) -> None:
    sweep = read_sweep(folder)
    if sweep is not None:
        runs = [point.run for point in sweep.points]
        raise WrongUsageError(f"{str(text)!r} is a sweep: name one of its runs, as {text}/{runs[0]}; {listed(runs)}")


def sweeps(results: Path = RESULTS) -> tuple[list[tuple[Path, Sweep]], list[str]]:
    """The sweeps in a folder of results, and what is wrong with those that can't be read."""
    found, problems = [], []
    for folder in _folders(results, SWEEP):
        try:
            sweep = read_sweep(folder)
        except SimengineError as error:
            problems.append(error.message)
        else:
            found += [(folder, sweep)] if sweep else []
    return found, problems


def _holds(folder: Path, file: str) -> bool:
    try:
        return (folder / file).exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise SimengineError(f"can't read {folder}: {error.strerror or error}") from error


def scan(results: Path = RESULTS) -> FoundRuns:
    """All runs in a folder of results; other folders are passed over, damaged runs told."""
    runs, problems = [], []
    for name in _names(results):
        try:
            runs.append(open_run(results / name))
        except SimengineError as error:
            problems.append(error.message)
    return FoundRuns(tuple(runs), tuple(problems), unfinished_runs(results))


def _names(results: Path) -> list[str]:
    return [folder.name for folder in _folders(results, MANIFEST)]


def _folders(results: Path, file: str) -> list[Path]:
    """The folders that hold a file of this name, in the order of theirs."""
    try:
        return sorted(folder for folder in results.iterdir() if folder.name[:1] != "." and (folder / file).exists())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SimengineError(f"can't read {results}: {error.strerror or error}") from error
