"""What stands in the place of a run that is asked for, and whether it may be replaced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from simengine.errors import MOST_TOLD, Setting, SimengineError, Worded
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
class Count:
    """How many paths a run is to have: so many, or `at_least`, so that it may keep what is there of more."""

    paths: int
    at_least: bool = False

    def beside(self, there: int) -> int:
        """How many it has in the end, where so many are there."""
        return max(self.paths, there) if self.at_least else self.paths


ANY = Count(0, at_least=True)


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
        manifest = self.run.manifest if self.run else None
        kinds = ("same",) if manifest and manifest.learnt else ("same", "fewer", "more")  # others are other members
        return manifest.paths if manifest and self.kind in kinds else 0

    def count(self, wanted: Count) -> int:
        """How many paths the run is to have in the end, as far as what stands there tells."""
        return wanted.beside(self.run.manifest.paths if self.run and self.kind in ("same", "readings") else 0)

    def source(self, folder: Path, block: int) -> Source | None:
        """Its parts, if they may be some of those that are asked for, in blocks of this length if it can't say."""
        if self.kind == "damaged":
            return Source.found(folder, block)
        return Source.of(folder, self.run.manifest) if self.run and self.kept else None


def standing(folders: RunFolders, plan: Plan, request: Request, count: Count, force: bool) -> Standing:
    """What stands in the place of a run. RunExistsError if that must not be replaced."""
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
    paths = count.beside(run.manifest.paths)
    kind, other = _kind(run.manifest, request, paths), _other_variant(run, folders.variant)
    if kind == "readings" and other:
        kind = "other"
    if kind == "other" and other and not folders.variant.given:
        advice = Worded("call yours otherwise with ", Setting("name", ...), ", or move what is there")
        raise RunExistsError(Worded(f"{folders.folder} holds another variant ({other}): ", advice))
    lost = _lost(run.manifest, plan) if kind == "readings" else ""
    if (lost or kind in ("more", "other")) and not force:
        raise RunExistsError(_refusal(folders, run.manifest, request, plan, count, other or lost))
    return Standing(kind, replace(run, reused=True))


def _kind(manifest: Manifest, request: Request, paths: int) -> Kind:
    asked = request.at(manifest.paths).identity
    if manifest.identity == asked:
        return "same" if manifest.paths == paths else "fewer" if manifest.paths < paths else "more"
    return "readings" if manifest.identity.paths == asked.paths and manifest.paths <= paths else "other"


def _lost(manifest: Manifest, plan: Plan) -> str:
    """What a run reads off its futures that is no longer asked for: drawn again it would be gone, so it is told."""
    there = {
        "measure": manifest.measure_units,
        "class": manifest.classes,
        "question": manifest.question_kinds,
    }
    now = {
        "measure": {cell.name for cell in plan.measures},
        "class": {name for name, _ in plan.classes},
        "question": {question.name for question in plan.questions},
    }
    gone = [f"{kind} {name}" for kind, names in there.items() for name in names if name not in now[kind]]
    more = f" and {len(gone) - MOST_TOLD:,} more" if len(gone) > MOST_TOLD else ""
    return f"the scenario has no {', '.join(gone[:MOST_TOLD])}{more}, which would be lost" if gone else ""


def _other_variant(stored: Run, asked: Variant) -> str:
    """What is overridden in a run and in what is asked for, if that differs."""
    there = stored.variant
    if replace(there, given="") == replace(asked, given=""):
        return ""
    return " there, ".join(one.told or replace(one, given="").folder for one in (there, asked)) + " now"


def _refusal(folders: RunFolders, manifest: Manifest, request: Request, plan: Plan, count: Count, why: str) -> Worded:
    out = Setting("out", ...)
    if manifest.identity == request.at(manifest.paths).identity:
        what = f"{folders.folder} holds this run with {manifest.paths:,} paths, more than the {count.paths:,} asked for"
        leave = ("leave out ", Setting("paths", ...), " to have all of them, choose another folder with ")
        advice = Worded(*leave, out, ", or drop those beyond with ", Setting("force"))
        return Worded(f"{what}: ", advice)
    found = differences(manifest, request, count.paths or manifest.paths, plan.seed, plan.nested)
    reason = "; ".join(text for text in (why, found) if text)
    advice = Worded("replace it with ", Setting("force"), ", or choose another folder with ", out)
    return Worded(f"{folders.folder} holds another run ({reason}): ", advice)
