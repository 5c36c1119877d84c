"""What a manifest says for people, and its renewal: a run stays the same run when its scenario says it otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from simengine.model.model import Model
from simengine.plan.plan import Plan
from simengine.runs.files import disk_errors, only_one
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.manifest import StoredFile, digest_of, write_manifest
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.parts import FOLDER as PARTS
from simengine.runs.request import FILE as REQUEST
from simengine.runs.run_folders import RunFolders
from simengine.runs.store import Run
from simengine.runs.words import words_of
from simengine.yaml.emit import to_yaml

Finish = Callable[[Path, OutcomeTable], object]


def texts_of(model: Model, plan: Plan) -> dict[str, Any]:
    """Those fields of a manifest that are in no digest: words, units, overrides, the scenario's text with its files."""
    scenario = model.scenario
    return {
        "scenario": scenario.name,
        "overrides": scenario.overrides,
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
    """A run that is there, with the words of the scenario as it is now; its paths are not touched.

    `finish` lays its summaries anew. SimengineError if the disk refuses.
    """
    manifest = replace(run.manifest, **texts_of(model, plan))
    if (manifest.text, manifest.overrides) == (run.manifest.text, run.manifest.overrides):
        return run
    folder = run.folder
    with disk_errors(folder), only_one(folders.lock, str(folder)):
        if finish:
            finish(folder, Run(folder, manifest).outcome_table(check=False))
        write_manifest(folder, replace(manifest, files=stored_files(folder, [file.name for file in manifest.files])))
    return replace(run, manifest=manifest)


def added_files(folder: Path) -> list[str]:
    """What was laid into an unfinished folder beside the parts, by name."""
    return sorted(file.name for file in folder.iterdir() if file.name not in (PARTS, REQUEST, MANIFEST))


def stored_files(folder: Path, names: Iterable[str]) -> tuple[StoredFile, ...]:
    """These files with their hashes, less those that are gone."""
    found = [folder / name for name in names]
    return tuple(StoredFile(file.name, digest_of(file.read_bytes())) for file in found if file.is_file())
