"""A folder of exported tables, which are of one run at a time: what lies there is told, replaced, and never mixed.

`export.json` says of which run they are, with the hash of each: what it doesn't name or has changed since isn't ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from simengine.errors import Setting, SimengineError, Worded, listed
from simengine.report.numbers import counted
from simengine.runs.files import disk_errors, open_regular, write_whole
from simengine.runs.manifest import DIGEST_SIZE
from simengine.runs.store import Run

FILE = "export.json"
TABLES = ("futures", "events", "trajectories")
_NAMES = frozenset(f"{table}.{form}" for table in TABLES for form in ("csv", "parquet"))


@dataclass(frozen=True, slots=True)
class TableRecord:
    """A table that was exported: of how many paths, and the hash of its bytes, "" as long as it is being written."""

    paths: int
    blake2b: str = ""


@dataclass(frozen=True, slots=True)
class FolderRecord:
    """The run that a folder's tables are of, and these by the name of their file."""

    run: str
    seed: int
    paths: int
    drawn: str
    paths_digest: str
    readings_digest: str
    tables: dict[str, TableRecord] = field(default_factory=dict)

    @classmethod
    def of(cls, run: Run, tables: dict[str, TableRecord]) -> FolderRecord:
        """What is noted of a run."""
        known = run.manifest
        return cls(
            run.name, known.seed, known.paths, known.started, known.paths_digest, known.readings_digest, dict(tables)
        )

    @property
    def digests(self) -> tuple[str, str]:
        """Equal of two runs, of whatever number of paths, if a path is the same in both."""
        return self.paths_digest, self.readings_digest

    @property
    def told(self) -> str:
        """The run as people know it."""
        return f"{self.run}, seed {self.seed}, {counted(self.paths, 'path')}, drawn {self.drawn[:16].replace('T', ' ')}"


@dataclass(frozen=True, slots=True)
class Cleared:
    """A folder that is ready for tables, with what is noted of it and is to be told of what was there."""

    folder: Path
    record: FolderRecord
    notes: tuple[str, ...]

    def done(self) -> None:
        """Notes what has been written."""
        tables = {name: _written(self.folder / name, one) for name, one in self.record.tables.items()}
        _write(self.folder, replace(self.record, tables=tables))


def cleared(folder: Path, run: Run, names: Sequence[str], paths: int) -> Cleared:
    """Makes room for tables of these file names and so many paths of a run; removes those of another run.

    SimengineError, before anything is touched, if a file is in the way that is not as it was exported.
    """
    there, now = _read(folder), FolderRecord.of(run, {})
    known = there.tables if there else {}
    same = there is not None and there.digests == now.digests
    stay = {name: one for name, one in known.items() if same and name not in names and one.blake2b}
    going = [name for name in dict.fromkeys((*names, *known)) if name not in stay and _exists(folder / name)]
    strange = [name for name in going if not _is_ours(folder / name, known.get(name))]
    if strange:
        what = f"{listed(strange)} in {folder} {'is' if len(strange) == 1 else 'are'} not as simengine exported"
        advice = Worded(": move what is there, or choose another place with ", Setting("out", ...))
        raise SimengineError(Worded(what, advice))
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in going:
            if name not in names or not same:  # nor is one left beside new ones if writing it anew fails
                (folder / name).unlink()
    record = FolderRecord.of(run, {**stay, **{name: TableRecord(paths) for name in names}})
    _write(folder, record)
    return Cleared(folder, record, tuple(_notes(there, going, names, stay, same=same)))


def _notes(
    there: FolderRecord | None, going: Sequence[str], names: Sequence[str], stay: dict[str, TableRecord], *, same: bool
) -> Iterable[str]:
    """What became of what was there."""
    replaced, removed = [name for name in going if name in names], [name for name in going if name not in names]
    if there and going:
        done = [("replaced ", replaced), ("removed ", removed)]
        told = ", ".join(f"{word}{listed(some)}" for word, some in done if some)
        yield f"{told}: exported before from {'this run' if same else f'another run ({there.told})'}"
    for name, one in stay.items():
        yield f"{name} stays: exported before from this run, {counted(one.paths, 'path')} of it"


def _read(folder: Path) -> FolderRecord | None:
    """What is noted of a folder; None if nothing is. SimengineError if the note isn't one of ours."""
    file = folder / FILE
    if not _exists(file):
        return None
    try:
        with open_regular(file) as stream:
            found = json.load(stream)
        tables = {name: TableRecord(**one) for name, one in found["tables"].items()}
        record = FolderRecord(**{**found, "tables": tables})
        fits = tables.keys() <= _NAMES and json.loads(_text(record)) == found and _is_plain(record)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _not_ours(file) from error
    if not fits:
        raise _not_ours(file)
    return record


def _not_ours(file: Path) -> SimengineError:
    advice = Worded(": move it, or choose another place with ", Setting("out", ...))
    return SimengineError(Worded(f"{file} does not say what simengine exported there", advice))


def _is_plain(record: FolderRecord) -> bool:
    texts = (record.run, record.drawn, *record.digests, *(one.blake2b for one in record.tables.values()))
    numbers = (record.seed, record.paths, *(one.paths for one in record.tables.values()))
    return all(isinstance(text, str) for text in texts) and all(type(number) is int for number in numbers)


def _write(folder: Path, record: FolderRecord) -> None:
    write_whole(folder / FILE, _text(record).encode())


def _text(record: FolderRecord) -> str:
    return json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n"


def _exists(file: Path) -> bool:
    return file.exists() or file.is_symlink()


def _is_ours(file: Path, noted: TableRecord | None) -> bool:
    """Whether a file is as it was exported, or one whose writing was cut short."""
    return noted is not None and not file.is_symlink() and noted.blake2b in ("", _digest(file))


def _written(file: Path, noted: TableRecord) -> TableRecord:
    return noted if noted.blake2b else TableRecord(noted.paths, _digest(file))


def _digest(file: Path) -> str:
    with disk_errors(file), open_regular(file) as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=DIGEST_SIZE)).hexdigest()
