"""Where a run lies: its folder, the unfinished one beside it, and how one becomes the other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from simengine.errors import Setting, SimengineError, Worded
from simengine.plan.plan import Plan
from simengine.runs.files import disk_errors, remove_tree, sync_folder
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.parts import FOLDER as PARTS
from simengine.runs.request import FILE as REQUEST
from simengine.runs.request import Request, differences, is_same_run, resumable_request, write_request
from simengine.runs.store import Run, open_run
from simengine.runs.variant import Variant


class RunExistsError(SimengineError):
    """A folder of results holds something else than what is asked for."""


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
    def partial(self) -> Path:
        """The run as long as it is not finished."""
        return self.out / f".{self.name}.partial"

    @property
    def replaced(self) -> Path:
        """The run that is being replaced, for the moment that takes."""
        return self.out / f".{self.name}.replaced"

    @property
    def lock(self) -> Path:
        """Held by the process that computes."""
        return self.out / f".{self.name}.lock"


def find_existing(folders: RunFolders, plan: Plan, request: Request, paths: int, force: bool) -> Run | None:
    """The run in place if it is the one asked for; None if there is none, or it may be replaced.

    RunExistsError if another stands there.
    """
    folder = folders.folder
    if not folder.exists():
        return None
    if not (folder / MANIFEST).exists():
        what = f"{folder} is in the way and holds no run"
        raise RunExistsError(Worded(f"{what}: move it, or choose another folder with ", Setting("out", ...)))
    try:
        stored = open_run(folder, plan.plugins)
    except SimengineError:
        if force:
            return None
        raise
    if is_same_run(stored.manifest, request, paths):
        return replace(stored, reused=True)
    other = _other_variant(stored, folders.variant)
    if force and (folders.variant.given or not other):
        return None
    if other and not folders.variant.given:
        advice = Worded("call yours otherwise with ", Setting("name", ...), ", or move what is there")
        raise RunExistsError(Worded(f"{folder} holds another variant ({other}): ", advice))
    found = differences(stored.manifest, request, paths, plan.seed, plan.nested)
    reason = "; ".join(text for text in (other, found) if text)
    advice = Worded("replace it with ", Setting("force"), ", or choose another folder with ", Setting("out", ...))
    raise RunExistsError(Worded(f"{folder} holds another run ({reason}): ", advice))


def _other_variant(stored: Run, asked: Variant) -> str:
    """What is overridden in a run and in what is asked for, if that differs."""
    there = stored.variant
    if (there.scenario, there.overrides) == (asked.scenario, asked.overrides):
        return ""
    return f"{there.told or there.scenario} there, {asked.told or asked.scenario} now"


def open_partial(folders: RunFolders, request: Request) -> Request:
    """Makes the unfinished folder, or takes what an interrupted run of the same identity left; how to go on in it."""
    partial = folders.partial
    with disk_errors(partial):
        if folders.replaced.exists() and not folders.folder.exists():
            folders.replaced.rename(folders.folder)  # a replacement was cut short
        left = resumable_request(partial, request)
        if partial.exists() and left is None:
            remove_tree(partial)
        (partial / PARTS).mkdir(parents=True, exist_ok=True)
        for stale in (*partial.iterdir(), *(partial / PARTS).glob(".*.tmp")):
            if stale.name not in (PARTS, REQUEST):
                stale.unlink()
    write_request(partial, left or request)
    return left or request


def move_into_place(folders: RunFolders) -> None:
    """Makes the complete unfinished folder the finished one, instead of what was there."""
    with disk_errors(folders.folder):
        if folders.folder.exists():
            remove_tree(folders.replaced)
            folders.folder.rename(folders.replaced)
        folders.partial.rename(folders.folder)
        sync_folder(folders.out)
        (folders.folder / REQUEST).unlink(missing_ok=True)
    with suppress(OSError):
        remove_tree(folders.replaced)
