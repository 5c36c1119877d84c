"""Explanations beside runs: what was found lies in the run's folder, where a second asking and the report find it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from simengine.analysis.headline import Headline
from simengine.compute.ask import ALONE, Resources
from simengine.compute.written_places import written_places
from simengine.errors import SimengineError
from simengine.explain.chance import headline_asked
from simengine.explain.founding import founding_of
from simengine.explain.influence import LEAST, Influence
from simengine.results.explaining import PATHS, explain_run
from simengine.runs.files import disk_errors, read_regular, write_whole
from simengine.runs.manifest import digest_of, digest_of_manifest
from simengine.runs.request import code_hash
from simengine.runs.store import Run

FOLDER = "explained"
"""The folder inside that of a run."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was found, by which code, of which run (the digest of its manifest), with how many paths asked for."""

    run: str
    code: str
    paths: int
    influence: Influence

    @property
    def name(self) -> str:
        head = self.influence.headline
        about = (head.of, *head.names, self.paths, self.influence.least)
        return f"{digest_of(json.dumps(about).encode())[:16]}.json"


_KEPT = TypeAdapter(_Kept)


def kept_influence(
    run: Run, of: str | None = None, paths: int = PATHS, least: float = LEAST, resources: Resources = ALONE
) -> Influence:
    """As `explain_run`, and kept in the folder of the run, where the same question is answered at once.

    That counts as long as run and code are the same. Where nothing can be written nothing is kept.
    """
    headline = _headline(run, of)
    for one in _kept(run):
        if (one.influence.headline, one.paths, one.influence.least) == (headline, paths, least):
            if resources.announce:
                resources.announce(f"{run.name}: as found before, kept in {run.folder / FOLDER}")
            return _as_written_now(run, one.influence)
    found = explain_run(run, of, paths, least, resources)
    with suppress(SimengineError):
        _keep(run, _Kept(digest_of_manifest(run.manifest), code_hash(all_of_it=True), int(paths), found))
    return found


def influence_beside(run: Run) -> Influence | None:
    """What was found of the run's answer; of several that from most paths. None where it was not asked for."""
    headline = _headline(run, None)
    found = [one for one in _kept(run) if one.influence.headline == headline]
    best = max(found, key=lambda one: (one.paths, one.influence.least == LEAST, one.name), default=None)
    return _as_written_now(run, best.influence) if best else None


def _headline(run: Run, of: str | None) -> Headline:
    return headline_asked(run.model, run.outcome_table(), of or "")


def _kept(run: Run) -> Iterator[_Kept]:
    """What counts of what lies beside a run, in the order of the files' names."""
    files = sorted((run.folder / FOLDER).glob("*.json"))
    now = (digest_of_manifest(run.manifest), code_hash(all_of_it=True)) if files else None
    for file in files:
        with suppress(OSError, ValueError, TypeError, KeyError):
            document = json.loads(read_regular(file))
            if (document["run"], document["code"]) == now:
                yield _KEPT.validate_python(document)


def _keep(run: Run, kept: _Kept) -> None:
    """Lays it beside the run, and removes what counts no more."""
    folder = run.folder / FOLDER
    still = {one.name for one in _kept(run)}
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
        for file in folder.glob("*.json"):
            if file.name not in still:
                file.unlink(missing_ok=True)
    document = json.dumps(_KEPT.dump_python(kept), ensure_ascii=False, indent=1)
    write_whole(folder / kept.name, document.encode(errors="backslashreplace") + b"\n")


def _as_written_now(run: Run, found: Influence) -> Influence:
    """With the places in the files as they are now: a line may have been moved since."""
    founding = founding_of(run.model, written_places(run))
    parameters = tuple(replace(one, founding=founding.get(one.name, one.founding)) for one in found.parameters)
    return replace(found, parameters=parameters)
