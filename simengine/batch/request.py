"""What is asked of a run, in so far as its results depend on it: equal requests give equal bits."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from simengine.batch.files import write_whole
from simengine.batch.manifest import Manifest
from simengine.scenario.schema import Scenario

FILE = "request.json"
_PACKAGE = Path(__file__).parents[1]
_LATER = ("analysis", "report", "cli")  # rows that only look at what is stored


@dataclass(frozen=True, slots=True)
class Request:
    """The plan's digest, the engine, the hash of the code, and the length of a block.

    The number of paths is not in it: more paths only add.
    """

    plan: str
    engine: str
    code: str
    block: int


@functools.lru_cache(maxsize=1)
def code_hash() -> str:
    """BLAKE2b-128 of the sources that results depend on: everything above analysis."""
    whole = hashlib.blake2b(digest_size=16)
    for file in sorted(_PACKAGE.glob("*/**/*.py")):
        inside = file.relative_to(_PACKAGE)
        if inside.parts[0] not in _LATER:
            whole.update(f"{inside.as_posix()}\0".encode())
            whole.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return whole.hexdigest()


def folder_name(scenario: Scenario) -> str:
    """The folder of a scenario's results: its name, with a mark of the overrides so that variants lie side by side."""
    if not scenario.overrides:
        return scenario.name
    mark = hashlib.blake2b("\n".join(scenario.overrides).encode(), digest_size=3).hexdigest()
    return f"{scenario.name}+{mark}"


def same(manifest: Manifest, request: Request, paths: int) -> bool:
    """Whether a finished run is what is asked for."""
    stored = Request(manifest.plan, manifest.engine, manifest.code, manifest.block)
    return stored == request and manifest.paths == paths


def differences(manifest: Manifest, request: Request, paths: int, seed: int, nested: int) -> str:
    """What a finished run has and what is asked for, for a person."""
    pairs = [
        ("paths", manifest.paths, paths),
        ("seed", manifest.seed, seed),
        ("nested", manifest.nested, nested),
        ("engine", manifest.engine, request.engine),
    ]
    told = [f"{there} {name} there, {here} now" for name, there, here in pairs if there != here and name == "paths"]
    told += [f"{name} {there} there, {here} now" for name, there, here in pairs if there != here and name != "paths"]
    if manifest.plan != request.plan and (manifest.seed, manifest.nested) == (seed, nested):
        told.append("the scenario says something else")
    if manifest.code != request.code:
        told.append("simengine's code has changed")
    return "; ".join(told) or "blocks of another length"


def write_request(folder: Path, request: Request) -> None:
    """Notes in an unfinished folder what it is for."""
    write_whole(folder / FILE, json.dumps(asdict(request)).encode())


def is_for(folder: Path, request: Request) -> bool:
    """Whether an unfinished folder was begun for the same request."""
    try:
        found: object = json.loads((folder / FILE).read_bytes())
    except (OSError, ValueError):
        return False
    return found == asdict(request)
