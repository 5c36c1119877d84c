"""Where a run lies: its folder, the unfinished ones beside it, and how one becomes the other."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Setting, SimengineError, Worded
from simengine.runs.files import disk_errors, only_one, remove_tree, sync_folder
from simengine.runs.left_parts import Source, lay_file, name_parts
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.manifest import Part, read_manifest
from simengine.runs.part_names import FOLDER as PARTS
from simengine.runs.part_names import left_files
from simengine.runs.request import Request, read_request, write_request
from simengine.runs.unfinished import FILE as REQUEST
from simengine.runs.unfinished import Order, order_of, unfinished_folders
from simengine.runs.variant import Variant

LEARNING = "learning"
"""The folder inside an unfinished one that keeps what learning has come to."""
_WORTH = 10


@dataclass(frozen=True, slots=True)
class RunFolders:
    """The paths of one run under a folder of results."""

    out: Path
    variant: Variant

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.variant.folder

    @property
    def folder(self) -> Path:
        """The finished run."""
        return self.out / self.name

    @property
    def replaced(self) -> Path:
        """The run that is being replaced, for the moment that takes."""
        return self.out / f".{self.name}.replaced"

    @property
    def staged(self) -> Path:
        """A run that is about to be put in place, where an unfinished folder has more than it and stays."""
        return self.out / f".{self.name}.staged"

    @property
    def lock(self) -> Path:
        """Held by the process that computes."""
        return self.out / f".{self.name}.lock"

    @property
    def standing(self) -> Path:
        """The finished run, also where it was about to be replaced and that was cut short."""
        return self.folder if os.path.lexists(self.folder) or not self.replaced.exists() else self.replaced

    def partial(self, request: Request) -> Path:
        """The run as long as it is not finished: what is asked for has a folder of its own."""
        identity = request.identity
        asked = f"{identity.paths} {identity.readings} {request.block}"
        return self.out / f".{self.name}.{hashlib.blake2b(asked.encode(), digest_size=8).hexdigest()}.partial"


def settle(folders: RunFolders) -> None:
    """Tidies what a start that was cut short left, unless another process works there now."""
    left = (folders.replaced, folders.staged, folders.lock, folders.folder / REQUEST)
    if any(map(os.path.lexists, left)):
        with suppress(SimengineError), only_one(folders.lock, str(folders.folder)):
            tidy(folders)


def tidy(folders: RunFolders) -> None:
    """Tidies what a start that was cut short left; for who holds the lock."""
    finished = (folders.folder / MANIFEST).exists()
    with disk_errors(folders.folder):
        if os.path.lexists(folders.replaced):
            if finished:
                _clear_replaced(folders)
            elif not os.path.lexists(folders.folder):
                folders.replaced.rename(folders.folder)
        if finished:
            (folders.folder / REQUEST).unlink(missing_ok=True)
        remove_tree(folders.staged)
        _take_over_earlier(folders)


def _take_over_earlier(folders: RunFolders) -> None:
    """Gives an unfinished folder of an earlier simengine the name that it has now."""
    earlier = folders.out / f".{folders.name}.partial"
    request = read_request(earlier)
    if request and not folders.partial(request).exists():
        name_parts(earlier)
        earlier.rename(folders.partial(request))


def open_partial(folders: RunFolders, request: Request, order: Order, source: Source | None) -> Request:
    """Makes an unfinished folder with all that is there of the paths wanted; how to go on in it.

    `source` are parts of the run that stands there. What most paths are there of decides on the blocks.
    """
    begun = [(_paths_left(folder, found), found.block) for folder, found in _begun(folders, request)]
    if source:
        begun.append((min(source.paths, order.paths), source.block))
    # A few paths in short blocks, such as the reference engine's, are no reason to lay many into such.
    worth = [(n, block) for n, block in begun if block >= request.block or n * _WORTH >= order.paths]
    going_on = request.in_blocks(max(worth, default=(0, request.block))[1])
    partial = folders.partial(going_on)
    with disk_errors(partial):
        (partial / PARTS).mkdir(parents=True, exist_ok=True)
        for stale in (*partial.iterdir(), *(partial / PARTS).glob(".*.tmp")):
            if stale.name not in (PARTS, REQUEST, LEARNING):
                (remove_tree if stale.is_dir() else Path.unlink)(stale)
    before, there = order_of(partial), _paths_left(partial, going_on)
    if read_request(partial) is None or before is None or before.paths <= max(order.paths, there):
        write_request(partial, going_on, order)
    if source and source.block == going_on.block:
        source.lay(partial, -(-order.paths // source.block))
    return going_on


def begun_paths(folders: RunFolders, request: Request) -> int:
    """How many paths an unfinished folder has of what is asked, about; of several, that with most."""
    return max((_paths_left(folder, found) for folder, found in _begun(folders, request)), default=0)


def drop_outdone(folders: RunFolders, request: Request, paths: int) -> None:
    """Removes unfinished folders that have no more than the finished run of so many paths."""
    for folder, found in _begun(folders, request):
        if (max(left_files(folder), default=-1) + 1) * found.block <= paths:
            with suppress(OSError):
                remove_tree(folder)


def drop_empty(partial: Path) -> None:
    """Removes an unfinished folder in which nothing is kept: no path, and nothing that was learnt."""
    learnt = partial / LEARNING
    if not left_files(partial) and not (learnt.is_dir() and any(learnt.iterdir())):
        with suppress(OSError):
            remove_tree(partial)


def tidy_outdone(folders: RunFolders, request: Request, paths: int) -> None:
    """The same where a start that finished the run could not, unless another process works there now."""
    if any(unfinished_folders(folders.out, folders.name)):
        with suppress(SimengineError), only_one(folders.lock, str(folders.folder)):
            drop_outdone(folders, request, paths)


def _begun(folders: RunFolders, request: Request) -> Iterator[tuple[Path, Request]]:
    for folder in unfinished_folders(folders.out, folders.name):
        found = read_request(folder)
        if found and found.identity == request.identity:
            yield folder, found


def _paths_left(folder: Path, request: Request) -> int:
    return len(left_files(folder)) * request.block


def finishing(folders: RunFolders, partial: Path, parts: Iterable[Part]) -> Path:
    """The folder to finish a run in: the unfinished one, or if there is more in it than these parts, a new one."""
    used = {part.file.name for part in parts}
    if all(f"{PARTS}/{file.name}" in used for files in left_files(partial).values() for file in files):
        return partial
    return stage(folders, partial, used)


def stage(folders: RunFolders, folder: Path, names: Iterable[str]) -> Path:
    """A new folder to finish a run in, with these files of another."""
    with disk_errors(folders.staged):
        remove_tree(folders.staged)
        (folders.staged / PARTS).mkdir(parents=True)
        for name in names:
            _lay_sound(folder / name, folders.staged / name)
        sync_folder(folders.staged / PARTS)
    return folders.staged


def _lay_sound(source: Path, target: Path) -> None:
    try:
        lay_file(source, target)
    except OSError as error:
        what = f"can't read {source}: {error.strerror or error}"
        raise SimengineError(Worded(f"{what}; run it again with ", Setting("force"))) from error


def move_into_place(folders: RunFolders, made: Path) -> None:
    """Makes a complete folder the finished one, instead of what was there."""
    with disk_errors(folders.folder):
        if os.path.lexists(folders.folder):
            remove_tree(folders.replaced)
            folders.folder.rename(folders.replaced)
        made.rename(folders.folder)
        sync_folder(folders.out)
        (folders.folder / REQUEST).unlink(missing_ok=True)
    with suppress(OSError):
        _clear_replaced(folders)


def _clear_replaced(folders: RunFolders) -> None:
    """Removes the run that was replaced, but for files that somebody else laid into it: those move along."""
    if folders.replaced.is_dir() and not folders.replaced.is_symlink():
        ours = {MANIFEST, PARTS, REQUEST, *_files_of(folders.replaced)}
        for file in folders.replaced.iterdir():
            if file.name not in ours and not os.path.lexists(folders.folder / file.name):
                file.rename(folders.folder / file.name)
    remove_tree(folders.replaced)


def _files_of(folder: Path) -> set[str]:
    try:
        return {file.name for file in read_manifest(folder).files}
    except SimengineError:
        return {file.name for file in folder.glob("*.csv")}
