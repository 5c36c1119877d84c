"""What stands in the place of a run that is asked for, and whether it may be replaced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from simengine.errors import Setting, SimengineError, Worded
from simengine.plan.plan import Plan
from simengine.runs.left_parts import Source
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.manifest import Manifest
from simengine.runs.request import Request, differences
from simengine.runs.run_folders import RunFolders
from simengine.runs.store import Run, open_run
from simengine.runs.variant import Variant

Kind = Literal["nothing", "same", "fewer", "more", "readings", "other", "damaged"]


class RunExistsError(SimengineError):
    """A folder of results holds something else than what is asked for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands there: nothing, the same run, it with fewer or more paths, other readings of its paths, another.

    `run` is it, unless it is damaged so that it can't be opened.
    """

    kind: Kind
    run: Run | None = None

    @property
    def kept(self) -> int:
        """How many of its paths may be some of those that are asked for."""
        return self.run.manifest.paths if self.run and self.kind in ("same", "fewer", "more") else 0

    def source(self, folder: Path, block: int) -> Source | None:
        """Its parts, if they may be some of those that are asked for, in blocks of this length if it can't say."""
        if self.kind == "damaged":
            return Source.found(folder, block)
        return Source.of(folder, self.run.manifest) if self.run and self.kept else None


def standing(folders: RunFolders, plan: Plan, request: Request, paths: int | None, force: bool) -> Standing:
    """What stands in the place of a run; with None any number of paths is the same.

    RunExistsError if that must not be replaced.
    """
    folder = folders.standing
    if not folder.exists():
        return Standing("nothing")
    if not (folder / MANIFEST).exists():
        what = f"{folder} is in the way and holds no run"
        raise RunExistsError(Worded(f"{what}: move it, or choose another folder with ", Setting("out", ...)))
    try:
        run = open_run(folder, plan.plugins)
    except SimengineError:
        if force:
            return Standing("damaged")
        raise
    paths = run.manifest.paths if paths is None else paths
    kind, other = _kind(run.manifest, request, paths), _other_variant(run, folders.variant)
    if kind == "readings" and other:
        kind = "other"
    if kind == "other" and other and not folders.variant.given:
        advice = Worded("call yours otherwise with ", Setting("name", ...), ", or move what is there")
        raise RunExistsError(Worded(f"{folders.folder} holds another variant ({other}): ", advice))
    if kind in ("more", "other") and not force:
        raise RunExistsError(_refusal(folders, run.manifest, request, plan, paths, other))
    return Standing(kind, replace(run, reused=True))


def _kind(manifest: Manifest, request: Request, paths: int) -> Kind:
    if manifest.identity == request.identity:
        return "same" if manifest.paths == paths else "fewer" if manifest.paths < paths else "more"
    return "readings" if manifest.identity.paths == request.identity.paths and manifest.paths <= paths else "other"


def _other_variant(stored: Run, asked: Variant) -> str:
    """What is overridden in a run and in what is asked for, if that differs."""
    there = stored.variant
    if (there.scenario, there.overrides) == (asked.scenario, asked.overrides):
        return ""
    return f"{there.told or there.scenario} there, {asked.told or asked.scenario} now"


def _refusal(folders: RunFolders, manifest: Manifest, request: Request, plan: Plan, paths: int, other: str) -> Worded:
    out = Setting("out", ...)
    if manifest.identity == request.identity:
        what = f"{folders.folder} holds this run with {manifest.paths:,} paths, more than the {paths:,} asked for"
        advice = Worded("read it as it is, choose another folder with ", out, ", or drop them with ", Setting("force"))
        return Worded(f"{what}: ", advice)
    found = differences(manifest, request, paths, plan.seed, plan.nested)
    reason = "; ".join(text for text in (other, found) if text)
    advice = Worded("replace it with ", Setting("force"), ", or choose another folder with ", out)
    return Worded(f"{folders.folder} holds another run ({reason}): ", advice)
