"""What a manifest says for people, and its renewal: a run stays the same run when its scenario says it otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from simengine.model.model import Model
from simengine.plan.plan import Plan
from simengine.runs.dice_names import ISLANDS, MEMBERS
from simengine.runs.files import disk_errors
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.manifest import StoredFile, digest_of, read_manifest, write_manifest
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.part_names import FOLDER as PARTS
from simengine.runs.run_folders import RunFolders, move_into_place, stage
from simengine.runs.store import Run
from simengine.runs.unfinished import FILE as REQUEST
from simengine.runs.words import words_of
from simengine.yaml.emit import to_yaml

Finish = Callable[[Path, OutcomeTable], object]


def texts_of(model: Model, plan: Plan) -> dict[str, Any]:
    """Those fields of a manifest that are in no digest: words, units, overrides, the scenario's text with its files."""
    scenario = model.scenario
    return {
        "scenario": scenario.name,
        "overrides": scenario.overrides,
        "as_of": scenario.as_of,
        "title": scenario.title,
        "measure_units": {name: plan.unit(name) for name in scenario.measures},
        "invariants": {name: one.note or "" for name, one in scenario.invariants.items()},
        "question_texts": {question.name: question.text for question in plan.questions},
        "question_units": {question.name: question.unit for question in plan.questions},
        "words": words_of(scenario),
        "experts": dict(plan.experts.weights) if plan.experts else {},
        "sources": scenario.files,
        "text": to_yaml(scenario.merged),
    }


def renew(run: Run, folders: RunFolders, model: Model, plan: Plan, finish: Finish | None) -> Run:
    """A run that is there, with the words of the scenario as it is now; its parts stay the same.

    `finish` lays its summaries anew. For who holds the lock. SimengineError if the disk refuses.
    """
    manifest = replace(run.manifest, **texts_of(model, plan))
    if says_the_same(run, model, plan):
        return run
    kept = [part.file.name for part in manifest.parts]
    kept += [file.name for file in manifest.files if finish and file.name in (MEMBERS, ISLANDS)]
    folder = stage(folders, run.folder, kept if finish else [*kept, *(file.name for file in manifest.files)])
    if finish:
        finish(folder, Run(folder, manifest).outcome_table(check=False))
    write_manifest(folder, replace(manifest, files=stored_files(folder)))
    move_into_place(folders, folder)
    return replace(run, manifest=read_manifest(run.folder))


def says_the_same(run: Run, model: Model, plan: Plan) -> bool:
    """Whether the words of a run are those of the scenario as it is now."""
    now = texts_of(model, plan)
    there = run.manifest
    return (now["text"], now["overrides"], now["as_of"]) == (there.text, there.overrides, there.as_of)


def stored_files(folder: Path) -> tuple[StoredFile, ...]:
    """What was laid into an unfinished folder beside the parts, forced to the disk, with hashes."""
    found = sorted(file for file in folder.iterdir() if file.name not in (PARTS, REQUEST, MANIFEST))
    return tuple(StoredFile(file.name, _synced(file)) for file in found if file.is_file())


def _synced(file: Path) -> str:
    """The hash of a file, once it is on the disk."""
    with disk_errors(file), file.open("rb+") as stream:
        os.fsync(stream.fileno())
        return digest_of(stream.read())
